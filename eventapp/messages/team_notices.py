"""Mail to the team: what filled up, and each morning what happened the day before."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import select

from eventapp.core import clock, jobs, outbox
from eventapp.core.db import db, transactional
from eventapp.events.models import Event, Membership, has_access_at
from eventapp.messages.models import FillWarning, TeamDigest
from eventapp.registration.fill_levels import Filling, filling

DIGEST_AT = time(8)
"""On the clocks of the event's place."""


@jobs.looks_around
def warn_of_what_fills_up() -> bool:
    """Each level of each thing once, to those of the team who want to know."""
    for event_id in _watched(Membership.wants_warnings):
        if _news(db.session.get_one(Event, event_id)) is not None:  # most minutes bring none, and write nothing
            _warn(event_id)
    return False


def _watched(wanted: object) -> list[int]:
    """Events that are public and not over, and of which somebody wants to hear."""
    query = select(Event.id).where(
        Event.status == "published", Event.ends_at > clock.now(),
        Event.id.in_(select(Membership.event_id).where(wanted)),  # type: ignore[arg-type]
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Event.id)))


class _News(NamedTuple):
    """What filled up to a level that was not told yet, what was told, and what of that has emptied again."""

    filled: list[Filling]
    told: dict[tuple[str, int], FillWarning]
    emptied: list[FillWarning]


def _news(event: Event) -> _News | None:
    """None where all is told."""
    found = {(one.what, one.row_id): one for one in filling(event)}
    query = select(FillWarning).where(FillWarning.event_id == event.id)
    told = {(row.what, row.subject_id): row for row in db.session.scalars(query)}
    filled = [one for key, one in found.items() if key not in told or told[key].level < one.level]
    emptied = [row for key, row in told.items() if key not in found]
    return _News(filled, told, emptied) if filled or emptied else None


@transactional
def _warn(event_id: int) -> None:
    event = db.session.get_one(Event, event_id, with_for_update={"of": Event})
    news = _news(event)
    if news is None:  # another worker was faster
        return
    for row in news.emptied:
        db.session.delete(row)
    for one in news.filled:
        known = news.told.get((one.what, one.row_id))
        if known is None:
            db.session.add(FillWarning(event_id=event_id, what=one.what, subject_id=one.row_id, level=one.level))
        else:
            known.level = one.level
    if news.filled:
        _write("team_warning", event, _who(event_id, Membership.wants_warnings), {"levels": _levels(news.filled)})


def _levels(news: Iterable[Filling]) -> list[dict[str, object]]:
    return [{"name": dict(one.name), "taken": one.taken, "capacity": one.capacity, "level": one.level} for one in news]


def _who(event_id: int, wanted: object) -> list[Membership]:
    query = select(Membership).where(
        Membership.event_id == event_id, wanted, has_access_at(clock.now())  # type: ignore[arg-type]
    )  # fmt: skip
    return [member for member in db.session.scalars(query.order_by(Membership.id)) if not member.user.is_disabled]


def _write(kind: str, event: Event, members: Iterable[Membership], details: dict[str, object]) -> None:
    for member in members:
        outbox.enqueue(
            kind, subject_type="Membership", subject_id=member.id, recipient=member.user.email,
            recipient_name=member.user.name, locale=event.main_locale, event_id=event.id, details=details,
        )  # fmt: skip


@jobs.looks_around
def send_digests() -> bool:
    """At eight in the morning where the event is, once a day."""
    for event_id in _watched(Membership.wants_digest):
        if _is_due(db.session.get_one(Event, event_id)):
            _digest(event_id)
    return False


def _is_due(event: Event) -> bool:
    local = event.local(clock.now())
    last = db.session.get(TeamDigest, event.id, populate_existing=True)
    return local.time() >= DIGEST_AT and (last is None or last.sent_on != local.date().isoformat())


@transactional
def _digest(event_id: int) -> None:
    event = db.session.get_one(Event, event_id, with_for_update={"of": Event})
    local = event.local(clock.now())
    today = local.date().isoformat()
    last = db.session.get(TeamDigest, event_id)
    if not _is_due(event):  # another worker was faster
        return
    until = datetime.combine(local.date(), DIGEST_AT, event.zone)
    since = last.told_until if last is not None else until - timedelta(days=1)
    if last is None:
        db.session.add(TeamDigest(event_id=event_id, sent_on=today, told_until=until))
    else:
        last.sent_on, last.told_until = today, until
    details: dict[str, object] = {"since": since.isoformat(), "until": until.isoformat()}
    _write("team_digest", event, _who(event_id, Membership.wants_digest), details)
