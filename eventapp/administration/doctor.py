"""`eventapp doctor`: what support asks for first."""

import json
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from eventapp.administration.checks import Check, State, thorough_checks
from eventapp.administration.queries import versions
from eventapp.core import clock_steps
from eventapp.registration import service

_SHOWN = {State.WELL: "OK  ", State.NOTE: "note", State.BAD: "BAD "}


@dataclass(frozen=True)
class Report:
    """What runs, and everything that was looked at."""

    versions: list[tuple[str, str]]
    checks: list[Check]

    @property
    def is_well(self) -> bool:
        return all(check.state is not State.BAD for check in self.checks)


def examine(*, repair: bool) -> Report:
    """Look at everything; with `repair` wrong counters are set right and the clock is taken as it is."""
    if repair:
        clock_steps.accept(Path(current_app.config["DATA_DIR"]))
    checks = thorough_checks()
    known = {check.name: check for check in checks}
    if known["database"].is_well and known["migrations"].is_well:
        checks.insert(2, _seats(repair=repair and known["writes"].is_well))
    return Report(versions(database_is_there=known["database"].is_well), checks)


def _seats(*, repair: bool) -> Check:
    errors = service.recount_seats() if repair else service.seat_errors()
    if not errors:
        return Check("seats", "All seats are counted right.", State.WELL)
    done = " (set right)" if repair else ""
    lines = "; ".join(f"{error.name}: {error.counted} counted, {error.actual} held{done}" for error in errors)
    if repair:
        return Check("seats", "All counters are right now.", State.WELL, lines)
    number = f"{len(errors)} counter{'s' if len(errors) > 1 else ''} wrong"
    return Check("seats", f"{number}; `eventapp doctor --repair` sets them right", State.BAD, lines)


def in_a_sentence(report: Report) -> str:
    """What is not well, and what comes first."""
    bad = [check.name for check in report.checks if check.state is State.BAD]
    if "database" in bad:
        return "the database does not answer; see EVENTAPP_DATABASE_URL"
    if "migrations" in bad:
        return "the database is not up to date; run `eventapp db upgrade` first"
    return f"not well: {', '.join(bad).replace('_', ' ')}"


def as_text(report: Report) -> str:
    """A line a check, after a line of versions."""
    lines = [", ".join(f"{name} {number}" for name, number in report.versions)]
    for check in report.checks:
        lines.append(f"{_SHOWN[check.state]}  {check.words}{f': {check.detail}' if check.detail else ''}")
    if report.is_well:
        lines.append("All is well.")
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """One object: `is_well`, `versions` and `checks` with name, state, words and detail."""
    checks = [
        {"name": check.name, "state": str(check.state), "words": check.words, "detail": check.detail}
        for check in report.checks
    ]
    found = {"is_well": report.is_well, "versions": dict(report.versions), "checks": checks}
    return json.dumps(found, ensure_ascii=False, indent=2)
