"""Whom a plan for the event would write to, in words with numbers."""

from collections.abc import Iterable

from flask_babel import ngettext
from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.core.text_messages import are_sent
from eventapp.events.extension_points import Effect, Plan, add_audience_source, add_effect_source
from eventapp.events.models import Event
from eventapp.messages.queries import people_concerned, speakers_concerned
from eventapp.programme.queries import all_sessions
from eventapp.registration.contacts import contact_of
from eventapp.registration.models import Registration


@add_audience_source
def confirmed_with_address(event: Event) -> int:
    query = select(func.count(Registration.id)).where(
        Registration.event_id == event.id, Registration.state == "confirmed",
        (Registration.email != "") | ((Registration.phone != "") & are_sent(event.id)),
    )  # fmt: skip
    return db.session.scalar(query) or 0


@add_effect_source
def effects(plan: Plan) -> Iterable[Effect]:
    event = plan.event
    if plan.changes:
        yield from _speakers(event, [str(change["code"]) for change in plan.changes])
        yield from _people(event, plan)
    elif plan.move is not None and plan.move.programme != "stay" and event.is_published:
        yield from _speakers(event, [session.code for session in all_sessions(event.id) if session.starts_at])


def _speakers(event: Event, codes: list[str]) -> Iterable[Effect]:
    if number := len(speakers_concerned(event.id, codes)):
        words = ngettext("%(num)s speaker is written to.", "%(num)s speakers are written to.", number)
        yield Effect(words)


def _people(event: Event, plan: Plan) -> Iterable[Effect]:
    found = people_concerned(event.id, plan.changes)
    if number := sum(bool(contact_of(person)) for person, _codes in found):
        yield Effect(
            ngettext(
                "%(num)s person with one of these sessions in their agenda is written to.",
                "%(num)s people with one of these sessions in their agenda are written to.",
                number,
            )
        )
