"""Documents are set by a process of their own, which comes and goes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eventapp.core import pdf
from eventapp.core.files import ROOT
from tests.faults.test_worker import children
from tests.waiting import waited_for

AFTER_A_FORK = """
import os
from eventapp.core import pdf
def make():
    return pdf._compiler().compile(b'{"format": "pdf"}\\0= Hello', 20)[:5].decode()
print(make(), flush=True)
if os.fork() == 0:
    print(make(), flush=True)
    os._exit(0)
os.wait()
print(make(), flush=True)
"""


def setters() -> list[int]:
    """The processes that this one has set documents."""
    return [pid for pid in children(os.getpid()) if _is_setter(pid)]


def _is_setter(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    return "State:\tZ" not in status and "typst_process" in Path(f"/proc/{pid}/cmdline").read_text()


def made(text: str = "Forum") -> bytes:
    return pdf._compiler().compile(b'{"format": "pdf"}\0= ' + text.encode(), 20)


@pytest.fixture(autouse=True)
def none_before() -> None:
    pdf._compiler().end()


def test_the_same_values_make_the_same_document_again() -> None:
    assert made("論壇") == made("論壇")
    assert made("論壇")[:5] == b"%PDF-"


def test_one_process_sets_them_all() -> None:
    made()
    first = setters()
    made()
    assert (len(first), setters()) == (1, first)


def test_a_process_that_was_killed_is_replaced_for_the_next_document() -> None:
    made()
    (first,) = setters()
    os.kill(first, 9)
    assert made()[:5] == b"%PDF-"
    assert len(setters()) == 1
    assert setters() != [first]


def test_it_ends_where_nobody_asks_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "IDLE_SECONDS", 0.1)
    made()
    waited_for(lambda: setters() == [])
    assert made()[:5] == b"%PDF-"


def test_a_document_that_takes_too_long_is_given_up_with_its_process() -> None:
    endless = b'{"format": "pdf"}\0#let n = range(100000000).map(x => x * x).sum()\n#n'
    with pytest.raises(pdf.DocumentUnavailable, match=r"^no answer within"):
        pdf._compiler().compile(endless, 0.5)
    assert (setters(), made()[:5]) == ([], b"%PDF-")


def test_what_typst_has_against_a_source_is_said() -> None:
    with pytest.raises(RuntimeError, match="unknown variable: nowhere"):
        pdf._compiler().compile(b'{"format": "pdf"}\0#nowhere', 20)


def test_a_process_forked_from_one_that_made_documents_makes_its_own() -> None:
    run = subprocess.run(
        [sys.executable, "-c", AFTER_A_FORK], capture_output=True, text=True, timeout=60, cwd=ROOT, check=False
    )
    assert (run.stdout.split(), re.findall("Error", run.stderr)) == (["%PDF-"] * 3, [])
