"""The database goes away and comes back: the public reads the last good copy, everybody else is asked for patience."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from icalendar import Calendar

from eventapp.core import stale_if_error
from eventapp.events.models import Event
from eventapp.registration.models import TicketType
from tests.databases import SharedPostgres
from tests.factories import Factories
from tests.faults.cable import Cable
from tests.server import Server, running
from tests.visitor import Visitor
from tests.waiting import waited_for

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
PAGES = ("/", "/events/forum/", "/events/forum/schedule/", "/events/forum/speakers/")
FEEDS = ("/calendar.ics", "/events/forum/calendar.ics")
AWAY = "We cannot reach our data for a moment"
STALE = '110 - "Response is Stale"'


@pytest.fixture
def event(make: Factories) -> Event:
    event = make.event()
    make.session(event, "Opening")
    return event


@pytest.fixture(scope="module")
def line(shared_postgres: SharedPostgres) -> Cable:
    return Cable(shared_postgres.url)


@pytest.fixture
def cable(line: Cable, ticket_type: TicketType) -> Iterator[Cable]:
    """Whole at the beginning and at the end of a test."""
    yield line
    line.mend_if_cut()


@pytest.fixture(scope="module")
def common_server(line: Cable, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(line.url, tmp_path_factory.mktemp("common"), jobs="0", workers="2") as server:
        yield server


@pytest.fixture
def server(common_server: Server, cable: Cable) -> Server:
    """One that has its database, whatever a test before had done to it."""
    waited_for(lambda: Visitor(common_server.url).get("/readyz").status == 200)
    return common_server


@pytest.fixture
def own_server(cable: Cable, tmp_path: Path) -> Iterator[Server]:
    """One that knows nothing of a test before."""
    with running(cable.url, tmp_path, jobs="0", workers="2") as server:
        yield server


def test_the_public_reads_the_last_good_copy_and_it_says_what_it_is(server: Server, cable: Cable) -> None:
    visitor = Visitor(server.url)
    before = {path: visitor.get(path) for path in PAGES + FEEDS}
    cable.cut()
    for path in PAGES:
        after = visitor.get(path)
        assert (after.status, after.headers["Warning"], after.headers["Cache-Control"]) == (200, STALE, "no-store")
        assert after.page.heading == before[path].page.heading
        assert "Our database cannot be reached for a moment" in after.page.text
    for path in FEEDS:
        after = visitor.get(path)
        assert (after.status, after.headers["Warning"], after.body) == (200, STALE, before[path].body)
        assert Calendar.from_ical(after.body).name == "VCALENDAR"


def test_a_copy_is_in_the_readers_language(server: Server, cable: Cable) -> None:
    chinese = {"Accept-Language": "zh-HK"}
    Visitor(server.url).get("/events/forum/", chinese)
    cable.cut()
    assert Visitor(server.url).get("/events/forum/", chinese).page.heading == "論壇"
    assert Visitor(server.url).get("/events/forum/", {"Accept-Language": "zh-CN"}).status == 503


@pytest.mark.parametrize("path", ["/admin/", "/login", "/r/nobody/", "/events/forum/register/"])
def test_what_has_no_copy_asks_for_patience_in_the_readers_language(server: Server, cable: Cable, path: str) -> None:
    visitor = Visitor(server.url)
    cable.cut()
    answer = visitor.get(path, {"Accept-Language": "zh-HK"})
    if answer.status == 200:
        assert path == "/login"  # the form itself needs no database
        return
    if answer.status == 302:
        assert path == "/admin/"
        return
    assert (answer.status, answer.headers["Retry-After"], answer.page.heading) == (503, "5", "暫時無法讀取資料")


def test_a_form_that_is_sent_meanwhile_is_refused_and_stored_once_when_it_is_sent_again(
    server: Server, cable: Cable, make: Factories, ticket_type: TicketType
) -> None:
    visitor = Visitor(server.url)
    form = visitor.get("/events/forum/register/").page.values
    form |= {
        "ticket_type": str(ticket_type.id),
        "name": "Ada",
        "email": "ada@example.org",
        "consent": "y",
        "country": "",
    }
    cable.cut()
    refused = visitor.post("/events/forum/register/", form)
    assert (refused.status, refused.page.heading) == (503, AWAY)
    cable.mend()
    first, again = (visitor.post("/events/forum/register/", form) for _ in range(2))
    assert (first.status, first.headers["Location"]) == (303, again.headers["Location"])


def test_it_is_as_before_within_five_seconds_of_the_databases_return(
    server: Server, cable: Cable, make: Factories, event: Event
) -> None:
    visitor = Visitor(server.url)
    for path in PAGES + FEEDS:
        visitor.get(path)
    cable.cut()
    assert visitor.get("/readyz").status == 503
    cable.mend()
    make.session(event, "New meanwhile")
    came_back = monotonic()
    while b"New meanwhile" not in visitor.get("/events/forum/calendar.ics").body:
        assert monotonic() - came_back < 5
        sleep(0.1)
    answers = [visitor.get(path) for path in (PAGES + FEEDS) * 4]
    assert {(answer.status, answer.headers.get("Warning")) for answer in answers} == {(200, None)}


def test_the_log_says_it_once_a_minute_and_in_a_line(own_server: Server, cable: Cable) -> None:
    visitor = Visitor(own_server.url)
    cable.cut()
    for _ in range(20):
        visitor.get("/events/forum/")
    lines = [line for line in own_server.log.read_text().splitlines() if "the database does not answer" in line]
    assert (1 <= len(lines) <= 4, "Traceback" in own_server.log.read_text()) == (True, False)


def test_a_copy_older_than_an_hour_is_not_shown(own_server: Server, cable: Cable, tmp_path: Path) -> None:
    Visitor(own_server.url).get("/events/forum/")
    own_server.stop()
    for file in (tmp_path / "last-good").iterdir():
        *rest, at = file.read_text().split("\n")
        file.write_text("\n".join([*rest, repr(float(at) - stale_if_error.OLDEST - 1)]))
    own_server.start()
    cable.cut()
    assert Visitor(own_server.url).get("/events/forum/").status == 503
