"""A crawler that knows every page and form by role, and sends what hostile people send: nothing breaks, nothing comes
back as it was sent, and nobody sees a row of another event.

CRAWL_SECONDS says how long each role sends; the suite gives it a part of that.
"""

import os
import random
import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from eventapp import create_app
from eventapp.config import Settings
from eventapp.core.db import db
from eventapp.events import service as events
from eventapp.events.models import Event
from eventapp.registration import links
from eventapp.registration.models import Registration
from tests.conftest import close
from tests.factories import PASSWORD, SECRET, Factories

SECONDS = float(os.environ.get("CRAWL_SECONDS", "3"))
FOREIGN = "Zzforeignrow"
"""Stands in every row of another event, and on no page that is not its own."""
RAW = "<i7x"
HOSTILE = [
    f'{RAW} onx=1>"\'></textarea></script>', f"javascript:alert(1)//{RAW}>", '=HYPERLINK("http://evil.example")',
    "a\r\nX-Injected: 1\r\n\r\n<b>", "' OR '1'='1' --", '"; DROP TABLE registration; --', "%00\x00\ufeff\u202e",
    "9" * 400, "-1", "1e309", "NaN", "../../../../etc/passwd", "{{ 7*7 }}${7*7}#{7*7}", "x" * 70_000, "\U0001f600" * 99,
    "", "https://evil.example/", "//evil.example", "[" * 3_000 + "]" * 3_000, '{"a":' * 500 + "1" + "}" * 500,
    "a" * 40 + "!", "(" * 60, "2026-99-99T99:99", "0001-01-01T00:00", "9999-12-31T23:59", "Etc/../../etc/passwd",
    "owner", "true", "null", "\u0130\u0131\u1e9e", "zh-Hant", "admin", "+8521234567", "a@b.c\nBcc: d@e.f",
]  # fmt: skip
FILES = [
    b"", b"PK\x03\x04" + bytes(200), b"\x89PNG\r\n\x1a\n" + bytes(64), b"<svg>", b"%PDF", b"Name,Email\n=1+1,a@b.c\n",
    bytes(range(256)) * 9,
]  # fmt: skip
LEFT_ALONE = re.compile(
    r"^/(logout|lang/|account/(password|sessions|passkeys|close))|/(remove|second-factor|hand-over)$|\.pdf"
)
"""What would end the crawl, and PDFs, each of which takes as long as a hundred pages."""
ROLES = ("nobody", "owner", "programme", "registration", "door", "read", "administrator")


class Form(NamedTuple):
    """A form as a page has it: where it goes, how, and what stands in it."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, seeded_folder: Path) -> Iterator[Flask]:
    """The demo's forum, and another event whose every row says that it is another's."""
    folder = tmp_path_factory.mktemp("crawled")
    shutil.copy(seeded_folder / "eventapp.sqlite3", folder / "crawled.sqlite3")
    app = create_app(Settings(
        data_dir=folder, database_url=f"sqlite:///{folder / 'crawled.sqlite3'}", secret_key=SECRET,
        base_url="http://localhost", rate_limits=False, extra={"WTF_CSRF_ENABLED": False},
    ))  # fmt: skip
    make = Factories(app)
    with app.app_context():
        forum = db.session.scalars(select(Event)).one()
    for role in ROLES[1:-1]:
        make.member(forum, role, f"{role}@crawl.example")
    make.user("administrator@crawl.example", is_admin=True)
    other = make.event("other", venue=events.details_of(forum).venue)
    room, speaker = make.room(other, f"{FOREIGN} room"), make.speaker(other, f"{FOREIGN} speaker")
    make.session(other, f"{FOREIGN} session", speakers=(speaker,), room_id=room.id)
    kind = make.ticket_type(other, f"{FOREIGN} ticket")
    make.question(other, label=f"{FOREIGN} question")
    for number in range(3):
        make.registration(other, kind, name=f"{FOREIGN} {number}", company=FOREIGN)
    make.gate(other, f"{FOREIGN} gate")
    with app.app_context():
        events.unpublish(db.session.get_one(Event, other.id))
    yield app
    close(app)


class Crawler:
    def __init__(self, app: Flask, role: str) -> None:
        self.role = role
        self.client: FlaskClient = app.test_client()
        self.chance = random.Random(f"{role} 1")
        self.pages: dict[str, str] = {}
        self.forms: dict[tuple[str, str, tuple[str, ...]], Form] = {}
        self.problems: list[str] = []
        self.sent = 0
        self.sign_in()

    def sign_in(self) -> None:
        if self.role != "nobody":
            self.client.post("/login", data={"email": f"{self.role}@crawl.example", "password": PASSWORD})

    def crawl(self, seeds: list[str], most: int) -> None:
        """Open pages and follow their links; of addresses that differ in a code or a number, some."""
        waiting, shapes = list(seeds), {}
        while waiting and len(self.pages) < most:
            path = waiting.pop(0)
            shape = re.sub(r"[0-9A-Z]{8}\b|\d+|(?<==)[^&]+", "*", path)
            if path in self.pages or shapes.get(shape, 0) >= 2 or LEFT_ALONE.search(path):
                continue
            shapes[shape] = shapes.get(shape, 0) + 1
            answer = self.client.get(path)
            self.judge("GET", path, answer)
            self.pages[path] = answer.mimetype
            if answer.mimetype == "text/html" and answer.status_code == 200:
                waiting += self.read(path, answer)
            elif answer.location:
                waiting.append(self.local(path, answer.location))
            answer.close()

    def read(self, path: str, answer: TestResponse) -> list[str]:
        """The links of a page; its forms are kept."""
        tree = html.fromstring(answer.text)
        for form in tree.xpath("//form"):
            action = self.local(path, form.get("action") or path)
            fields = tuple((str(field.get("name")), self.value(field)) for field in form.xpath(".//*[@name]"))
            files = tuple(str(field.get("name")) for field in form.xpath(".//input[@type='file']"))
            found = Form(action, (form.get("method") or "get").upper(), fields, files)
            shape = re.sub(r"[0-9A-Z]{8}\b|\d+", "*", urlsplit(action).path)
            self.forms[shape, found.method, tuple(sorted({name for name, _ in fields}))] = found
        return [self.local(path, str(link)) for link in tree.xpath("//a/@href") if not str(link).startswith("mailto:")]

    @staticmethod
    def value(field: html.HtmlElement) -> str:
        if field.tag == "select":
            return next(iter(field.xpath(".//option[@selected]/@value | .//option/@value")), "")
        return field.text or "" if field.tag == "textarea" else field.get("value") or ""

    @staticmethod
    def local(path: str, link: str) -> str:
        parts = urlsplit(urljoin(f"http://localhost{path}", link))
        return parts.path + (f"?{parts.query}" if parts.query else "") if parts.netloc == "localhost" else "/"

    def attack(self, seconds: float) -> None:
        """Send forms with some fields changed, and addresses with some parts changed, until the time is over."""
        until = monotonic() + seconds
        forms = [form for form in self.forms.values() if not LEFT_ALONE.search(form.action)]
        while monotonic() < until and (forms or self.pages):
            if forms and self.chance.random() < 0.75:
                self.send(self.chance.choice(forms))
            else:
                self.alter(self.chance.choice(list(self.pages)))

    def send(self, form: Form) -> None:
        fields = dict(form.fields)
        names = [name for name in fields if name != "csrf_token"] or ["nothing"]
        for name in self.chance.sample(names, min(len(names), self.chance.randint(1, 3))):
            fields[name] = self.chance.choice(HOSTILE)
        if self.chance.random() < 0.1:
            fields.pop(self.chance.choice(names), None)
        data: dict[str, object] = dict(fields)
        for name in form.files:
            content = self.chance.choice(FILES)
            sent_as = self.chance.choice(("a.csv", "../../a.xlsx", "a.png", f"{RAW}.pdf", "a.zip"))
            data[name] = FileStorage(BytesIO(content), sent_as)
        if form.method == "GET":
            answer = self.client.get(
                form.action.partition("?")[0], query_string={key: str(value) for key, value in fields.items()}
            )
        else:
            answer = self.client.post(form.action, data=data)
        self.judge(form.method, f"{form.action} {sorted(fields)}", answer)
        answer.close()

    def alter(self, path: str) -> None:
        """A page of another event, another's number or code, and what stands behind the question mark."""
        how = self.chance.randrange(4)
        if how == 0:
            path = path.replace("/new-vision/", "/other/")
        elif how == 1:
            path = re.sub(r"/\d+", lambda _: f"/{self.chance.choice((0, 1, 2, 3, 4, 5, 6, 7, 10**9, 10**30))}", path)
        elif how == 2:
            path = re.sub(r"/[0-9A-Z]{8}\b", "/AAAAAAAA", path)
        else:
            page = self.chance.choice((0, -1, 10**12))
            path = f"{path.partition('?')[0]}?page={page}&text=%FF{RAW}%0d%0aX-Injected:1&q=[["
        answer = self.client.get(path)
        self.judge("GET", path, answer)
        answer.close()

    def judge(self, method: str, what: str, answer: TestResponse) -> None:
        self.sent += 1
        said = f"{self.role}: {method} {what[:300]} -> {answer.status_code}"
        if answer.status_code >= 500:
            self.problems.append(said)
        if "X-Injected" in answer.headers or "evil.example" in urlsplit(answer.location or "").netloc:
            self.problems.append(f"{said} {answer.location}: headers")
        body = b"" if answer.is_streamed and answer.mimetype != "text/html" else answer.data
        if answer.mimetype == "text/html" and RAW.encode() in body:
            self.problems.append(f"{said}: comes back as it was sent")
        if self.role != "administrator" and FOREIGN.encode() in body:
            self.problems.append(f"{said}: a row of another event")
        if answer.location and "/login" in answer.location and self.role != "nobody":
            self.sign_in()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_sent_nothing_breaks_comes_back_or_is_anothers(site: Flask, role: str) -> None:
    with site.app_context():
        people = db.session.scalars(select(Registration).where(Registration.state == "confirmed").limit(2))
        private = [f"/r/{links.page_token(person)}/" for person in people]
    crawler = Crawler(site, role)
    seeds = ["/", "/events/new-vision/", "/registrations/", "/calendar/", *private]
    crawler.crawl([*seeds, "/admin/", "/admin/events/new-vision/", "/account/"], most=150)
    assert len(crawler.forms) >= {"nobody": 10, "door": 15}.get(role, 12)
    crawler.attack(SECONDS)
    crawler.crawl([path for path in list(crawler.pages) if crawler.pages.pop(path)], most=60)  # what was stored
    assert crawler.problems == []
    assert crawler.sent > 200
