"""The rules of the door are written twice, in Python and in JavaScript, and say the same of every case."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from eventapp.checkin.badge_numbers import fits, normal_number
from eventapp.checkin.verdicts import GateRules, Passage, allowed_at, judge, seat_for, standing_of
from tests.node import node_command

HERE = Path(__file__).parent
VECTORS = json.loads((HERE / "vectors.json").read_text())
START = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)


def by_javascript(cases: dict[str, Any]) -> Any:
    command = node_command(HERE / "judge.mjs")
    found = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def passage_from(one: dict[str, Any]) -> Passage:
    undoes = one.get("undoes")
    return Passage(
        datetime.fromisoformat(one["scanned_at"]), UUID(one["uuid"]), one["direction"], one["gate_id"],
        undoes and UUID(undoes), one.get("device_id", 0), one.get("is_override", False),
    )  # fmt: skip


def by_python(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    reentry = {int(key): rule for key, rule in case.get("reentry", {}).items()}
    verdicts = judge(map(passage_from, case["passages"]), reentry)
    return {
        str(uuid): {"outcome": verdict.outcome, "earlier": str(verdict.earlier.uuid) if verdict.earlier else None}
        for uuid, verdict in verdicts.items()
    }


@pytest.mark.parametrize("case", VECTORS["judge"], ids=[case["name"] for case in VECTORS["judge"]])
def test_python_judges_as_the_vectors_say(case: dict[str, Any]) -> None:
    assert by_python(case) == case["verdicts"]


def test_javascript_judges_as_the_vectors_say() -> None:
    found = by_javascript(VECTORS)
    assert found["judge"] == [case["verdicts"] for case in VECTORS["judge"]]
    assert found["standings"] == [one["outcome"] for one in VECTORS["standings"]]
    assert found["rules"] == [one["outcome"] for one in VECTORS["rules"]]
    assert found["seats"] == [one["outcome"] for one in VECTORS["seats"]]
    assert found["numbers"] == [one["fits"] for one in VECTORS["numbers"]]


@pytest.mark.parametrize("one", VECTORS["standings"])
def test_a_tickets_standing_is_what_the_vectors_say(one: dict[str, Any]) -> None:
    assert standing_of(one["state"], one["ticket_version"], one["shown_version"]) == one["outcome"]


@pytest.mark.parametrize("one", VECTORS["rules"])
def test_what_a_gate_lets_in_is_what_the_vectors_say(one: dict[str, Any]) -> None:
    moments = (one["rules"][name] and datetime.fromisoformat(one["rules"][name]) for name in ("opens_at", "closes_at"))
    rules = GateRules(
        frozenset(one["rules"]["ticket_type_ids"]), *moments, frozenset(one["rules"].get("badge_classes", ()))
    )
    at, badge_class = datetime.fromisoformat(one["at"]), one.get("badge_class", "")
    days, zone = one.get("days", ()), one.get("zone", "UTC")
    assert allowed_at(rules, one["ticket_type"], at, badge_class, days=days, zone=zone) == one["outcome"]


@pytest.mark.parametrize("one", VECTORS["seats"])
def test_who_gets_a_seat_is_what_the_vectors_say(one: dict[str, Any]) -> None:
    assert seat_for(one["capacity"], one["booked"], one["has_booked"], one["others_inside"]) == one["outcome"]


@pytest.mark.parametrize("one", VECTORS["numbers"])
def test_which_badge_numbers_fit_is_what_the_vectors_say(one: dict[str, Any]) -> None:
    assert fits(one["pattern"], normal_number(one["text"])) == one["fits"]


def some_passages(chance: Random) -> list[dict[str, Any]]:
    """Entries, exits, overrides and scans taken back, on three gates and phones, with clocks that agree at times."""
    passages: list[dict[str, Any]] = []
    for _number in range(chance.randrange(9)):
        at = START + timedelta(minutes=chance.randrange(4), microseconds=chance.choice((0, 0, 1, 999_000)))
        one = {
            "scanned_at": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}",
            "uuid": str(UUID(int=chance.getrandbits(128))),
            "direction": chance.choice(("entry", "entry", "exit")),
            "gate_id": chance.randrange(3),
            "device_id": chance.randrange(3),
            "is_override": chance.random() < 0.15,
        }
        if passages and chance.random() < 0.25:
            one |= {"direction": "undo", "undoes": chance.choice(passages)["uuid"]}
        passages.append(one)
    return passages


def test_both_judge_five_thousand_other_cases_alike() -> None:
    chance = Random(14)
    cases = [
        {
            "passages": some_passages(chance),
            "reentry": {
                str(gate): chance.choice(("after_exit", "once", "free", "elsewhere", "around"))
                for gate in range(chance.randrange(4))
            },
        }
        for _ in range(5_000)
    ]
    assert by_javascript({"judge": cases})["judge"] == [by_python(case) for case in cases]


def test_the_order_in_which_scans_arrive_changes_no_verdict() -> None:
    chance = Random(15)
    for _ in range(500):
        case = {"passages": some_passages(chance), "reentry": {"0": "once", "1": "free"}}
        shuffled = {**case, "passages": chance.sample(case["passages"], len(case["passages"]))}
        assert by_python(shuffled) == by_python(case)
