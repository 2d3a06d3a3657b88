"""What an event asks beyond name and address, what people answered, and the files they sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.db import Model
from eventapp.core.personal_data import ATTENDEES, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of

QUESTION_KINDS = (
    "text", "long_text", "number", "choice", "choices", "country", "date", "link", "file", "consent",
)  # fmt: skip


class Question(Model):
    """One question of the form. `options` are [{"key", "label": {locale: text}}] for choices.

    It is asked for every ticket, or for those in `ticket_type_ids`; and always, or when the answer to the question
    `depends_on_id` is one of `depends_on_values`. Evidence is what a reviewer decides by. A question that somebody
    answered is retired, not deleted.
    """

    __tablename__ = "question"
    personal_data = None
    __table_args__ = (
        one_of("kind", QUESTION_KINDS, "kind"),
        CheckConstraint("depends_on_id IS NULL OR depends_on_id <> id", name="not_its_own_condition"),
        Index("ix_question_event", "event_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str]
    label: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    hint: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    is_required: Mapped[bool] = mapped_column(default=False)
    is_evidence: Mapped[bool] = mapped_column(default=False)
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    ticket_type_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    depends_on_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    depends_on_values: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up_form.id"), index=True)

    def option_label(self, key: str, locale: str, main_locale: str) -> str:
        """A choice in words; a key that is offered no longer stands for itself."""
        found = next((option["label"] for option in self.options if option["key"] == key), None)
        return LocalizedText(found).text(locale, main_locale) if found else key


class Answer(Model):
    """What one person answered: a text, a list of option keys, or for a file the upload's id."""

    __tablename__ = "answer"
    personal_data = PersonalData(ATTENDEES, "answers", ("value",))
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    value: Mapped[Any] = mapped_column(JSON)

    question: Mapped[Question] = relationship()


class Upload(Model):
    """A file that somebody sent. Until its form is complete it belongs to the form's submission key alone."""

    __tablename__ = "upload"
    personal_data = PersonalData(ATTENDEES, "answers", ("name", "content"))
    __table_args__ = (UniqueConstraint("event_id", "submission_key", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    submission_key: Mapped[str]
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
