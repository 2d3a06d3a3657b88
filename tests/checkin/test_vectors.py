"""The rules of the door are written twice, in Python and in JavaScript, and say the same of every case."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from eventapp.checkin.verdicts import GateRules, Passage, allowed_at, judge, standing_of
from tests.node import node_command

HERE = Path(__file__).parent
VECTORS = json.loads((HERE / "vectors.json").read_text())
START = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)


def by_javascript(cases: dict[str, Any]) -> Any:
    command = node_command(HERE / "judge.mjs")
    found = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def by_python(passages: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    verdicts = judge(
        Passage(datetime.fromisoformat(one["scanned_at"]), UUID(one["uuid"]), one["direction"], one["gate_id"])
        for one in passages
    )
    return {
        str(uuid): {"outcome": verdict.outcome, "earlier": str(verdict.earlier.uuid) if verdict.earlier else None}
        for uuid, verdict in verdicts.items()
    }


@pytest.mark.parametrize("case", VECTORS["judge"], ids=[case["name"] for case in VECTORS["judge"]])
def test_python_judges_as_the_vectors_say(case: dict[str, Any]) -> None:
    assert by_python(case["passages"]) == case["verdicts"]


def test_javascript_judges_as_the_vectors_say() -> None:
    found = by_javascript(VECTORS)
    assert found["judge"] == [case["verdicts"] for case in VECTORS["judge"]]
    assert found["standings"] == [one["outcome"] for one in VECTORS["standings"]]
    assert found["rules"] == [one["outcome"] for one in VECTORS["rules"]]


@pytest.mark.parametrize("one", VECTORS["standings"])
def test_a_tickets_standing_is_what_the_vectors_say(one: dict[str, Any]) -> None:
    assert standing_of(one["state"], one["ticket_version"], one["shown_version"]) == one["outcome"]


@pytest.mark.parametrize("one", VECTORS["rules"])
def test_what_a_gate_lets_in_is_what_the_vectors_say(one: dict[str, Any]) -> None:
    moments = (one["rules"][name] and datetime.fromisoformat(one["rules"][name]) for name in ("opens_at", "closes_at"))
    rules = GateRules(frozenset(one["rules"]["ticket_type_ids"]), *moments)
    assert allowed_at(rules, one["ticket_type"], datetime.fromisoformat(one["at"])) == one["outcome"]


def test_both_judge_five_thousand_other_cases_alike() -> None:
    chance = Random(14)
    cases = []
    for _ in range(5_000):
        passages = []
        for _number in range(chance.randrange(9)):
            at = START + timedelta(minutes=chance.randrange(4), microseconds=chance.choice((0, 0, 1, 999_000)))
            passages.append(
                {
                    "scanned_at": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}",
                    "uuid": str(UUID(int=chance.getrandbits(128))),
                    "direction": chance.choice(("entry", "entry", "exit")),
                    "gate_id": chance.randrange(3),
                }
            )
        cases.append({"passages": passages})
    assert by_javascript({"judge": cases})["judge"] == [by_python(case["passages"]) for case in cases]
