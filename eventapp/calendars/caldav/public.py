"""The CalDAV server's addresses: discovery, PROPFIND, REPORT and GET. Nothing can be written."""

from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from flask import Blueprint, Response, abort, g, redirect, request
from flask.typing import ResponseReturnValue
from lxml.etree import _Element

from eventapp.calendars import icalendar_format, service
from eventapp.calendars.caldav import filters, xml
from eventapp.calendars.caldav.resources import (
    CalendarCollection,
    Home,
    Item,
    ProgrammeCalendar,
    Resource,
    Root,
)
from eventapp.calendars.caldav.xml import CALDAV, DAV, Found, Gone, element, name
from eventapp.core.http import without_cookies
from eventapp.core.locales import match_locale
from eventapp.core.rate_limits import limiter
from eventapp.events.queries import event_by_slug
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_by_former_code

blueprint = Blueprint("caldav", __name__)
LARGEST_REQUEST = 1024 * 1024
READING = ("OPTIONS", "GET", "HEAD", "PROPFIND", "REPORT")
WRITING = ("PUT", "POST", "DELETE", "MKCALENDAR", "MKCOL", "PROPPATCH", "COPY", "MOVE", "LOCK", "UNLOCK", "ACL")
_EXPENSIVE = name(CALDAV, "calendar-data")
"""Given only where it is asked for by name."""
View = Callable[..., ResponseReturnValue]


def dav_route(path: str) -> Callable[[View], View]:
    """An address of this server: it takes every method, sets no cookie, and slows down who guesses passwords."""

    def register(view: View) -> View:
        @wraps(view)
        def answer(**values: Any) -> ResponseReturnValue:
            without_cookies()
            _take_whole_request()
            if request.method == "OPTIONS":
                return Response(headers={"DAV": "1, 3, calendar-access", "Allow": ", ".join(READING)})
            return view(**values)

        limited = limiter.limit("60/minute", deduct_when=lambda response: response.status_code == 401)(answer)
        blueprint.add_url_rule(
            path, view.__name__, limited, methods=[*READING, *WRITING], provide_automatic_options=False
        )
        return view

    return register


def _take_whole_request() -> None:
    """Before any answer, a redirect too: else the server may hang up on who still sends."""
    if (request.content_length or 0) > LARGEST_REQUEST:
        abort(413)
    request.get_data()


@blueprint.route("/.well-known/caldav", methods=[*READING, "POST"], provide_automatic_options=False)
def well_known() -> ResponseReturnValue:
    """RFC 6764 section 5."""
    without_cookies()
    _take_whole_request()
    return redirect("/caldav/", HTTPStatus.MOVED_PERMANENTLY)


@dav_route("/caldav/")
def root() -> ResponseReturnValue:
    return _answer(Root("/caldav/", _signed_in()))


@dav_route("/caldav/<code>/")
def home(code: str) -> ResponseReturnValue:
    return _answer(_home(code))


@dav_route("/caldav/<code>/<any(agenda, programme):calendar>/")
def calendar(code: str, calendar: str) -> ResponseReturnValue:
    return _answer(_calendar(code, calendar))


@dav_route("/caldav/<code>/<any(agenda, programme):calendar>/<uid>.ics")
def entry(code: str, calendar: str, uid: str) -> ResponseReturnValue:
    return _answer(_item(_calendar(code, calendar), uid))


@dav_route("/caldav/events/<slug>/")
def public_programme(slug: str) -> ResponseReturnValue:
    """The programme, for everybody."""
    return _answer(_public(slug))


@dav_route("/caldav/events/<slug>/<uid>.ics")
def public_entry(slug: str, uid: str) -> ResponseReturnValue:
    return _answer(_item(_public(slug), uid))


def _signed_in() -> Registration:
    """The person whose app password was sent. Ends the request with 401 where none was, or a wrong one."""
    sent = request.authorization
    found = None
    if sent is not None and sent.type == "basic":
        found = service.registration_by_password(sent.username or "", sent.password or "")
    if found is None:
        headers = {"WWW-Authenticate": 'Basic realm="eventapp", charset="UTF-8"'}
        words = "Sign in with your registration's code and an app password from your registration page.\n"
        abort(Response(words, HTTPStatus.UNAUTHORIZED, headers, content_type="text/plain; charset=utf-8"))
    g.actor = "calendar app"
    return found


def _home(code: str) -> Home:
    owner = _signed_in()
    if owner.code != code:
        former = registration_by_former_code(owner.event_id, code)
        if former is None or former.id != owner.id:
            abort(404)
    return Home(f"/caldav/{code}/", owner)


def _calendar(code: str, which: str) -> CalendarCollection:
    path = f"/caldav/{code}/{which}/"
    found = next(child for child in _home(code).children() if child.path == path)
    assert isinstance(found, CalendarCollection)
    if found.version() is None:
        abort(404)
    return found


def _public(slug: str) -> ProgrammeCalendar:
    event = event_by_slug(slug)
    if event is None or (event.status == "draft" and not event.is_hidden):
        abort(404)
    locale = match_locale(request.args.get("lang")) or event.main_locale
    return ProgrammeCalendar(f"/caldav/events/{quote(slug)}/", None, event, locale)


def _item(collection: CalendarCollection, uid: str) -> Item:
    return collection.item(f"{collection.path}{uid}.ics") or abort(404)


def _answer(resource: Resource) -> ResponseReturnValue:
    if request.method == "PROPFIND":
        return _propfind(resource)
    if request.method == "REPORT":
        return _report(resource)
    if request.method in ("GET", "HEAD"):
        return _get(resource)
    return xml.refusal(element(DAV, "need-privileges"))


def _get(resource: Resource) -> ResponseReturnValue:
    headers = {"Cache-Control": "private, no-cache"}
    if isinstance(resource, Item):
        answer = Response(resource.content, content_type="text/calendar; charset=utf-8", headers=headers)
        answer.set_etag(resource.etag.strip('"'))
        return answer.make_conditional(request)
    if isinstance(resource, CalendarCollection):
        body = icalendar_format.write(resource.file)
        answer = Response(body, content_type="text/calendar; charset=utf-8", headers=headers)
        answer.set_etag(service.sync_token(resource.state))
        return answer.make_conditional(request)
    words = "This address is for calendar apps: give it to one that knows CalDAV.\n"
    return Response(words, content_type="text/plain; charset=utf-8", headers=headers)


def _propfind(resource: Resource) -> ResponseReturnValue:
    depth = request.headers.get("Depth", "infinity")
    if depth not in ("0", "1"):
        return xml.refusal(element(DAV, "propfind-finite-depth"))
    body = _body()
    if body is not None and body.tag != name(DAV, "propfind"):
        abort(400)
    asked = xml.asked_properties(body)
    names_only = body is not None and body.find(name(DAV, "propname")) is not None
    resources = [resource, *(resource.children() if depth == "1" else [])]
    return xml.multistatus(_found(one, asked, names_only=names_only) for one in resources)


def _report(resource: Resource) -> ResponseReturnValue:
    body = _body()
    reports = {
        name(CALDAV, "calendar-query"): _query,
        name(CALDAV, "calendar-multiget"): _multiget,
        name(DAV, "sync-collection"): _sync,
    }
    report = reports.get(str(body.tag)) if body is not None else None
    if body is None or report is None or not isinstance(resource, CalendarCollection):
        return xml.refusal(element(DAV, "supported-report"))
    return report(resource, body)


def _query(collection: CalendarCollection, body: _Element) -> Response:
    asked = body.find(name(CALDAV, "filter"))
    try:
        found = [Item(collection, one) for one in collection.entries.values() if filters.matches(one, asked)]
    except filters.FilterUnknown:
        return xml.refusal(element(CALDAV, "supported-filter"))
    return xml.multistatus(_all_found(found, body))


def _multiget(collection: CalendarCollection, body: _Element) -> Response:
    asked = xml.asked_properties(body)
    answers: list[Found | Gone] = []
    for wanted in body.findall(name(DAV, "href")):
        path = urlsplit(unquote((wanted.text or "").strip())).path
        item = collection.item(path)
        answers.append(_found(item, asked) if item else Gone(path))
    return xml.multistatus(answers)


def _sync(collection: CalendarCollection, body: _Element) -> Response:
    token = (body.findtext(name(DAV, "sync-token")) or "").strip()
    try:
        changes = collection.changes_since(token)
    except service.TokenUnknown:
        return xml.refusal(element(DAV, "valid-sync-token"))
    most = body.findtext(f"{name(DAV, 'limit')}/{name(DAV, 'nresults')}")
    if most is not None and not (most.strip().isdigit() and int(most) >= len(changes.changed) + len(changes.gone)):
        return xml.refusal(element(DAV, "number-of-matches-within-limits"))
    items = [Item(collection, collection.entries[uid]) for uid in changes.changed if uid in collection.entries]
    gone = [Gone(f"{collection.path}{uid}.ics") for uid in changes.gone]
    return xml.multistatus([*_all_found(items, body), *gone], sync_token=changes.token)


def _all_found(items: Iterable[Item], body: _Element) -> list[Found | Gone]:
    asked = xml.asked_properties(body)
    return [_found(item, asked) for item in items]


def _found(resource: Resource, asked: list[str] | None, *, names_only: bool = False) -> Found:
    known = resource.properties()
    wanted = [one for one in known if one != _EXPENSIVE] if asked is None else list(dict.fromkeys(asked))
    if names_only:
        return Found(resource.path, [xml.empty(one) for one in wanted])
    made = {one: known[one](resource) for one in wanted if one in known}
    properties = [value for value in made.values() if value is not None]
    return Found(resource.path, properties, [one for one in wanted if made.get(one) is None])


def _body() -> _Element | None:
    try:
        return xml.parse(request.get_data())
    except xml.NotXml:
        abort(400)
