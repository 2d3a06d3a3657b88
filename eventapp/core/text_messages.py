"""Text messages to mobile phones: what they cost, and how much of that an event may spend.

A text message is a mail in the outbox whose recipient is a number. How it leaves is in text_delivery.py.
"""

import re
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import CheckConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core import clock, jobs
from eventapp.core.db import Model, after_commit, db, rows_changed, transactional
from eventapp.core.outbox import Mail
from eventapp.core.types import UtcDateTime

MOST_PARTS = 1_000_000
MOST_A_DAY = 10
"""Text messages to one number within a day, whoever asks for them: a form must be of no use for pestering somebody."""
TOO_MANY = f"This number has had {MOST_A_DAY} text messages within a day."
BUDGET_IS_USED_UP = "The event's budget for text messages is used up."
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = "^{}\\[~]|€\f"
"""The letters of 3GPP TS 23.038: those that take seven bits, and those that take twice as many."""
_PLAINER = str.maketrans({
    "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "·": ",", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip
_SEVEN_BITS = re.compile(f"[{re.escape(_BASIC + _TWICE)}]*")


class TextBudget(Model):
    """How many parts of text messages an event may send, and has sent. An event without one sends none.

    What was given out for a message stays given out where nobody knows whether it arrived: more is never spent.
    """

    __tablename__ = "text_budget"
    personal_data = None
    __table_args__ = (CheckConstraint("spent >= 0 AND allowed >= 0", name="counts"),)

    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    allowed: Mapped[int]
    spent: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def left(self) -> int:
        return max(self.allowed - self.spent, 0)


def frugal(text: str) -> str:
    """The same with plainer signs where those make it cheaper: one dash of a printer's costs as much as all letters."""
    plainer = text.translate(_PLAINER)
    return plainer if _SEVEN_BITS.fullmatch(plainer) else text


def number_of_parts(text: str) -> int:
    """As how many messages a text is sent, and paid: 160 letters, or 153 a part, of the alphabet that most of Europe's
    languages are written with; 70, or 67, of any other (3GPP TS 23.040)."""
    if _SEVEN_BITS.fullmatch(text):
        length, one, several = len(text) + sum(text.count(letter) for letter in _TWICE), 160, 153
    else:
        length, one, several = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= one else -(-length // several)


def budget_of(event_id: int) -> TextBudget | None:
    return db.session.get(TextBudget, event_id)


def are_sent(event_id: int) -> bool:
    """Whether an event writes to mobile numbers at all."""
    budget = budget_of(event_id)
    return budget is not None and budget.allowed > 0


def gateway_is_set() -> bool:
    return bool(current_app.config["TEXT_GATEWAY_URL"])


def allow(event_id: int, parts: int) -> None:
    """Set the budget, inside a transaction. What waited for more of it is tried again."""
    budget = db.session.get(TextBudget, event_id, with_for_update=True, populate_existing=True)
    if budget is None:
        budget = TextBudget(event_id=event_id, allowed=parts, spent=0, changed_at=clock.now())
        db.session.add(budget)
    budget.allowed, budget.changed_at = parts, clock.now()
    if parts > budget.spent:
        waiting = (Mail.event_id == event_id, Mail.state == "failed", Mail.failure == BUDGET_IS_USED_UP)
        values = {"state": "queued", "attempts": 0, "due_at": clock.now(), "failure": ""}
        db.session.execute(update(Mail).where(*waiting).values(**values))
        after_commit(jobs.look_soon)


def sent_today(number: str) -> int:
    """How many text messages have gone to a number within a day."""
    recent = (Mail.recipient == number, Mail.state == "sent", Mail.delivered_at > clock.now() - timedelta(days=1))
    return db.session.scalar(select(func.count(Mail.id)).where(*recent)) or 0


@transactional
def spend(event_id: int, parts: int) -> bool:
    """Take so much from the budget; False, and nothing taken, where less is left."""
    enough = (TextBudget.event_id == event_id, TextBudget.spent + parts <= TextBudget.allowed)
    taken = db.session.execute(
        update(TextBudget).where(*enough).values(spent=TextBudget.spent + parts)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return rows_changed(taken) == 1


@transactional
def give_back(event_id: int, parts: int) -> None:
    """What was surely not sent."""
    db.session.execute(
        update(TextBudget).where(TextBudget.event_id == event_id).values(spent=TextBudget.spent - parts)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
