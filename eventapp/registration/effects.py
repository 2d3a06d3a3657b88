"""What a plan for the event does to those who are registered, in words with numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from flask_babel import ngettext
from sqlalchemy import func, select

from eventapp.core.db import db
from eventapp.events.extension_points import Effect, Plan, add_effect_source
from eventapp.events.models import Event
from eventapp.programme.queries import sessions_with_drafts
from eventapp.registration.models import ACTIVE_STATES, AgendaItem, Registration
from eventapp.registration.overlaps import Slot, overlapping_pairs


@add_effect_source
def effects(plan: Plan) -> Iterable[Effect]:
    if plan.is_hidden:
        yield from _of_hiding(plan.event)
    if plan.move is not None and plan.move.programme != "stay" and (seats := _booked_seats(plan.event)):
        words = ngettext(
            "%(num)s booked seat moves with its session.", "%(num)s booked seats move with their sessions.", seats
        )
        yield Effect(words)
    if plan.changes and (people := newly_overlapping(plan)):
        words = ngettext(
            "%(num)s person will have two booked seats at the same time. Email and page ask which they keep.",
            "%(num)s people will have two booked seats at the same time. Emails and pages ask which they keep.",
            people,
        )
        yield Effect(words, is_warning=True)


def _of_hiding(event: Event) -> Iterable[Effect]:
    is_active = Registration.state.in_(ACTIVE_STATES)
    number = db.session.scalar(select(func.count()).where(Registration.event_id == event.id, is_active)) or 0
    if number:
        words = ngettext(
            "%(num)s person is registered. They keep their page and their ticket.",
            "%(num)s people are registered. They keep their pages and their tickets.",
            number,
        )
        yield Effect(words, is_warning=True)


def _booked_seats(event: Event) -> int:
    query = select(func.count()).select_from(AgendaItem).join(Registration)
    return db.session.scalar(query.where(Registration.event_id == event.id, AgendaItem.is_booking)) or 0


def newly_overlapping(plan: Plan) -> int:
    """How many confirmed people would have booked seats at one time that are not at one time now."""
    sessions = sessions_with_drafts(plan.event.id)
    moved = {change["code"] for change in plan.changes}
    now = {one.id: Slot(one.released.starts_at, one.released.ends_at) for one in sessions}
    then = {
        one.id: Slot(one.starts_at, one.ends_at)
        for one in sessions
        if one.released.code in moved and not one.is_cancelled
    }
    return sum(
        _overlaps(seats, {**now, **then}) > _overlaps(seats, now)
        for seats in _seats_of_those_in(plan.event, then).values()
    )


def _seats_of_those_in(event: Event, sessions: Mapping[int, object]) -> dict[int, list[int]]:
    """Every booked session of each person who has a seat in one of these."""
    concerned = select(AgendaItem.registration_id).where(
        AgendaItem.is_booking, AgendaItem.session_id.in_(list(sessions))
    )
    query = (
        select(AgendaItem.registration_id, AgendaItem.session_id)
        .join(Registration, Registration.id == AgendaItem.registration_id)
        .where(Registration.event_id == event.id, Registration.state == "confirmed", AgendaItem.is_booking)
        .where(AgendaItem.registration_id.in_(concerned))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for registration_id, session_id in db.session.execute(query):
        found[registration_id].append(session_id)
    return found


def _overlaps(seats: list[int], slots: Mapping[int, Slot]) -> int:
    return len(overlapping_pairs([slots[key] for key in seats if key in slots]))
