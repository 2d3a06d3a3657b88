"""Tokens of the API: made, used, revoked; and answers kept for requests that are sent twice."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from eventapp.accounts.models import User
from eventapp.core import audit, clock, jobs
from eventapp.core.codes import secret_hash
from eventapp.core.db import db, transactional
from eventapp.core.secret_box import SecretUnreadable, seal, unseal
from eventapp.events.api_scopes import SCOPES
from eventapp.events.models import ApiAnswer, ApiToken, Event

PREFIX = "ea_"
"""What every token begins with: programs that look for secrets in published code know it by that."""
SHOWN = len(PREFIX) + 6
USED_EVERY = timedelta(minutes=1)
ANSWERS_KEPT_FOR = timedelta(days=1)
_AT_ONCE = 500


@transactional
def create_api_token(
    user: User, name: str, scopes: Sequence[str], expires_at: datetime, event: Event | None = None
) -> tuple[ApiToken, str]:
    """The token and its secret, which is shown this once. With an `event` it is good for that one alone."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user_id=user.id, event_id=None if event is None else event.id, name=name, beginning=secret[:SHOWN],
        token_hash=secret_hash(secret), scopes=[one for one in SCOPES if one in scopes], created_at=clock.now(),
        expires_at=expires_at,
    )  # fmt: skip
    db.session.add(token)
    db.session.flush()
    audit.record("api_token.created", token, event_id=token.event_id, after={"name": name, "scopes": token.scopes})
    return token, secret


@transactional
def revoke_api_token(token: ApiToken) -> None:
    """It is good for nothing from now on."""
    db.session.refresh(token, with_for_update={"of": ApiToken})
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        audit.record("api_token.revoked", token, event_id=token.event_id, before={"name": token.name})


@transactional
def note_token_used(token: ApiToken) -> None:
    """Once a minute at most."""
    token.used_at = clock.now()


class KeptAnswer(NamedTuple):
    """What a request was answered before."""

    request_hash: str
    status: int
    values: Any


def take_key(token: ApiToken, key: str, request_hash: str) -> ApiAnswer | KeptAnswer:
    """Inside a transaction: a row for the answer to come, or the answer that was given before.

    Whoever sends the same at the same moment waits here until the first is done.
    """
    insert = insert_on_sqlite if db.engine.dialect.name == "sqlite" else insert_on_postgresql
    values = {"token_id": token.id, "key": key, "request_hash": request_hash, "status": 0, "answer": ""}
    row = insert(ApiAnswer).values(**values, made_at=clock.now()).on_conflict_do_nothing().returning(ApiAnswer.id)
    is_new = db.session.execute(row).first() is not None
    query = select(ApiAnswer).where(ApiAnswer.token_id == token.id, ApiAnswer.key == key)
    found = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if is_new:
        return found
    try:
        kept = json.loads(unseal(found.answer))
    except SecretUnreadable:
        kept = None
    return KeptAnswer(found.request_hash, found.status, kept)


def keep_answer(row: ApiAnswer, status: int, values: Any) -> None:
    """Inside the same transaction: what it was answered."""
    row.status, row.answer = status, seal(json.dumps(values))


@jobs.looks_around
def forget_api_answers() -> bool:
    """Some of those that served their time, and whether more may be left."""
    return _forget()


@transactional
def _forget() -> bool:
    old = select(ApiAnswer.id).where(ApiAnswer.made_at < clock.now() - ANSWERS_KEPT_FOR).limit(_AT_ONCE)
    ids = list(db.session.scalars(old))
    db.session.execute(delete(ApiAnswer).where(ApiAnswer.id.in_(ids)))
    return len(ids) == _AT_ONCE
