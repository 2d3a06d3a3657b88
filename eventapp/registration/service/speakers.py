"""Tickets for those on stage: each speaker, moderator and interpreter has one, and who registered already is known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import func, select

from eventapp.core.db import db, transactional
from eventapp.events.models import Event
from eventapp.programme.models import Speaker
from eventapp.programme.queries import speakers_with_roles
from eventapp.registration.models import ACTIVE_STATES, Registration, TicketType
from eventapp.registration.service.errors import CompanyFull, CompanyNeeded, SoldOut
from eventapp.registration.service.registering import RegistrationDetails, register_by_team


class SpeakerStanding(NamedTuple):
    """Somebody in a confirmed session: what they do, and their registration where they have one."""

    speaker: Speaker
    roles: set[str]
    registration: Registration | None


@dataclass
class TicketsGiven:
    """How many got a ticket, and the names of those for whom no place was left or whose company has to be named."""

    given: int = 0
    without_place: list[str] = field(default_factory=list)
    without_company: list[str] = field(default_factory=list)


def speaker_standings(event: Event) -> list[SpeakerStanding]:
    """Everybody on stage, with the registration that was made for them or that has their mail address."""
    people = speakers_with_roles(event.id)
    known = _registrations_of(event.id, [speaker for speaker, _roles in people])
    return [SpeakerStanding(speaker, roles, known.get(speaker.id)) for speaker, roles in people]


def registration_of_speaker(speaker: Speaker) -> Registration | None:
    """The registration that is a speaker's own beyond doubt: made for them, or with their address and their name."""
    found = _registrations_of(speaker.event_id, [speaker]).get(speaker.id)
    names = {name.casefold() for name in speaker.name.values()}
    if found is None or (found.submission_key != _key(speaker) and found.name.casefold() not in names):
        return None
    return found


@transactional
def give_tickets(
    event: Event, speakers: Iterable[Speaker], ticket_type: TicketType, *, tells: bool = True
) -> TicketsGiven:
    """Register those of them who are not, each once however often this is asked."""
    speakers = list(speakers)
    known = _registrations_of(event.id, speakers)
    result = TicketsGiven()
    for speaker in speakers:
        if speaker.id in known:
            continue
        name = speaker.name.text(speaker.locale, event.main_locale)
        try:
            register_by_team(
                event, ticket_type, _details(event, speaker, name), submission_key=_key(speaker), tells=tells
            )
        except (SoldOut, CompanyFull):
            result.without_place.append(name)
        except CompanyNeeded:
            result.without_company.append(name)
        else:
            result.given += 1
    return result


def _details(event: Event, speaker: Speaker, name: str) -> RegistrationDetails:
    main = event.main_locale
    latin = speaker.name.get("en", "")
    return RegistrationDetails(
        name=name[:120], email=speaker.email or "", company=speaker.organisation.text(speaker.locale, main)[:200],
        job_title=speaker.post.text(speaker.locale, main)[:200], phone=speaker.phone[:40], locale=speaker.locale,
        romanised_name=latin[:120] if latin != name else "",
    )  # fmt: skip


def _key(speaker: Speaker) -> str:
    return f"speaker-{speaker.uid}"


def _registrations_of(event_id: int, speakers: Sequence[Speaker]) -> dict[int, Registration]:
    """{speaker id: registration} by the key that theirs was made with, else by the address, never one that ended."""
    by_key = {_key(speaker): speaker.id for speaker in speakers}
    shared = Counter(speaker.email.lower() for speaker in speakers if speaker.email)
    # An address of several is an agency's, and says of nobody that they are registered.
    by_email = {one.email.lower(): one.id for one in speakers if one.email and shared[one.email.lower()] == 1}
    found: dict[int, Registration] = {}
    for column, wanted in ((func.lower(Registration.email), by_email), (Registration.submission_key, by_key)):
        for registration, value in _active(event_id, column, list(wanted)):
            found[wanted[value]] = registration
    return found


def _active(event_id: int, column: Any, values: list[str]) -> Iterable[tuple[Registration, str]]:
    for start in range(0, len(values), 500):
        query = select(Registration, column).where(
            Registration.event_id == event_id, Registration.state.in_(ACTIVE_STATES),
            column.in_(values[start : start + 500]),
        )  # fmt: skip
        yield from ((registration, value) for registration, value in db.session.execute(query))
