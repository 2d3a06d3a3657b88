"""What tests need before they begin. Each factory works in an app context of its own, through the services."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from eventapp.accounts.service import create_user
from eventapp.checkin import service as checkin
from eventapp.checkin.models import BadgeIssuer, Device, Gate
from eventapp.checkin.service import GateDetails, IssuerDetails
from eventapp.companies import service as companies
from eventapp.companies.models import Company, Hall
from eventapp.companies.service import CompanyDetails
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events import service as events
from eventapp.events.api_scopes import SCOPES
from eventapp.events.models import CustomRole, Event, Membership, Organisation, OrganisationMembership
from eventapp.events.service import EventDetails, OrganisationDetails
from eventapp.programme import service as programme
from eventapp.programme.models import Room, Session, Speaker, Track
from eventapp.programme.service import RoomDetails, SessionDetails, SpeakerDetails, TrackDetails
from eventapp.registration import links
from eventapp.registration import service as registrations
from eventapp.registration.models import Question, Registration, TicketType
from eventapp.registration.service import Choices, QuestionDetails, RegistrationDetails, TicketTypeDetails
from eventapp.titles import service as titles
from eventapp.titles.models import Title
from eventapp.titles.service import TitleDetails

PASSWORD = "correct horse battery"
SECRET = "a secret of the tests, and of nothing else"
DAY = timedelta(days=1)
_numbers = count(1)


def text(english: str, **others: str) -> LocalizedText:
    """`text("Hall", zh_Hant="大廳")`."""
    return LocalizedText({"en": english, **{key.replace("_", "-"): value for key, value in others.items()}})


def tomorrow(hour: int = 9, minute: int = 0) -> datetime:
    """A whole minute ten days from now, in UTC: always in the future, never far."""
    day = datetime.now(UTC) + timedelta(days=10)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def person(**changes: Any) -> RegistrationDetails:
    number = next(_numbers)
    return replace(RegistrationDetails(name=f"Guest {number}", email=f"guest{number}@example.org"), **changes)


class Factories:
    """Rows that come back are detached: their columns can be read, their relations cannot."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    @contextmanager
    def inside(self) -> Iterator[None]:
        """A context as a command line has it, for calling services and queries directly."""
        with self.app.app_context():
            yield

    def user(self, email: str = "owner@example.org", **options: Any) -> User:
        with self.inside():
            return create_user(email, email.partition("@")[0].title(), PASSWORD, **options)

    def signed_in(self, email: str) -> FlaskClient:
        """A browser of its own in which somebody is signed in whom `user` made."""
        client = self.app.test_client()
        assert client.post("/login", data={"email": email, "password": PASSWORD}).status_code == 302
        return client

    def event(
        self, slug: str = "forum", *, published: bool = True, owner: User | None = None,
        organisation_id: int | None = None, **changes: Any,
    ) -> Event:  # fmt: skip
        details = EventDetails(
            name=text("The Forum", zh_Hant="論壇"),
            starts_at=tomorrow(1),
            ends_at=tomorrow(11),
            timezone="Asia/Hong_Kong",
            contact_email="hello@example.org",
            venue=text("The Hall"),
        )
        with self.inside():
            event = events.create_event(slug, replace(details, **changes), owner, organisation_id)
            if published:
                events.publish(event)
            return event

    def api_token(
        self, user: User, *, scopes: Sequence[str] = SCOPES, event: Event | None = None, lasts: timedelta = DAY
    ) -> str:
        """The secret of a token of the API."""
        with self.inside():
            again = db.session.get_one(User, user.id)
            expires_at = datetime.now(UTC) + lasts
            return events.create_api_token(again, "Website", scopes, expires_at, event and _again(event))[1]

    def member(self, event: Event, role: str | CustomRole, email: str | None = None) -> User:
        name = role if isinstance(role, str) else "custom"
        user = self.user(email or f"{name}@example.org")
        custom_role_id = None if isinstance(role, str) else role.id
        with self.inside():
            _add(Membership(user_id=user.id, event_id=event.id, role=name, custom_role_id=custom_role_id))
        return user

    def organisation(self, slug: str = "guild") -> Organisation:
        """Its owner is `<slug>@example.org`."""
        owner = self.user(f"{slug}@example.org")
        with self.inside():
            details = OrganisationDetails(text("The Guild"), "guild@example.org")
            return events.create_organisation(slug, details, owner)

    def organisation_member(self, organisation: Organisation, role: str, email: str | None = None) -> User:
        user = self.user(email or f"{role}-above@example.org")
        with self.inside():
            _add(OrganisationMembership(user_id=user.id, organisation_id=organisation.id, role=role))
        return user

    def custom_role(self, organisation: Organisation, *permissions: str, name: str = "Helper") -> CustomRole:
        with self.inside():
            return events.save_custom_role(
                db.session.get_one(Organisation, organisation.id), None, text(name), permissions
            )

    def room(self, event: Event, name: str = "Hall", **changes: Any) -> Room:
        with self.inside():
            return programme.create_room(_again(event), RoomDetails(text(name), **changes))

    def track(self, event: Event, name: str = "Policy") -> Track:
        with self.inside():
            return programme.create_track(_again(event), TrackDetails(text(name)))

    def speaker(self, event: Event, name: str = "Ada Wong", **changes: Any) -> Speaker:
        with self.inside():
            return programme.create_speaker(_again(event), SpeakerDetails(text(name), **changes))

    def session(
        self, event: Event, title: str = "A talk", *, speakers: tuple[Speaker, ...] = (), **changes: Any
    ) -> Session:
        details = session_details(title, speakers, **changes)
        with self.inside():
            return programme.create_session(_again(event), details)

    def change_session(self, session: Session, **changes: Any) -> None:
        with self.inside():
            found = db.session.get_one(Session, session.id)
            fields = SessionDetails.__dataclass_fields__
            values = {name: getattr(found, name) for name in fields if name != "speakers"}
            values["speakers"] = tuple((one.speaker_id, one.role) for one in found.appearances)
            programme.update_session(found, SessionDetails(**{**values, **changes}))

    def release(self, session: Session, **changes: Any) -> None:
        """The team changes a session and releases the programme."""
        with self.inside():
            programme.change_draft(db.session.get_one(Session, session.id), **changes)
            programme.release_programme(db.session.get_one(Event, session.event_id))

    def ticket_type(self, event: Event, name: str = "Delegate", **changes: Any) -> TicketType:
        with self.inside():
            return registrations.create_ticket_type(_again(event), TicketTypeDetails(text(name), **changes))

    def registration(
        self, event: Event, ticket_type: TicketType, *, key: str = "", choices: Choices | None = None, **changes: Any
    ) -> Registration:
        key = key or f"submission-{next(_numbers):012}"
        with self.inside():
            return registrations.register(
                _again(event), ticket_type.id, person(**changes), submission_key=key, choices=choices or Choices()
            )

    def question(self, event: Event, kind: str = "text", label: str = "Why?", **changes: Any) -> Question:
        with self.inside():
            return registrations.create_question(_again(event), QuestionDetails(kind, text(label), **changes))

    def page_path(self, registration: Registration) -> str:
        """The path of the private page."""
        with self.inside():
            return f"/r/{links.page_token(registration)}/"

    def company(
        self,
        event: Event,
        name: str | LocalizedText = "Harbour Pictures",
        *,
        state: str = "published",
        **changes: Any,
    ) -> Company:
        details = CompanyDetails(text(name) if isinstance(name, str) else name, **changes)
        with self.inside():
            return companies.create_company(_again(event), details, state=state)

    def hall(self, event: Event, name: str = "Hall 1") -> Hall:
        with self.inside():
            return companies.create_hall(_again(event), text(name))

    def title(
        self, event: Event, name: str | LocalizedText = "Flowing Harbour", *, state: str = "published", **changes: Any
    ) -> Title:
        details = TitleDetails(text(name) if isinstance(name, str) else name, **changes)
        with self.inside():
            return titles.create_title(_again(event), details, state=state)

    def gate(self, event: Event, name: str = "Main entrance", **changes: Any) -> Gate:
        with self.inside():
            return checkin.create_gate(_again(event), GateDetails(text(name), **changes))

    def issuer(self, event: Event, ticket_type: TicketType, name: str, *, pattern: str = "") -> BadgeIssuer:
        """Another organiser whose badges are accepted, for this ticket type."""
        with self.inside():
            return checkin.create_issuer(_again(event), IssuerDetails(name, ticket_type.id, pattern))

    def device(self, gate: Gate, name: str = "Door phone", role: str = "supervisor") -> tuple[Device, str]:
        """A paired device and its token."""
        with self.inside():
            return checkin.pair_device(checkin.open_pairing(db.session.get_one(Gate, gate.id), role), name)


def session_details(title: str = "A talk", speakers: tuple[Speaker, ...] = (), **changes: Any) -> SessionDetails:
    details = SessionDetails(
        title=text(title),
        starts_at=tomorrow(2),
        ends_at=tomorrow(3),
        speakers=tuple((speaker.id, "speaker") for speaker in speakers),
    )
    return replace(details, **changes)


def _again(event: Event) -> Event:
    """The event as it stands now, in this context's session."""
    return db.session.get_one(Event, event.id)


@transactional
def _add(row: Any) -> None:
    db.session.add(row)
