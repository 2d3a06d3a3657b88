"""Who changed what, from which value to which: one row a change, written in the change's own transaction."""

from datetime import date, datetime
from typing import Any

from flask import g, has_request_context
from flask_login import current_user
from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core import clock
from eventapp.core.db import Model, db
from eventapp.core.types import UtcDateTime


class AuditEntry(Model):
    """Append-only. `actor` is a person's name or what acted (`attendee`, `import`, `system`)."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    event_id: Mapped[int | None] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor: Mapped[str]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)


def record(
    action: str,
    subject: Any,
    *,
    event_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add an audit row about `subject`, a stored row with an id, inside the present transaction."""
    actor_id, actor = acting()
    db.session.add(
        AuditEntry(
            at=clock.now(),
            event_id=event_id,
            actor_id=actor_id,
            actor=actor,
            action=action,
            subject_type=type(subject).__name__,
            subject_id=subject.id,
            before=_plain(before),
            after=_plain(after),
        )
    )


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only the fields whose value changed, as they were and as they are."""
    changed = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in changed}, {key: after[key] for key in changed}


def acting() -> tuple[int | None, str]:
    """Who does this: a user's id and name, or what acts."""
    if has_request_context() and current_user and current_user.is_authenticated:
        return current_user.id, current_user.name
    return None, str(g.get("actor", "attendee" if has_request_context() else "system"))


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {
        key: value.isoformat() if isinstance(value, (datetime, date)) else value
        for key, value in values.items()
        if value is None or isinstance(value, (str, int, float, bool, dict, list, datetime, date))
    }
