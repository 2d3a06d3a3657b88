"""The tables of titles and their rights."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.companies.models import Company
from eventapp.core.codes import public_code
from eventapp.core.db import Model
from eventapp.core.personal_data import EXHIBITORS, PersonalData
from eventapp.core.types import LocalizedText, LocalizedTextType, UtcDateTime, one_of
from eventapp.programme.models import Session
from eventapp.registration.models.tickets import BADGE_CLASSES

TITLE_STATES = ("draft", "published", "hidden")
KINDS = ("film", "series", "short_drama", "documentary", "animation", "format", "novel", "other_ip")
STAGES = ("idea", "development", "production", "finished")
BUDGET_BANDS = ("under_1m", "1m_5m", "5m_20m", "over_20m")
SOUGHT = ("co_producer", "broadcaster", "platform", "finance", "distributor")
REGIMES = ("cepa", "treaty", "national")
AUDIENCES = ("public", "registered", "badge_class")
MEDIA = ("all", "theatrical", "television", "streaming", "video", "inflight", "remake", "publishing")
RIGHT_STATES = ("free", "optioned", "sold")


class TitleCatalogue(Model):
    """An event's titles as a whole: `revision` grows with everything that anybody but the team sees of them."""

    __tablename__ = "title_catalogue"
    personal_data = None

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(default=1)
    published: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Title(Model):
    """A film, series, short drama, format, novel or other story at an event.

    `people` are [[role, name]...] and `clips` [[words, address, is upright]...], as they are shown. Who may see it is
    `audience` (with `badge_class` for one class of badges alone), and nobody before `embargo_until`. `minutes` is the
    length of the whole, or of one episode. `budget_band` is in US dollars.
    """

    __tablename__ = "title"
    address_key = "code"
    personal_data = PersonalData(EXHIBITORS, "companies", ("people",))
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "import_reference"),
        one_of("state", TITLE_STATES, "state"),
        one_of("kind", KINDS, "kind"),
        one_of("stage", STAGES, "stage"),
        one_of("audience", AUDIENCES, "audience"),
        one_of("badge_class", BADGE_CLASSES, "badge_class"),
        one_of("budget_band", BUDGET_BANDS, "budget_band"),
        one_of("regime", REGIMES, "regime"),
        CheckConstraint("(audience = 'badge_class') = (badge_class IS NOT NULL)", name="class_of_the_audience"),
        CheckConstraint("year IS NULL OR year BETWEEN 1880 AND 2200", name="year"),
        CheckConstraint("episodes IS NULL OR episodes BETWEEN 1 AND 10000", name="episodes"),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 10000", name="minutes"),
        Index("ix_title_list", "event_id", "state", "sort_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"), index=True)
    code: Mapped[str] = mapped_column(default=public_code)
    uid: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    state: Mapped[str] = mapped_column(default="published")
    kind: Mapped[str] = mapped_column(default="film")
    name: Mapped[LocalizedText] = mapped_column(LocalizedTextType)
    original_name: Mapped[str] = mapped_column(default="")
    synopsis: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    genres: Mapped[list[str]] = mapped_column(JSON, default=list)
    stage: Mapped[str] = mapped_column(default="finished")
    year: Mapped[int | None]
    episodes: Mapped[int | None]
    minutes: Mapped[int | None]
    countries: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    subtitles: Mapped[list[str]] = mapped_column(JSON, default=list)
    dubs: Mapped[list[str]] = mapped_column(JSON, default=list)
    people: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    clips: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("title.id"), index=True)
    based_on: Mapped[LocalizedText] = mapped_column(LocalizedTextType, default=LocalizedText)
    budget_band: Mapped[str | None]
    sought: Mapped[list[str]] = mapped_column(JSON, default=list)
    regime: Mapped[str | None]
    audience: Mapped[str] = mapped_column(default="public")
    badge_class: Mapped[str | None]
    embargo_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    picture_key: Mapped[str] = mapped_column(default="")
    sort_name: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    import_reference: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    company: Mapped[Company | None] = relationship()
    source: Mapped["Title | None"] = relationship(remote_side="Title.id")
    rights: Mapped[list["TitleRight"]] = relationship(
        back_populates="title", cascade="all, delete-orphan", order_by="TitleRight.id"
    )
    showings: Mapped[list["TitleSession"]] = relationship(back_populates="title", cascade="all, delete-orphan")


class TitleRight(Model):
    """How one right stands: in a territory (an ISO country, or a group of territories.py), a medium and a term."""

    __tablename__ = "title_right"
    personal_data = None
    __table_args__ = (
        one_of("medium", MEDIA, "medium"),
        one_of("state", RIGHT_STATES, "state"),
        CheckConstraint("ends_on IS NULL OR begins_on IS NULL OR ends_on >= begins_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id"), index=True)
    territory: Mapped[str]
    medium: Mapped[str] = mapped_column(default="all")
    state: Mapped[str] = mapped_column(default="free")
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    title: Mapped[Title] = relationship(back_populates="rights")


class TitleSession(Model):
    """A title is shown or pitched in a session of the programme."""

    __tablename__ = "title_session"
    personal_data = None

    title_id: Mapped[int] = mapped_column(ForeignKey("title.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True, index=True)

    title: Mapped[Title] = relationship(back_populates="showings")
    session: Mapped[Session] = relationship()


class TitlePicture(Model):
    """A title's poster or still: bounded, without metadata."""

    __tablename__ = "title_picture"
    personal_data = None

    title_id: Mapped[int] = mapped_column(ForeignKey("title.id"), primary_key=True, autoincrement=False)
    content: Mapped[bytes]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
