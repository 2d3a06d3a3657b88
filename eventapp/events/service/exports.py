"""Exports of people's data that wait for a second person's yes, where an event wants that."""

from datetime import timedelta

from eventapp.accounts.models import User
from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.core.signals import export_asked, export_decided
from eventapp.events import queries
from eventapp.events.models import Event, ExportRequest
from eventapp.events.service.errors import ApprovalNotPossible

GOOD_FOR = timedelta(hours=24)
"""How long a question waits for its answer, and how long a yes is good."""


@transactional
def demand_approval(event: Event, *, demanded: bool) -> None:
    """Whether exports of people's data wait for a second person's yes from now on."""
    if event.exports_need_approval == demanded:
        return
    event.exports_need_approval = demanded
    audit.record("event.exports_need_approval", event, event_id=event.id, after={"exports_need_approval": demanded})


@transactional
def ask_for_export(event: Event, user: User, endpoint: str, path: str, reason: str) -> ExportRequest:
    """Ask the others of the team; once more for the same changes the reason of the question that waits."""
    now = clock.now()
    found = queries.waiting_export(event.id, user.id, path, now)
    if found is None:
        found = ExportRequest(event_id=event.id, user_id=user.id, endpoint=endpoint, path=path)
        db.session.add(found)
    found.reason, found.created_at, found.expires_at = reason, now, now + GOOD_FOR
    db.session.flush()
    audit.record("export.asked", found, event_id=event.id, after={"what": endpoint, "reason": reason})
    export_asked.send(found)
    return found


@transactional
def decide_export(found: ExportRequest, user: User, *, approved: bool) -> None:
    """Say yes or no. Raises ApprovalNotPossible."""
    db.session.refresh(found, with_for_update={"of": ExportRequest})
    now = clock.now()
    if found.user_id == user.id or found.state != "asked" or found.expires_at <= now:
        raise ApprovalNotPossible
    found.state, found.decided_by, found.expires_at = "approved" if approved else "declined", user.id, now + GOOD_FOR
    audit.record(f"export.{found.state}", found, event_id=found.event_id,
                 after={"what": found.endpoint, "asked_by": found.user.name})  # fmt: skip
    export_decided.send(found)
