"""Every page of the demo: it opens, axe finds nothing, the console is silent, nothing sticks out."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from eventapp.accounts.models import User
from eventapp.accounts.service import ProviderDetails, create_provider, make_link
from eventapp.checkin.board_link import board_url
from eventapp.companies import service as companies
from eventapp.companies.models import Company
from eventapp.core import clock
from eventapp.core.db import db
from eventapp.core.files import ROOT
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event, Series, TeamInvitation
from eventapp.events.service import details_of, set_group_role, team_token, update_event
from eventapp.leads import service as leads
from eventapp.meetings import service as meetings
from eventapp.meetings.round_making import make as make_round
from eventapp.programme.models import Speaker
from eventapp.programme.queries import public_sessions
from eventapp.programme.service import speaker_token, work_out_proposals
from eventapp.recordings import service as captions
from eventapp.recordings.service import tracks
from eventapp.recordings.subtitles.cues import Cue
from eventapp.registration import links
from eventapp.registration.models import AttendeeLink, FollowUpReply, Invitation, Registration
from eventapp.registration.service import ask_for_all_registrations, attendee_link_token
from eventapp.titles import service as titles
from eventapp.titles.models import Title
from tests.browser.conftest import Console, new_context, sign_in
from tests.recordings.prepared import Made, insert_part, insert_ready, prepared_talk
from tests.server import Server, create_app_of
from tests.thorough import IS_THOROUGH
from tests.visitor import Visitor

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
EVENT, ADMIN = "/events/new-vision/", "/admin/events/new-vision/"
PUBLIC = {
    "home": "/",
    "event": EVENT,
    "schedule": f"{EVENT}schedule/",
    "schedule as a list": f"{EVENT}schedule/?view=list",
    "search of the schedule": f"{EVENT}schedule/?q=drama",
    "speakers": f"{EVENT}speakers/",
    "session": "{session}",
    "speaker": "{speaker}",
    "register": f"{EVENT}register/",
    "register with a code": f"{EVENT}register/?code=BUYER2025",
    "group": f"{EVENT}register/group",
    "lost link": f"{EVENT}register/lost",
    "my registrations": "/registrations/",
    "all of somebody's registrations": "{my_registrations}",
    "transfer": "{private}transfer",
    "erase": "{private}erase",
    "invitation": "{invitation}",
    "waiting list": "{waiting}",
    "unsubscribe": "{unsubscribe}",
    "delegation": "{delegation}",
    "member": "{member}",
    "private page": "{private}",
    "follow-up": "{private_follow_up}",
    "agenda": "{private}agenda",
    "edit": "{private}edit",
    "cancel": "{private}cancel",
    "subscribe to all": "/calendar/",
    "subscribe": f"{EVENT}calendar/",
    "subscribe to a session": "{session}calendar/",
    "subscribe to a speaker": "{speaker}calendar/",
    "own calendar": "{private}calendar/",
    "what I agreed to": "{private}consents/",
    "privacy notice": f"{EVENT}privacy/",
    "sign in": "/login",
    "forgotten password": "/login/forgotten",
    "sign-in link": "/login/link",
    "choose a password": "{choose_password}",
    "use a sign-in link": "{use_link}",
    "companies": f"{EVENT}companies/",
    "company": "{company}",
    "floor plans": f"{EVENT}companies/map/",
    "company's application": f"{EVENT}companies/apply/",
    "company's own page": "{company_page}",
    "company's stand event": "{company_page}events/new",
    "company's leads": "{company_page}leads/",
    "phones and questions of a company": "{company_page}leads/setup",
    "exhibitors who scanned a badge": "{scanned}",
    "live captions": "{captions}",
    "recordings": f"{EVENT}recordings/?q=film",
    "recording": "{recording}",
    "own recordings": "{private}recordings/",
    "kept recordings": "/kept-recordings/",
    "a translator's page": "{translator}",
    "a captioner's page": "{captioner}",
    "a line to correct": "{captioner}lines/1",
    "captions on a screen": "{caption_screen}",
    "own captions": "{private}captions/",
    "subscribe to a stand": "{company}calendar/",
    "titles": f"{EVENT}titles/",
    "free titles": f"{EVENT}titles/?free_in=MY&free_for=streaming&genre=drama",
    "title": "{title}",
    "one's own titles": "{private}titles/",
    "company's title": "{company_page}titles/new",
    "own meetings": "{meetings}",
    "a profile for meetings": "{meetings}profile",
    "people to meet": "{meetings}people/",
    "somebody to meet": "{meetings}people/{to_meet}",
    "a confirmed meeting": "{meetings}{met}/",
    "a request to answer": "{meetings}{asked}/",
    "an answer by mail": "{meetings}{asked}/accept?turn=1",
    "wishes for meetings": "{meetings}wishes",
    "changes": f"{EVENT}changes/",
    "in Putonghua": f"{EVENT}schedule/?language=cmn",
    "nothing in German": f"{EVENT}schedule/?language=de",
    "series": "/series/market/",
    "speaker's own page": "{own_page}",
    "join the team": "{join}",
    "scanner": "/checkin/",
    "ticket": "{private}ticket",
    "check a certificate": "/certificates/",
    "big screen": "{board}",
    "API reference": "/api/v1/",
    "schedule widget": f"{EVENT}embed/schedule/",
    "register widget": f"{EVENT}embed/register/",
    "countdown widget": f"{EVENT}embed/countdown/",
    "screen of all rooms": f"{EVENT}screens/now/",
    "screen of a room": f"{EVENT}screens/forum-hall/?also=zh-Hant",
}
ORGANISER = {
    "events": "/admin/",
    "my account": "/account/",
    "deadlines": "/admin/deadlines/",
    "API tokens": "/admin/tokens/",
    "new token": "/admin/tokens/new",
    "API of an event": f"{ADMIN}api/",
    "webhooks": f"{ADMIN}webhooks/",
    "widgets": f"{ADMIN}widgets/",
    "new webhook": f"{ADMIN}webhooks/new",
    "webhook": f"{ADMIN}webhooks/1/",
    "message of a webhook": f"{ADMIN}webhooks/1/deliveries/1",
    "change the password": "/account/password",
    "authenticator app": "/account/authenticator",
    "confirm": "/account/confirm",
    "sign-in providers": "/admin/site/sign-in/",
    "new provider": "/admin/site/sign-in/new",
    "provider": "{provider}",
    "new event": "/admin/events/new",
    "import an event": "/admin/events/import",
    "attendance from elsewhere": f"{ADMIN}door/attendance/import",
    "export the event": f"{ADMIN}export",
    "dashboard": ADMIN,
    "settings": f"{ADMIN}settings",
    "registrations": f"{ADMIN}registrations/",
    "nobody found": f"{ADMIN}registrations/?text=nobodyofthisname",
    "all columns": f"{ADMIN}registrations/?columns=company&columns=country&columns=phone&columns=language&sort=name",
    "register somebody": f"{ADMIN}registrations/new",
    "approvals": f"{ADMIN}registrations/approvals/",
    "follow-up forms": f"{ADMIN}registrations/follow-ups/",
    "a follow-up form": "{follow_up}",
    "the waiting": f"{ADMIN}registrations/waiting-list/",
    "duplicates": f"{ADMIN}registrations/duplicates/",
    "suspicious": f"{ADMIN}registrations/suspicious/",
    "imports": f"{ADMIN}registrations/imports/",
    "tickets of speakers": f"{ADMIN}registrations/speakers/",
    "import": "{import}",
    "registration": "{registration}",
    "pending registration": "{pending}",
    "edit registration": "{registration}/edit",
    "tickets": f"{ADMIN}tickets/",
    "new ticket": f"{ADMIN}tickets/new",
    "ticket": f"{ADMIN}tickets/1",
    "ticket with companies": f"{ADMIN}tickets/2",
    "questions": f"{ADMIN}tickets/questions/",
    "new question": f"{ADMIN}tickets/questions/new",
    "question": f"{ADMIN}tickets/questions/1",
    "codes": f"{ADMIN}tickets/codes/",
    "new code": f"{ADMIN}tickets/codes/new",
    "many codes": f"{ADMIN}tickets/codes/many",
    "code": f"{ADMIN}tickets/codes/1",
    "invitations": f"{ADMIN}tickets/invitations/",
    "sessions": f"{ADMIN}sessions/",
    "new session": f"{ADMIN}sessions/new",
    "edit session": "{edit_session}",
    "people": f"{ADMIN}speakers/",
    "new speaker": f"{ADMIN}speakers/new",
    "rooms": f"{ADMIN}rooms/",
    "schedule editor": f"{ADMIN}schedule/",
    "release": f"{ADMIN}release",
    "import and export": f"{ADMIN}import-export/",
    "looked through": "{upload}",
    "proposal": "{proposal}",
    "preview": f"{ADMIN}preview/",
    "preview of the page": f"{ADMIN}preview",
    "edit speaker": "{edit_speaker}",
    "new type": f"{ADMIN}types/new",
    "team": f"{ADMIN}team/",
    "organisations": "/admin/organisations/",
    "new organisation": "/admin/organisations/new",
    "organisation": "/admin/organisations/guild/",
    "settings of an organisation": "/admin/organisations/guild/settings",
    "new role": "/admin/organisations/guild/roles/new",
    "custom role": "/admin/organisations/guild/roles/1",
    "privacy": f"{ADMIN}privacy/",
    "record of processing": f"{ADMIN}privacy/record",
    "consents": f"{ADMIN}registrations/consents/",
    "exports": f"{ADMIN}exports/",
    "ask for an export": f"{ADMIN}exports/ask?path={ADMIN}registrations.csv",
    "history": f"{ADMIN}history",
    "clone": f"{ADMIN}clone",
    "setup": f"{ADMIN}setup/about",
    "setup of languages": f"{ADMIN}setup/languages",
    "setup of registration": f"{ADMIN}setup/registration",
    "site": "/admin/site/",
    "accounts": "/admin/site/users/",
    "all events": "/admin/site/events/",
    "all mail": "/admin/site/mails/",
    "site history": "/admin/site/history",
    "all series": "/admin/series/",
    "new series": "/admin/series/new",
    "edit series": "/admin/series/market",
    "new room": f"{ADMIN}rooms/new",
    "new track": f"{ADMIN}tracks/new",
    "outbox": f"{ADMIN}messages/",
    "mail": f"{ADMIN}messages/1",
    "texts": f"{ADMIN}messages/texts/",
    "text": f"{ADMIN}messages/texts/confirmed",
    "campaigns": f"{ADMIN}messages/campaigns/",
    "text messages": f"{ADMIN}messages/text-messages/",
    "campaign": f"{ADMIN}messages/campaigns/1",
    "new campaign": f"{ADMIN}messages/campaigns/new",
    "edit campaign": f"{ADMIN}messages/campaigns/1/edit",
    "companies": f"{ADMIN}companies/",
    "edit company": "{edit_company}",
    "new company": f"{ADMIN}companies/new",
    "halls": f"{ADMIN}companies/halls/",
    "hall": f"{ADMIN}companies/halls/1",
    "categories of companies": f"{ADMIN}companies/categories/",
    "companies in and out": f"{ADMIN}companies/import-export/",
    "directory": f"{ADMIN}companies/settings",
    "leads": f"{ADMIN}companies/leads/",
    "captions of a session": "{captions_admin}",
    "all recordings": f"{ADMIN}recordings/",
    "glossary": f"{ADMIN}glossary/",
    "recordings of a session": "{recordings_admin}",
    "recording of a session": "{recording_admin}",
    "languages of a recording": "{recording_admin}tracks/",
    "editor of a track": "{editor}",
    "sign-language video": "{part}",
    "voices": f"{ADMIN}voices/",
    "recordings of a title": "{edit_title}/recordings/",
    "drafts by machine": "{recording_admin}drafts/",
    "stand event": "{edit_company}/events/new",
    "titles": f"{ADMIN}titles/",
    "edit title": "{edit_title}",
    "new title": f"{ADMIN}titles/new",
    "titles in and out": f"{ADMIN}titles/import-export/",
    "meetings": f"{ADMIN}meetings/",
    "list of meetings": f"{ADMIN}meetings/list",
    "a meeting": f"{ADMIN}meetings/list/{{met}}",
    "arrange a meeting": f"{ADMIN}meetings/new",
    "rounds": f"{ADMIN}meetings/rounds",
    "a round": f"{ADMIN}meetings/rounds/1",
    "check-in of meetings": "{met_then}",
    "tables for meetings": f"{ADMIN}meetings/tables",
    "tables of a zone": f"{ADMIN}meetings/tables/1",
    "settings of meetings": f"{ADMIN}meetings/settings",
    "expected attendance": f"{ADMIN}attendance/",
    "answers": f"{ADMIN}attendance/event",
    "door": f"{ADMIN}door/",
    "gate": f"{ADMIN}door/gates/1",
    "desk": f"{ADMIN}door/desk/?q=chan",
    "somebody at the desk": "{at_desk}",
    "badges": f"{ADMIN}door/badges/",
    "other badges": f"{ADMIN}door/other-badges/",
    "somebody's badges": f"{ADMIN}door/other-badges/1",
    "live board": f"{ADMIN}door/board/",
    "attendance": f"{ADMIN}door/attendance/",
}


@pytest.fixture(scope="session")  # as the forum's: a process that comes back to this file has done these things once
def addresses(demo: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Pages whose addresses hold a code."""
    visitor = Visitor(demo.url)
    speakers = visitor.get(f"{EVENT}speakers/").page.links()
    sessions = visitor.get(f"{EVENT}schedule/").page.links()
    visitor.submit("/login", email="organiser@example.org", password="new-vision-demo")
    listed = visitor.get(f"{ADMIN}registrations/?state=confirmed").page.links()
    registration = next(link for link in listed if re.fullmatch(f"{ADMIN}registrations/[A-Z0-9]{{8}}", link))
    private = next(link for link in visitor.get(registration).page.links() if "/r/" in link)
    edit = visitor.get(f"{ADMIN}sessions/").page.links()
    return {
        **_more_addresses(demo, visitor, prepared_talk(tmp_path_factory)),
        "session": next(link for link in sessions if "/sessions/" in link),
        "speaker": next(link for link in speakers if "/speakers/" in link and not link.endswith("/speakers/")),
        "registration": registration,
        "at_desk": f"{ADMIN}door/desk/?person={registration.rsplit('/', 1)[1]}",
        "private": "/r/" + private.split("/r/")[1],
        "edit_session": next(link for link in edit if re.fullmatch(f"{ADMIN}sessions/[A-Z0-9]{{8}}", link)),
    }


def _more_addresses(demo: Server, team: Visitor, made: Made) -> dict[str, str]:
    """Pages that somebody has to do something for first: a group, a table, a person who waits."""
    form = {**Visitor(demo.url).get(f"{EVENT}register/group").page.values, "ticket_type": "1", "consent": "y"}
    for name in ("more", "fill", "take"):
        form.pop(name, None)
    people = {"row-name": "Ada Wong", "row-email": "", "row-phone": "+852 5123 4567", "row-country": "HK"}
    form |= {"company": "Harbour", "liaison_name": "Li Si", "liaison_email": "li@example.org", "unnamed": "1", **people}
    group = Visitor(demo.url)
    form["csrf_token"] = group.get(f"{EVENT}register/group").page.values["csrf_token"]
    delegation = group.post(f"{EVENT}register/group", form).headers["Location"]
    member = next(link for link in group.get(delegation).page.links() if link.startswith("/g/"))
    waiting, pending = (
        next(link for link in team.get(f"{ADMIN}registrations/?state={state}").page.links() if _is_person(link))
        for state in ("waitlisted", "pending")
    )
    private = next(link for link in team.get(waiting).page.links() if "/r/" in link)
    token = team.get(f"{ADMIN}registrations/imports/").page.values["csrf_token"]
    sent = {"csrf_token": token, "kind": "sessions"}
    upload = team.upload(f"{ADMIN}import-export/", sent, "sessions.csv", b"title,begins\nNew,\nBad,yesterday\n")
    asked = {"csrf_token": token, "step": "15", "apart": "y"}
    proposal = team.post(f"{ADMIN}schedule/proposals", asked).headers["Location"]
    team.submit("/admin/series/new", **{"name-en": "The Market", "slug": "market", "accent": "ocean"})
    guild = {"csrf_token": token, "name-en": "The Guild", "slug": "guild", "contact_email": "guild@example.org"}
    team.post("/admin/organisations/new", guild)
    role = {"csrf_token": token, "name-en": "Helper", "permissions": "export_people"}
    team.post("/admin/organisations/guild/roles/new", role)
    team.post("/admin/organisations/guild/", {"csrf_token": token, "email": "new@example.org", "role": "custom-1"})
    team.post(f"{ADMIN}exports/ask?path={ADMIN}registrations.csv", {"csrf_token": token, "reason": "The caterer asks"})
    team.post(f"{ADMIN}team/", {"csrf_token": token, "email": "new@example.org", "role": "door"})
    team.post(f"{ADMIN}webhooks/new", {"csrf_token": token, "name": "Website", "url": "https://example.org/hook"})
    team.post(f"{ADMIN}webhooks/1/test", {"csrf_token": token})
    table = team.upload(f"{ADMIN}registrations/imports/", {"csrf_token": token}, "people.csv", b"Name,Email\nA,b\n")
    with create_app_of(demo).app_context():
        invitation = links.invitation_url(db.session.scalars(select(Invitation)).all()[3])
        unsubscribe = links.unsubscribe_url(db.session.scalars(select(Registration)).all()[5])
        speaker = db.session.scalars(select(Speaker).where(Speaker.link_hash.is_not(None))).first()
        assert speaker is not None
        own_page = f"/s/{speaker_token(speaker)}/"
        of_event = TeamInvitation.event_id.is_not(None)
        join = f"/team/{team_token(db.session.scalars(select(TeamInvitation).where(of_event)).one())}"
        event = db.session.scalars(select(Event)).one()
        board = board_url(event)
        ask_for_all_registrations(db.session.scalars(select(Registration)).all()[5].email, "en")
        my_registrations = attendee_link_token(db.session.scalars(select(AttendeeLink)).one())
        user = db.session.scalars(select(User)).first()
        assert user is not None
        choose_password = f"/login/password/{make_link(user, 'password')}"
        details = ProviderDetails("acme", "Acme", "https://accounts.example.org", "eventapp", "secret")
        provider = create_provider(details)
        set_group_role(provider, "door staff", event, "door")
        update_event(event, replace(details_of(event), series_id=db.session.scalars(select(Series.id)).one()))
        company = _a_company(event)
        company_code = company.code
        title_code = _a_title(event, company).code
        of_meetings = _some_meetings(event)
        scanned = _a_lead(event, company)
        of_captions = _some_captions(event) | _a_recording(event, made)
        company_page = f"/c/{companies.company_token(company)}/"
        work_out_proposals()
        edit_speaker = f"{ADMIN}speakers/{speaker.code}"
        reply = db.session.scalars(select(FollowUpReply)).all()[-1]
        follow_up = f"{ADMIN}registrations/follow-ups/{reply.form_id}"
        private_follow_up = f"/r/{links.page_token(reply.registration)}/follow-up/{reply.form_id}"
        db.engine.dispose()
    return {
        "upload": upload.headers["Location"],
        "choose_password": choose_password,
        "company": f"{EVENT}companies/{company_code}/",
        "title": f"{EVENT}titles/{title_code}/",
        "edit_title": f"{ADMIN}titles/{title_code}",
        "company_page": company_page,
        **of_meetings,
        "scanned": scanned,
        **of_captions,
        "edit_company": f"{ADMIN}companies/{company_code}",
        "my_registrations": f"/registrations/{my_registrations}",
        "provider": "/admin/site/sign-in/acme",
        "board": "/events/" + board.split("/events/")[1],
        "proposal": proposal,
        "own_page": own_page,
        "join": join,
        "edit_speaker": edit_speaker,
        "follow_up": follow_up,
        "private_follow_up": private_follow_up,
        "delegation": delegation,
        "member": member,
        "waiting": "/r/" + private.split("/r/")[1],
        "pending": pending,
        "import": table.headers["Location"],
        "invitation": "/i/" + invitation.split("/i/")[1],
        "unsubscribe": "/unsubscribe/" + unsubscribe.split("/unsubscribe/")[1],
    }


def _a_company(event: Event) -> Company:
    """With everything that its pages show: a stand on a floor plan, a category, and what happens there."""
    companies.set_directory(event, is_public=True, takes_applications=True)
    hall = companies.create_hall(event, LocalizedText({"en": "Hall 1"}))
    companies.set_plan(hall, PLAN)
    film = companies.create_category(event, LocalizedText({"en": "Film", "zh-Hant": "電影"}))
    name = LocalizedText({"en": "Harbour Pictures", "zh-Hant": "海港影業"})
    stands = (companies.StandPlace(hall.id, "1-A1"),)
    details = companies.CompanyDetails(
        name, description=name, country="HK", website="https://example.org", email="film@example.org",
        category_ids=(film.id,), stands=stands,
    )  # fmt: skip
    company = companies.create_company(event, details)
    companies.create_stand_event(company, companies.StandEventDetails(name, event.starts_at, event.ends_at))
    companies.ask_company(company)
    return company


def _a_title(event: Event, company: Company) -> Title:
    """With everything that its pages show."""
    names = LocalizedText({"en": "Flowing Harbour", "zh-Hant": "流動的港灣"})
    details = titles.TitleDetails(
        names, kind="short_drama", synopsis=names, genres=("drama",), year=2026, episodes=80, minutes=2,
        countries=("HK",), languages=("yue",), subtitles=("en",), people=(("Director", "Ann Chan"),),
        clips=(("Trailer", "https://example.org/clip", True),), sought=("platform",), budget_band="under_1m",
        regime="cepa", company_id=company.id,
        rights=(titles.RightDetails("world"), titles.RightDetails("MY", "television", "sold")),
    )  # fmt: skip
    return titles.create_title(event, details)


def address_of(path: str, demo: Server, addresses: dict[str, str]) -> str:
    """Where a page is. A link to sign in is made as it is used: it lasts ten minutes, the suite longer."""
    if "{use_link}" in path:
        with create_app_of(demo).app_context():
            user = db.session.scalars(select(User)).first()
            assert user is not None
            addresses = {**addresses, "use_link": f"/login/link/{make_link(user, 'sign_in')}"}
            db.engine.dispose()
    return demo.url + path.format(**addresses)


def _is_person(link: str) -> bool:
    return re.fullmatch(f"{ADMIN}registrations/[A-Z0-9]{{8}}", link) is not None


PLAN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">'
    b'<rect data-stand="1-A1" x="20" y="10" width="40" height="20"/></svg>'
)
PHONE, DESK, OTHER_SCRIPT = "phone, dark, zh-Hant", "desk, light, en", "phone, light, zh-Hans"
SCREENS = [PHONE, DESK] + [OTHER_SCRIPT] * IS_THOROUGH  # the same words as on the first, in the other script


def on_screens(names: Iterable[str]) -> list[tuple[str, str]]:
    """Each page on one of two screens in the suite, on all where everything is tried; those of one come together."""
    return [
        (screen, name) for place, screen in enumerate(SCREENS) for number, name in enumerate(names)
        if IS_THOROUGH or number % len(SCREENS) == place
    ]  # fmt: skip


def looks(page: Page) -> None:
    """Axe finds nothing, and nothing makes the page scroll sideways. Frames are left out: a mail's runs no scripts."""
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations'], iframes: false})")
    found = {problem["id"]: [node["html"] for node in problem["nodes"]][:3] for problem in result["violations"]}
    assert found == {}, json.dumps(found, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.fixture(scope="module", params=SCREENS)
def screens(request: pytest.FixtureRequest, browser: Browser, demo: Server) -> Iterator[tuple[Page, Page]]:
    """A page for a visitor and one for the organiser, on one kind of screen."""
    device, scheme, locale = request.param.split(", ")
    pages = []
    for signed_in in (False, True):
        context = new_context(browser, phone=device == "phone", dark=scheme == "dark", locale="en")
        page = context.new_page()
        if signed_in:
            sign_in(page, demo.url)
        page.goto(f"{demo.url}/lang/{locale}")
        pages.append(page)
    yield pages[0], pages[1]
    for page in pages:
        page.context.close()


@pytest.mark.parametrize(("screens", "name"), on_screens(PUBLIC), indirect=["screens"])
def test_a_public_page(
    screens: tuple[Page, Page], demo: Server, addresses: dict[str, str], console: Console, name: str
) -> None:
    page = screens[0]
    console.follow(page)
    answer = page.goto(address_of(PUBLIC[name], demo, addresses))
    assert answer is not None
    assert answer.status == 200
    looks(page)


def test_public_pages_ask_no_other_site_and_set_the_cookies_that_the_document_names(
    browser: Browser, demo: Server, addresses: dict[str, str]
) -> None:
    listed = (ROOT / "docs" / "privacy.md").read_text().split("## Cookies and third parties\n")[1]
    named = set(re.findall(r"^\| `([\w-]+)`", listed, re.M))
    sites: set[str] = set()
    set_by: dict[str, list[str]] = {}
    for name, path in PUBLIC.items():
        context = browser.new_context(locale="en", service_workers="block")
        page = context.new_page()
        page.on("request", lambda request: sites.add(urlsplit(request.url).netloc) if ":" in request.url else None)
        page.goto(address_of(path, demo, addresses), wait_until="load")
        set_by[name] = [cookie["name"] for cookie in context.cookies()]
        context.close()
    assert sites - {""} == {urlsplit(demo.url).netloc}
    assert {cookie for cookies in set_by.values() for cookie in cookies} <= named
    reading = ("home", "event", "schedule", "speakers", "session", "speaker", "subscribe", "changes", "privacy notice")
    assert [name for name in reading if set_by[name]] == []


@pytest.mark.parametrize(("screens", "name"), on_screens(ORGANISER), indirect=["screens"])
def test_an_organisers_page(
    screens: tuple[Page, Page], demo: Server, addresses: dict[str, str], console: Console, name: str
) -> None:
    page = screens[1]
    console.follow(page)
    answer = page.goto(address_of(ORGANISER[name], demo, addresses))
    assert answer is not None
    assert answer.status == 200
    looks(page)


def test_a_refused_form_is_as_readable(screens: tuple[Page, Page], demo: Server) -> None:
    page = screens[0]
    page.goto(f"{demo.url}{EVENT}register/")
    page.locator("form .button-large").click()
    expect(page.locator(".error-summary")).to_be_visible()
    looks(page)


def test_a_page_that_is_not_there_is_as_readable(screens: tuple[Page, Page], demo: Server) -> None:
    page = screens[0]
    page.goto(f"{demo.url}/nothing/here")
    looks(page)


def _a_recording(event: Event, made: Made) -> dict[str, str]:
    """With a transcript that is published, and subtitles that a translator works on."""
    session = public_sessions(event.id)[0]
    recording = insert_ready(session, made)
    lines = [Cue(0, 2000, "Good morning.", "Ada"), Cue(2000, 4000, "We begin with a film.")]
    transcript = tracks.create_track(recording, "transcript", "en", lines, origin="file")
    tracks.mark_checked(transcript, "Ada", 1)
    tracks.publish_track(transcript)
    subtitles = tracks.create_track(recording, "subtitles", "fr", lines, origin="file", source=transcript)
    signed = insert_part(recording, "sign_language", "hks", made)
    sign_track = next(track for track in recording.tracks if track.part_id == signed.id)
    tracks.mark_checked(sign_track, "Ada", 1)
    tracks.publish_track(sign_track)
    tracks.invite_translator(subtitles, "Marie")
    admin = f"{ADMIN}sessions/{session.code}/recordings/"
    return {
        "recording": f"{EVENT}sessions/{session.code}/recordings/{recording.uid}/",
        "recordings_admin": admin,
        "recording_admin": f"{admin}{recording.uid}/",
        "editor": f"{admin}{recording.uid}/tracks/{subtitles.uid}/",
        "part": f"{admin}{recording.uid}/tracks/{sign_track.uid}/",
        "translator": f"/tracks/{tracks.translator_token(subtitles)}/",
    }


def _some_captions(event: Event) -> dict[str, str]:
    """A session with captions in Chinese and one line."""
    session = public_sessions(event.id)[0]
    feed = captions.open_feed(session, "zh-Hant", is_public=True)
    captions.add_lines(feed, [captions.NewLine("a-line-of-the-tests", "歡迎各位")])
    return {
        "captions": f"{EVENT}sessions/{session.code}/captions/",
        "captioner": f"/captions/{captions.captioner_token(feed)}/",
        "caption_screen": f"/captions/screen/{captions.screen_token(feed)}/",
        "captions_admin": f"{ADMIN}sessions/{session.code}/captions/",
    }


def _a_lead(event: Event, company: Company) -> str:
    """Somebody whom a company scanned and who agreed: the path of their page of exhibitors."""
    leads.set_settings(event, leads.SettingsDetails(is_open=True, details=("email", "country")))
    leads.set_questions(company, [("", leads.QuestionDetails("Looking for?", ("A film", "Finance")))])
    query = select(Registration).where(Registration.event_id == event.id, Registration.state == "confirmed")
    one = db.session.scalars(query.order_by(Registration.id)).first()
    assert one is not None
    leads.set_consent(one, is_given=True, details=("email",))
    device, _token = leads.pair_phone(leads.open_pairing(company), "Mei's phone")
    leads.capture(device, leads.NewNote(uuid4(), one.code, clock.now(), 1, "Wants a film", "hot"))
    return f"/r/{links.page_token(one)}/exhibitors/"


def _some_meetings(event: Event) -> dict[str, str]:
    """Three people who take part: one meeting is confirmed, one is asked for, and a round is made."""
    first = event.local(event.starts_at).replace(hour=10, minute=0, second=0, microsecond=0)
    hours = ((first, first.replace(hour=18)),)
    meetings.set_settings(event, meetings.SettingsDetails(is_open=True, takes_wishes=True, day_limit=1, hours=hours))
    meetings.create_zone(event, meetings.ZoneDetails(LocalizedText({"en": "Foyer", "zh-Hant": "前廳"}), ("1", "2")))
    query = select(Registration).where(Registration.event_id == event.id, Registration.state == "confirmed")
    people = db.session.scalars(query.order_by(Registration.id).limit(3)).all()
    seeks = meetings.ProfileDetails(wanted=("finance",), genres=("drama",), seeks="Money for two films")
    offers = meetings.ProfileDetails(offered=("finance",), genres=("drama",), offers="Money for films")
    one, other, third = (
        meetings.switch_on(person, details) for person, details in zip(people, (seeks, offers, offers), strict=True)
    )
    met = meetings.request_meeting(other, one, meetings.Request("A film in two languages"))
    meetings.accept(met, one)
    meetings.write_message(met, other, "See you there")
    asked = meetings.request_meeting(third, one, meetings.Request("A film"))
    meetings.wish(one, third)
    meetings.wish(one, other)
    meetings.ask_for_round(event, 5)
    work = meetings.begin_round()
    if work is not None:
        make_round(work)
    assert met.starts_at is not None
    at = quote(met.starts_at.isoformat())
    return {
        "meetings": f"/r/{links.page_token(one.registration)}/meetings/", "to_meet": third.code, "met": met.code,
        "asked": asked.code, "met_then": f"{ADMIN}meetings/check-in?at={at}",
    }  # fmt: skip
