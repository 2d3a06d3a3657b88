"""A generated event of 300 sessions, and people with tickets for its door."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, insert, select, update

from eventapp.accounts.service import create_user
from eventapp.checkin import service as checkin
from eventapp.checkin.models import Gate
from eventapp.core import clock
from eventapp.core.codes import public_code
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.events import service as events
from eventapp.events.confirmation_times import NEVER
from eventapp.events.models import Event
from eventapp.events.service import EventDetails
from eventapp.programme import service as programme
from eventapp.programme.models import Room, Session, SessionSpeaker, Speaker, Track
from eventapp.programme.service import RoomDetails, SessionDetails, SpeakerDetails, TrackDetails
from eventapp.registration import service as registration
from eventapp.registration.models import Registration, TicketType
from eventapp.registration.search import search_text
from eventapp.registration.service import CodeDetails, QuestionDetails, RegistrationDetails, TicketTypeDetails
from eventapp.registration.tickets import sign_ticket

SLUG = "bench"
MARKET = "market"
CONGRESS = "congress"
ROOMS, SPEAKERS = 8, 120
CHINESE_SURNAMES = "陳李張黃何林吳梁鄭劉郭馮鄧葉許曾蘇盧蔡譚王趙周孫胡朱高馬羅徐楊謝宋唐韓董蕭程曹袁"
CHINESE_GIVEN = "嘉欣詠詩志明俊傑慧敏子軒家豪美儀偉倫曉彤"
SURNAMES = (
    *("Tan", "Lim", "Hughes", "Bennett", "Clarke", "Ong", "Marsh", "Ellis", "Whitfield", "Carver"),
    *("Novak", "Osei", "Iyer", "Mehta", "Kapoor", "Reyes", "Navarro", "Moreau", "Garnier", "Sato"),
)
GIVEN = (
    *("Grace", "Daniel", "Priya", "Oliver", "Hannah", "Marcus", "Chloe", "Adrian", "Naomi", "Theo"),
    *("Serena", "Miles", "Ananya", "Rohan", "Carmen", "Mateo", "Camille", "Mathieu", "Haruka", "Kenji"),
)


def text(english: str, traditional: str) -> LocalizedText:
    return LocalizedText({"en": english, "zh-Hant": traditional})


@transactional
def make_event(sessions: int, slug: str = SLUG) -> Event:
    """Four days with `sessions` sessions, published, with an unlimited ticket."""
    start = (datetime.now(UTC) + timedelta(days=30)).replace(hour=1, minute=0, second=0, microsecond=0)
    details = EventDetails(
        name=text("A market of four days", "四日影視展"),
        description=text("Many people, **many** talks. " * 20, "很多人，很多講座。" * 20),
        starts_at=start,
        ends_at=start + timedelta(days=3, hours=10),
        timezone="Asia/Hong_Kong",
        contact_email="bench@example.org",
        venue=text("Convention Centre", "會議中心"),
        confirm_minutes=NEVER,  # everybody comes from this machine
    )
    event = events.create_event(slug, details, None)
    rooms = [programme.create_room(event, RoomDetails(text(f"Hall {n}", f"{n}號廳"))).id for n in range(ROOMS)]
    tracks = [programme.create_track(event, TrackDetails(text(f"Track {n}", f"主題{n}"), n + 1)).id for n in range(4)]
    speakers = [
        programme.create_speaker(event, SpeakerDetails(text(f"Speaker {n}", f"講者{n}"), text("Producer", "監製"))).id
        for n in range(SPEAKERS)
    ]
    for number in range(sessions):
        day, place = divmod(number, 80)
        slot, room = divmod(place, ROOMS)
        begins = start + timedelta(days=day, hours=slot)
        programme.create_session(
            event,
            SessionDetails(
                title=text(f"Session {number}: what travels, and why", f"第{number}場：甚麼能走遠"),
                abstract=text("Which stories cross a border by themselves? " * 6, "哪些故事能自行跨越邊界？" * 6),
                room_id=rooms[room],
                track_id=tracks[number % 4],
                starts_at=begins,
                ends_at=begins + timedelta(minutes=50),
                speakers=tuple((speakers[(number * 3 + n) % SPEAKERS], "speaker") for n in range(2)),
            ),
        )
    registration.create_ticket_type(event, TicketTypeDetails(text("Delegate", "專業觀眾")))
    events.publish(event)
    return event


@transactional
def make_congress(sessions: int) -> Event:
    """An event with very many sessions, two speakers in each, stored directly; most of it is like `make_event`'s."""
    event = make_event(1, CONGRESS)
    rooms = [room.id for room in db.session.query(Room).filter_by(event_id=event.id).order_by(Room.id)]
    tracks = [track.id for track in db.session.query(Track).filter_by(event_id=event.id).order_by(Track.id)]
    speakers = [one.id for one in db.session.query(Speaker).filter_by(event_id=event.id).order_by(Speaker.id)]
    now = clock.now().replace(microsecond=0)
    first = (db.session.scalar(select(func.max(Session.id))) or 0) + 1
    rows, people = [], []
    for number in range(sessions):
        begins = event.starts_at + timedelta(minutes=15 * (number % 300))
        ends = begins + timedelta(minutes=50)
        rows.append(
            {
                "id": first + number, "uid": uuid4(), "code": public_code(), "event_id": event.id,
                "title": text(f"Session {number}: what travels, and why", f"第{number}場：甚麼能走遠"),
                "abstract": text("Which stories cross a border by themselves? " * 6, "哪些故事能自行跨越邊界？" * 6),
                "room_id": rooms[number % ROOMS], "track_id": tracks[number % 4], "starts_at": begins,
                "ends_at": ends, "last_starts_at": begins, "last_ends_at": ends, "status": "confirmed",
                "was_public": True, "created_at": now, "changed_at": now,
            }
        )  # fmt: skip
        people += [
            {"session_id": first + number, "speaker_id": speakers[(number + n) % SPEAKERS], "position": n}
            for n in range(2)
        ]
    db.session.execute(insert(Session), rows)
    db.session.execute(insert(SessionSpeaker), people)
    return event


def _name(number: int) -> str:
    """One of 1,600 names, a third of them in Chinese."""
    surname, given = number % 40, number // 40 % 40
    if number % 3 == 0:
        return f"{CHINESE_SURNAMES[surname]}{CHINESE_GIVEN[given % 20]}{CHINESE_GIVEN[surname % 20]}"
    return f"{GIVEN[given % 20]} {SURNAMES[surname % 20]}"


@transactional
def make_guests(event: Event, number: int) -> None:
    """People with confirmed registrations, stored directly: making them is not what is measured."""
    ticket_type = db.session.query(TicketType).filter_by(event_id=event.id).order_by(TicketType.id).first()
    assert ticket_type is not None
    details = RegistrationDetails("First", "first@example.org")
    first = registration.register_by_team(event, ticket_type, details, submission_key="first")
    now = clock.now()
    rows = [
        {
            "uid": uuid4(), "event_id": event.id, "ticket_type_id": ticket_type.id, "serial": first.serial + 1 + n,
            "cursor": first.cursor + 1 + n, "code": public_code(), "token_hash": secrets.token_hex(32),
            "calendar_token_hash": secrets.token_hex(32), "submission_key": f"bench-{n:012}", "state": "confirmed",
            "name": _name(n), "email": f"guest{n}@example.org", "company": f"Company {n % 760}",
            "search_text": search_text(_name(n), f"guest{n}@example.org", f"Company {n % 760}", ""),
            "holds_seat": True, "badge_class": "delegate", "country": "HK", "created_at": now,
            "changed_at": now.replace(microsecond=0), "confirmed_at": now,
        }
        for n in range(number)
    ]  # fmt: skip
    for start in range(0, number, 1000):
        db.session.execute(insert(Registration), rows[start : start + 1000])
    for model, row_id in ((Event, event.id), (TicketType, ticket_type.id)):
        db.session.execute(update(model).where(model.id == row_id).values(taken=number + 1))
    db.session.execute(
        update(Event)
        .where(Event.id == event.id)
        .values(registration_serial=first.serial + number, registration_cursor=first.cursor + number)
    )


@transactional
def switch_everything_on(event: Event) -> None:
    """Questions, a session with booked seats, a waiting list and a code: what registration has to look at."""
    for kind, options in (("choice", 4), ("choices", 3), ("text", 0), ("consent", 0)):
        labels = [{"key": f"option{n}", "label": {"en": f"Option {n}", "zh-Hant": f"選項 {n}"}} for n in range(options)]
        details = QuestionDetails(kind, text(f"A question ({kind})", f"題目（{kind}）"), options=labels)
        registration.create_question(event, details)
    session = db.session.query(Session).filter_by(event_id=event.id).first()
    assert session is not None
    session.needs_booking = True
    coded = TicketTypeDetails(text("Buyer", "買家"), visibility="code", has_waiting_list=True)
    ticket_type_id = registration.create_ticket_type(event, coded).id
    registration.create_code(event, "BENCH2026", CodeDetails(ticket_type_id))


def make_organiser() -> tuple[str, str]:
    """(email, password) of somebody who may see everything."""
    email, password = "bench@example.org", "bench and more"
    create_user(email, "Bench", password, is_admin=True)
    return email, password


def tickets(event: Event) -> list[str]:
    people = db.session.query(Registration).filter_by(event_id=event.id).order_by(Registration.id)
    return [sign_ticket(person) for person in people]


def gate_of(event: Event) -> Gate:
    return db.session.scalars(select(Gate).where(Gate.event_id == event.id)).one()


def pair_devices(event: Event, number: int) -> list[str]:
    """Tokens of phones at one gate."""
    gate = checkin.create_gate(event, checkin.GateDetails(text("Main entrance", "正門")))
    return [checkin.pair_device(checkin.open_pairing(gate), f"Phone {n}")[1] for n in range(number)]
