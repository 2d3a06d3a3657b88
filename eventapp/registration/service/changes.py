"""What every change of a registration does: lock it, say that it changed, write down who did what."""

from datetime import timedelta

from eventapp.core import audit, clock
from eventapp.core.codes import public_code
from eventapp.core.db import db
from eventapp.core.moved_links import forget_moved
from eventapp.registration import links
from eventapp.registration.models import Registration, RetiredLink, RetiredTicket
from eventapp.registration.search import company_key, search_text
from eventapp.registration.service.seats import next_cursor


def lock(registration: Registration) -> None:
    """Wait for whoever changes this registration, and see what they left."""
    db.session.refresh(registration, with_for_update={"of": Registration})


def touch(registration: Registration) -> None:
    """Say, inside a transaction, that this person's agenda or ticket changed: for their feed and for the doors."""
    registration.cursor = next_cursor(registration.event_id)
    registration.revision += 1
    now = clock.now().replace(microsecond=0)
    registration.changed_at = max(now, registration.changed_at + timedelta(seconds=1))


def set_state(registration: Registration, state: str, action: str, *, holds_seat: bool = True) -> None:
    """A new state for a locked registration, with its audit row. What it held is given back by who calls this."""
    before = registration.state
    registration.state, registration.holds_seat = state, holds_seat
    touch(registration)
    note(registration, action, before={"state": before}, after={"state": state})


def note(
    registration: Registration,
    action: str,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(action, registration, event_id=registration.event_id, before=before, after=after)


def index_person(registration: Registration) -> None:
    """Work out what the person and the company are found and compared by."""
    registration.search_text = search_text(
        registration.name, registration.email, registration.company, registration.code,
        romanised=registration.romanised_name, phone=registration.phone,
    )  # fmt: skip
    registration.company_key = company_key(registration.company)


def retire_ticket(registration: Registration, reason: str) -> None:
    """A new ticket with a new code, inside a transaction. Who shows or reads out the old one is told why it ended."""
    db.session.add(
        RetiredTicket(
            event_id=registration.event_id, registration_id=registration.id, code=registration.code,
            version=registration.ticket_version, holder=registration.holder, name=registration.name,
            company=registration.company, reason=reason, retired_at=clock.now(),
        )
    )  # fmt: skip
    registration.code = public_code()
    registration.ticket_version += 1
    index_person(registration)


def retire_links(registration: Registration, reason: str, *, page: bool = True, calendar: bool = True) -> None:
    """New secrets for a registration; who has the old ones is told why they ended."""
    now = clock.now()
    old = [registration.token_hash] * page + [registration.calendar_token_hash] * calendar
    old += forget_moved(["page"] * page + ["calendar"] * calendar, registration.id)
    for token_hash in old:
        db.session.add(
            RetiredLink(
                token_hash=token_hash, registration_id=registration.id, reason=reason,
                sequence=registration.sequence + 1, retired_at=now,
            )
        )  # fmt: skip
    registration.token_generation += page
    registration.calendar_generation += calendar
    links.hash_tokens(registration)
