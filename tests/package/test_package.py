"""The built package, in an empty environment outside the checkout."""

import os
import re
import shutil
import signal
import subprocess
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from eventapp.core.files import ROOT
from tests.mailserver import free_port
from tests.package.builds import built, made_once, package_files
from tests.visitor import Visitor

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("package")]
PLAIN = {"PATH": "/nonexistent", "LANG": "C.UTF-8"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return package_files(tmp_path_factory)


@pytest.fixture(scope="module")
def wheel(files: list[Path]) -> Path:
    return next(file for file in files if file.suffix == ".whl")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """The `bin` of an environment that has nothing but the wheel and what it asks for."""

    def install(folder: Path) -> None:
        venv.create(folder, with_pip=True)
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("EVENTAPP_", "PYTHON"))
        }
        command = [str(folder / "bin" / "pip"), "install", "--quiet", "--no-compile", str(wheel)]
        subprocess.run(command, env=environment, check=True, capture_output=True)

    return made_once(tmp_path_factory, "installed", install) / "bin"


def names(file: Path) -> set[str]:
    if file.suffix == ".whl":
        return set(zipfile.ZipFile(file).namelist())
    with tarfile.open(file) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def committed(folder: str) -> set[str]:
    listed = subprocess.run(["git", "ls-files", folder], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return set(listed.stdout.split())


def test_two_builds_of_one_commit_are_the_same_bytes(files: list[Path], tmp_path: Path) -> None:
    again = built(tmp_path)
    assert [file.name for file in again] == [file.name for file in files]
    assert [file.read_bytes() == other.read_bytes() for file, other in zip(files, again, strict=True)] == [True, True]


def test_the_wheel_holds_every_file_of_the_app(wheel: Path) -> None:
    found = names(wheel)
    inside = {
        *committed("eventapp"),
        *(f"eventapp/{name}" for name in committed("templates") | committed("migrations")),
    }
    assert inside - found == set()


def test_the_wheel_holds_what_the_makefile_makes(wheel: Path) -> None:
    made = {
        str(path.relative_to(ROOT)) for pattern in ("translations/**/*.mo", "static/vendor/**/*")
        for path in (ROOT / "eventapp").glob(pattern) if path.is_file()
    }  # fmt: skip
    assert {name.rpartition(".")[2] for name in made} >= {"mo", "js", "wasm", "ttf", "txt"}
    assert made - names(wheel) == set()


def test_nothing_of_this_machine_is_in_it(files: list[Path]) -> None:
    strange = re.compile(r"__pycache__|\.pyc$|^tests/|^bench/|instance/|\.venv|node_modules")
    assert [name for file in files for name in names(file) if strange.search(name)] == []


def test_its_version_is_the_one_of_the_changelog(installed: Path) -> None:
    said = subprocess.run([installed / "eventapp", "--version"], capture_output=True, text=True, check=True).stdout
    newest = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.M)[0]
    assert said == f"eventapp, version {newest}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(scope="module")
def demo(installed: Path, folder: Path) -> Iterator[str]:
    """`eventapp demo` in an empty folder, with neither make nor Node within reach."""
    port = free_port()
    log = folder / "said"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [installed / "eventapp", "demo", "--port", str(port)], cwd=folder, env=PLAIN, stdout=said, stderr=said,
            start_new_session=True,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = monotonic() + 120
        while not _answers(url):
            assert monotonic() < deadline, log.read_text()
            assert process.poll() is None, log.read_text()
            sleep(0.2)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _answers(url: str) -> bool:
    try:
        return Visitor(url).get("/readyz").status == 200
    except OSError:
        return False


def test_the_demo_runs_from_it(demo: str, folder: Path) -> None:
    visitor = Visitor(demo)
    page = visitor.get("/events/new-vision/", {"Accept-Language": "zh-HK"})
    assert (page.status, page.page.heading) == (200, "合作創新 開拓新視野")
    assert visitor.get("/static/vendor/barcode-detector.js").status == 200
    visitor.submit("/login", email="organiser@example.org", password="new-vision-demo")
    printed = visitor.get("/admin/events/new-vision/print/programme/zh-Hant.pdf")
    assert (printed.status, printed.body[:5]) == (200, b"%PDF-")
    assert (folder / "instance" / "demo").is_dir()


def test_without_the_solver_the_page_that_wants_it_says_so(demo: str) -> None:
    visitor = Visitor(demo)
    visitor.submit("/login", email="organiser@example.org", password="new-vision-demo")
    said = "Proposals need the solver, which is not installed here: pip install 'eventapp[solver]'."
    assert said in visitor.get("/admin/events/new-vision/schedule/").page.text


def test_it_starts_without_a_network(installed: Path, tmp_path: Path) -> None:
    """In a network of its own that has nothing, not even this machine: the database is made, and a page is built."""
    code = (
        "from eventapp import create_app\n"
        "from eventapp.core import migrations\n"
        "app = create_app()\n"
        "with app.app_context():\n"
        "    migrations.upgrade()\n"
        "print(app.test_client().get('/').status_code)\n"
    )
    environment = {**PLAIN, "EVENTAPP_DATA_DIR": str(tmp_path)}
    command = ["unshare", "--net", "--map-root-user", str(installed / "python"), "-c", code]
    run = subprocess.run([shutil.which("unshare") or "unshare", *command[1:]], env=environment, capture_output=True,
                         text=True, cwd=tmp_path, check=False)  # fmt: skip
    assert (run.returncode, run.stdout) == (0, "200\n"), run.stderr
