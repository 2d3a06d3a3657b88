"""The record of processing, and the privacy notice, written from what the models say they hold of people."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from eventapp.core.db import Model
from eventapp.core.personal_data import PURPOSES, WHOSE
from eventapp.events.models import Event
from eventapp.events.queries import retention_days
from eventapp.events.retention import RULE_OF

WHOSE_NAMES = {
    "attendees": _l("Attendees"), "speakers": _l("Speakers"), "exhibitors": _l("Exhibitors"),
    "team": _l("The team"),
}  # fmt: skip
PURPOSE_NAMES = {
    "registration": _l("Registration: to give places, tickets and private pages"),
    "answers": _l("Questions: what the event asks those who register"),
    "consent": _l("Consent: to show who agreed to what"),
    "invitations": _l("Invitations and lists: to invite people, and to register them from a table"),
    "attendance": _l("Check-in: to let people in, and to certify that they came"),
    "calendars": _l("Calendars: answers to invitations, and passwords of calendar apps"),
    "messages": _l("Emails: to write to people about the event"),
    "programme": _l("Programme: to plan and show it"),
    "companies": _l("Companies: to reach who presents them"),
    "meetings": _l("Meetings: to bring people together who want to meet"),
    "leads": _l("Leads: to let exhibitors know who agreed to be known by them"),
    "team": _l("Team: who works on the event, in which role"),
    "accounts": _l("Accounts: to let the team sign in, and nobody else"),
    "history": _l("History: who changed what"),
}
assert set(PURPOSE_NAMES) == set(PURPOSES)
assert set(WHOSE_NAMES) == set(WHOSE)


class Processing(NamedTuple):
    """What is held of some people for one purpose: tables with their columns. `days` after the event's end it is
    removed; None: when somebody erases it."""

    whose: Any
    purpose: Any
    tables: list[tuple[str, tuple[str, ...]]]
    days: int | None


def processing_of(event: Event, whose: Iterable[str] = WHOSE) -> list[Processing]:
    """Everything that the app holds of these people, by purpose."""
    days = retention_days(event.id)
    held: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
    for mapper in Model.registry.mappers:
        declared = mapper.class_.personal_data
        if declared is not None:
            table = (mapper.class_.__tablename__, declared.columns)
            held.setdefault((declared.whose, declared.purpose), []).append(table)
    order = [(one, purpose) for one in whose for purpose in PURPOSES if (one, purpose) in held]
    return [
        Processing(
            WHOSE_NAMES[one], PURPOSE_NAMES[purpose], sorted(held[one, purpose]), days.get(RULE_OF.get(purpose, ""))
        )
        for one, purpose in order
    ]
