"""People who sign in."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Model
from eventapp.core.types import UtcDateTime


class User(UserMixin, Model):  # type: ignore[misc]
    """An organiser, a member of an event's team, or a site administrator. Addresses are stored in lower case."""

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_disabled: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_demo: Mapped[bool] = mapped_column(default=False)
    session_generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_active(self) -> bool:
        """What Flask-Login asks: who is disabled signs in no more."""
        return not self.is_disabled

    def get_id(self) -> str:
        """What the sign-in cookie holds: a new generation signs every older session out."""
        return f"{self.id}.{self.session_generation}"
