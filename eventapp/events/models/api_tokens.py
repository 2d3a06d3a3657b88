"""What programs sign in with, and what they were answered."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.accounts.models import User
from eventapp.core.db import Model
from eventapp.core.personal_data import TEAM, PersonalData
from eventapp.core.secret_box import sealed
from eventapp.core.types import UtcDateTime
from eventapp.events.models.events import Event


class ApiToken(Model):
    """A program does with it what its maker may do, as far as the `scopes` go; with an `event`, there alone.

    The secret is kept as a hash; `beginning` is what one knows it again by. `used_at` is behind by a minute at most.
    """

    __tablename__ = "api_token"
    personal_data = PersonalData(TEAM, "accounts", ("user_id", "name", "used_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str]
    beginning: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()
    event: Mapped[Event | None] = relationship()

    def is_good_at(self, moment: datetime) -> bool:
        return self.revoked_at is None and moment < self.expires_at


class ApiAnswer(Model):
    """What a request with an Idempotency-Key was answered, for a day: the same request gets the same answer again.

    `request_hash` stands for its method, path and body. `answer` is encrypted, since it may hold secrets and people.
    """

    __tablename__ = "api_answer"
    personal_data = PersonalData(TEAM, "accounts", ("token_id",))
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"))
    key: Mapped[str]
    request_hash: Mapped[str]
    status: Mapped[int]
    answer: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


sealed(ApiAnswer.answer)
