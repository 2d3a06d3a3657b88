"""A session and one's own ticket are passed on where people write to each other."""

from urllib.parse import parse_qs, urlsplit

import zxingcpp
from flask.testing import FlaskClient
from lxml import etree
from PIL import Image, ImageDraw

from eventapp.events.models import Event
from eventapp.registration.models import TicketType
from tests.factories import Factories
from tests.pages import Page, page_of


def told_to_whatsapp(page: Page) -> str:
    (link,) = [link for link in page.links() if link.startswith("https://wa.me/")]
    return parse_qs(urlsplit(link).query)["text"][0]


def scanned(page: Page) -> str:
    """What a phone reads from the code for WeChat."""
    (svg,) = page.tree.xpath("//figure[@class='share-code']//svg")
    side = int(svg.get("viewbox").split()[2])
    image = Image.new("L", (side * 4, side * 4), 255)
    draw = ImageDraw.Draw(image)
    for run in svg.xpath(".//path")[1].get("d").split("z")[:-1]:
        start, _, length = run.removeprefix("M").partition("h")
        x, y = (int(one) for one in start.split())
        draw.rectangle((x * 4, y * 4, (x + int(length.partition("v")[0])) * 4 - 1, y * 4 + 3), fill=0)
    (found,) = zxingcpp.read_barcodes(image)
    return str(found.text)


def test_a_session_is_passed_on(make: Factories, client: FlaskClient, event: Event) -> None:
    session = make.session(event, "Deals & rights: who pays?")
    address = f"http://localhost/events/forum/sessions/{session.code}/"
    page = page_of(client.get(f"/events/forum/sessions/{session.code}/"))
    assert (told_to_whatsapp(page), scanned(page)) == (f"Deals & rights: who pays? {address}", address)


def test_ones_ticket_is_passed_on(make: Factories, client: FlaskClient, event: Event, ticket_type: TicketType) -> None:
    path = make.page_path(make.registration(event, ticket_type))
    page = page_of(client.get(path))
    assert (told_to_whatsapp(page), scanned(page)) == (f"The Forum http://localhost{path}", f"http://localhost{path}")


def test_who_has_no_ticket_yet_has_nothing_to_pass_on(make: Factories, client: FlaskClient, event: Event) -> None:
    waiting = make.registration(event, make.ticket_type(event, needs_approval=True))
    page = client.get(make.page_path(waiting))
    assert etree.HTML(page.text).xpath("//details[contains(@class, 'share')]") == []
