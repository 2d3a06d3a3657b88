"""A whole market around the forum: companies at their stands, what they bring, and the people who come for them.

The same companies, titles and people at every seeding; only the dates move with the day.
"""

import random
from datetime import datetime, time, timedelta

from eventapp.accounts.models import User
from eventapp.companies import service as companies
from eventapp.companies.models import Company, CompanyCategory, Hall
from eventapp.companies.service import CompanyDetails, NewCompany, StandEventDetails, StandPlace
from eventapp.core import clock
from eventapp.core.db import db, transactional
from eventapp.core.types import LocalizedText
from eventapp.demo.forum import ZONE
from eventapp.demo.market_leads import seed_leads
from eventapp.demo.market_meetings import seed_meetings
from eventapp.demo.market_words import (
    BUYERS_COMPANIES,
    CATEGORIES,
    COMPANY_FIRST,
    COMPANY_SECOND,
    HALLS,
    LOGLINES,
    PITCHES,
    SHOWCASES,
    STAND_EVENTS,
    TITLE_FIRST,
    TITLE_SECOND,
)
from eventapp.demo.people import ORIGINS, Origin, names_of
from eventapp.demo.texts import in_three_languages
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import EventDetails, create_event, publish
from eventapp.programme import service as programme
from eventapp.programme.service import RoomDetails, SessionDetails
from eventapp.registration import service as registration
from eventapp.registration.models import TicketType
from eventapp.registration.service import Choices, RegistrationDetails, TicketTypeDetails
from eventapp.titles import service as titles
from eventapp.titles.labels import GENRE_NAMES
from eventapp.titles.models import SOUGHT, STAGES
from eventapp.titles.service import NewTitle, RightDetails, TitleDetails

SLUG = "market"
SEED = 20260316
DAYS = 4
COMPANIES, TITLES, EXHIBITORS, BUYERS = 60, 120, 240, 160
ROWS, COLUMNS = "ABCDE", 6
_FROM = {"HK": 9, "CN": 8, "TW": 2, "JP": 2, "KR": 2, "SG": 1, "FR": 1, "GB": 1}
"""How many of the companies come from where, in shares."""
_KINDS = ("film", "series", "short_drama", "short_drama", "documentary", "animation", "format", "novel")


def is_seeded() -> bool:
    return event_by_slug(SLUG) is not None


@transactional
def seed(organiser: User) -> Event:
    """The market with everything that it has, a month before it begins."""
    chance = random.Random(SEED)
    event = _event(organiser)
    exhibitor = _ticket(event, "Exhibitor", "參展商", "code", "exhibitor")
    buyer = _ticket(event, "Buyer", "買家", "public", "buyer")
    publish(event)
    halls = [_hall(event, *words) for words in HALLS]
    found = _companies(event, chance, halls)
    _people(event, chance, exhibitor, buyer, found)
    _titles(event, chance, found, _showcases(event))
    seed_meetings(event, chance, DAYS, found, halls)
    seed_leads(event, chance, found)
    return event


def _event(organiser: User) -> Event:
    day = (clock.now() + timedelta(days=30)).astimezone(ZONE).date()
    details = EventDetails(
        name=in_three_languages("Hong Kong Screen Market", "香港影視市場"),
        tagline=in_three_languages("Four days, sixty companies, what they bring", "四天，六十間公司，以及他們的作品"),
        description=in_three_languages(
            "Sixty companies bring films, series, animation and short dramas, finished or still looking for partners."
            "\n\nFind a company by its name, its stand or what it sells; registered buyers see the rights that are "
            "still free, territory by territory.",
            "六十間公司帶來電影、劇集、動畫及短劇，有的已完成，有的仍在尋找合作夥伴。\n\n"
            "可按名稱、展位或業務尋找公司；已登記的買家可查看各地區尚餘的版權。",
        ),
        organiser=in_three_languages("Screen Market Secretariat (demo)", "影視市場秘書處（示範）"),
        venue=in_three_languages("Hong Kong Convention and Exhibition Centre", "香港會議展覽中心"),
        address=in_three_languages("1 Expo Drive, Wan Chai, Hong Kong", "香港灣仔博覽道一號"),
        timezone="Asia/Hong_Kong",
        starts_at=datetime.combine(day, time(9), ZONE),
        ends_at=datetime.combine(day + timedelta(days=DAYS - 1), time(18), ZONE),
        contact_email="organiser@example.org",
        accent="indigo",
    )
    return create_event(SLUG, details, organiser)


def _ticket(event: Event, english: str, chinese: str, visibility: str, badge_class: str) -> TicketType:
    name = in_three_languages(english, chinese)
    return registration.create_ticket_type(
        event, TicketTypeDetails(name, visibility=visibility, badge_class=badge_class)
    )  # fmt: skip


def _hall(event: Event, number: int, english: str, chinese: str) -> Hall:
    """A hall with five rows of six stands, drawn on its plan."""
    hall = companies.create_hall(event, in_three_languages(english, chinese))
    stands = [
        f'<rect data-stand="{number}-{row}{column + 1:02}" x="{60 + 185 * column}" y="{110 + 112 * line}" width="150"'
        f' height="76" fill="#fff" stroke="#8b837a"/><text x="{72 + 185 * column}" y="{136 + 112 * line}"'
        f' font-size="20" fill="#5e574f">{number}-{row}{column + 1:02}</text>'
        for line, row in enumerate(ROWS)
        for column in range(COLUMNS)
    ]
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 700">'
        '<rect width="1200" height="700" fill="#f4f1ec"/>'
        f'<text x="60" y="70" font-size="34" fill="#1d1a17">{english} · {chinese}</text>{"".join(stands)}</svg>'
    )
    companies.set_plan(hall, drawing.encode())
    return hall


def _companies(event: Event, chance: random.Random, halls: list[Hall]) -> list[Company]:
    categories = [_category(event, *words) for words in CATEGORIES]
    stands = [
        StandPlace(hall.id, f"{number}-{row}{column + 1:02}")
        for hall, (number, _english, _chinese) in zip(halls, HALLS, strict=True)
        for row in ROWS
        for column in range(COLUMNS)
    ]
    wanted = []
    for number in range(COMPANIES):
        first, second = COMPANY_FIRST[number % 10], COMPANY_SECOND[number // 10]
        pitch = PITCHES[number % len(PITCHES)]
        wanted.append(NewCompany(CompanyDetails(
            in_three_languages(f"{first[0]} {second[0]}", first[1] + second[1]),
            in_three_languages(*pitch), chance.choices(list(_FROM), list(_FROM.values()))[0],
            f"https://company{number + 1:02}.example.com", email=f"company{number + 1:02}@example.com",
            contact_name=f"{first[0]} desk", category_ids=tuple(one.id for one in chance.sample(categories, 2)),
            stands=(stands[number],),
        )))  # fmt: skip
    found = companies.create_companies(event, wanted)
    for number, company in enumerate(found[::5]):
        begins = event.starts_at + timedelta(days=number % DAYS, hours=2 + number % 6)
        title = in_three_languages(*STAND_EVENTS[number % len(STAND_EVENTS)])
        companies.create_stand_event(company, StandEventDetails(title, begins, begins + timedelta(minutes=45)))
    companies.set_directory(event, is_public=True, takes_applications=True)
    return found


def _category(event: Event, english: str, chinese: str) -> CompanyCategory:
    return companies.create_category(event, in_three_languages(english, chinese))


def _people(
    event: Event,
    chance: random.Random,
    exhibitor: TicketType,
    buyer: TicketType,
    found: list[Company],
) -> None:  # fmt: skip
    """Four of each company, who register with its seats, and buyers."""
    codes = [companies.set_seats(company, exhibitor, EXHIBITORS // COMPANIES).access_code.code for company in found]
    origins = [origin for origin in ORIGINS for _ in range(origin.share)]
    names = {origin: names_of(chance, origin) for origin in ORIGINS}
    for number in range(EXHIBITORS + BUYERS):
        origin = chance.choice(origins)
        code = codes[number % len(codes)] if number < EXHIBITORS else ""
        registration.register(
            event, (exhibitor if code else buyer).id,
            _person(origin, next(names[origin]), number, found[number % len(found)] if code else None),
            submission_key=f"demo-market-{number:012}", choices=Choices(access_code=code),
        )  # fmt: skip


def _person(origin: Origin, name: str, number: int, company: Company | None) -> RegistrationDetails:
    email = f"market{number + 1:03}@example.{'com' if number % 3 else 'net'}"
    buyer = in_three_languages(*BUYERS_COMPANIES[number % len(BUYERS_COMPANIES)])
    works_for = (company.name if company is not None else buyer).text(origin.locale)
    return RegistrationDetails(name=name, email=email, country=origin.country, locale=origin.locale, company=works_for)


def _showcases(event: Event) -> list[int]:
    """A session a day in which titles are shown and pitched."""
    room = programme.create_room(event, RoomDetails(in_three_languages("Showcase Theatre", "展映廳"), capacity=200))
    made = []
    for day, words in enumerate(SHOWCASES):
        begins = event.starts_at + timedelta(days=day, hours=5)
        details = SessionDetails(
            title=in_three_languages(*words), starts_at=begins, ends_at=begins + timedelta(minutes=90), room_id=room.id
        )
        made.append(programme.create_session(event, details).id)
    return made


def _titles(event: Event, chance: random.Random, found: list[Company], showcases: list[int]) -> None:
    wanted = [
        NewTitle(_title(chance, number, found[number % len(found)], showcases, event)) for number in range(TITLES)
    ]
    made = titles.create_titles(event, wanted)
    novels = [one for one in made if one.kind == "novel"]
    for series in [one for one in made if one.kind == "series"][: len(novels)]:
        details = titles.details_of(series)
        source = novels[series.id % len(novels)]
        titles.update_title(series, TitleDetails(**{**vars(details), "based_on_id": source.id}))
    db.session.flush()


def _title(
    chance: random.Random, number: int, company: Company, showcases: list[int], event: Event
) -> TitleDetails:  # fmt: skip
    first, second = TITLE_FIRST[number % 12], TITLE_SECOND[number // 12]
    kind = _KINDS[number % len(_KINDS)]
    in_episodes = kind in ("series", "short_drama")
    sold = chance.choice(("greater_china", "south_east_asia", "europe", "JP", "MY"))
    return TitleDetails(
        name=in_three_languages(f"{first[0]} {second[0]}", first[1] + second[1]), kind=kind,
        synopsis=_logline(number), genres=tuple(chance.sample(sorted(GENRE_NAMES), 2)), stage=chance.choice(STAGES),
        year=2024 + number % 4, episodes=chance.choice((12, 24, 80)) if in_episodes else None,
        minutes={"short_drama": 2, "series": 45, "novel": None}.get(kind, 98), countries=("HK", "CN"),
        languages=("yue",) if number % 2 else ("cmn",), subtitles=("en",),
        sought=tuple(chance.sample(SOUGHT, 1 + number % 2)), regime="cepa" if number % 3 == 0 else None,
        audience="registered" if number % 12 == 11 else "public",
        embargo_until=event.starts_at if number % 40 == 7 else None, company_id=company.id,
        rights=(RightDetails("world"), RightDetails(sold, chance.choice(("all", "streaming")), "sold")),
        session_ids=(showcases[number % len(showcases)],) if number % 10 == 0 else (),
    )  # fmt: skip


def _logline(number: int) -> LocalizedText:
    return in_three_languages(*LOGLINES[number % len(LOGLINES)])
