"""WebDAV's XML (RFC 4918): what clients ask for, and answers for many resources at once."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import NamedTuple

from flask import Response
from lxml import etree
from lxml.etree import QName, _Element

DAV = "DAV:"
CALDAV = "urn:ietf:params:xml:ns:caldav"
CALENDAR_SERVER = "http://calendarserver.org/ns/"
APPLE = "http://apple.com/ns/ical/"
_PREFIXES = {"d": DAV, "c": CALDAV, "cs": CALENDAR_SERVER, "a": APPLE}


class NotXml(Exception):
    """A body that is no well-formed XML document."""


class Found(NamedTuple):
    """One resource in an answer: the properties it has, and the names of those it has not."""

    href: str
    properties: Sequence[_Element]
    missing: Sequence[str] = ()


class Gone(NamedTuple):
    """A resource in an answer that is not there, or no more."""

    href: str


def parse(body: bytes) -> _Element | None:
    """The document's root; None for an empty body. Entities are never resolved. Raises NotXml."""
    if not body.strip():
        return None
    try:
        return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotXml(str(error)) from error


def name(namespace: str, local: str) -> str:
    return f"{{{namespace}}}{local}"


def element(namespace: str, local: str, *children: _Element, text: str | None = None, **attributes: str) -> _Element:
    made = etree.Element(QName(namespace, local), attributes, nsmap=_PREFIXES)
    made.text = text
    made.extend(children)
    return made


def empty(tag: str) -> _Element:
    """An element of this name, in Clark's notation, and nothing in it."""
    return etree.Element(tag, nsmap=_PREFIXES)


def href(path: str) -> _Element:
    return element(DAV, "href", text=path)


def asked_properties(request: _Element | None) -> list[str] | None:
    """The names in a request's `prop`; None where everything is asked for."""
    prop = None if request is None else request.find(name(DAV, "prop"))
    return None if prop is None else [str(child.tag) for child in prop if isinstance(child.tag, str)]


def multistatus(resources: Iterable[Found | Gone], *, sync_token: str = "") -> Response:
    """207 with one response element a resource (RFC 4918 section 13)."""
    root = element(DAV, "multistatus", *map(_response, resources))
    if sync_token:
        root.append(element(DAV, "sync-token", text=sync_token))
    return document(root, HTTPStatus.MULTI_STATUS)


def refusal(condition: _Element, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> Response:
    """An error that names the condition which did not hold (RFC 4918 section 16)."""
    return document(element(DAV, "error", condition), status)


def document(root: _Element, status: HTTPStatus) -> Response:
    body = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return Response(body, status=status, content_type="application/xml; charset=utf-8")


def _response(resource: Found | Gone) -> _Element:
    if isinstance(resource, Gone):
        return element(DAV, "response", href(resource.href), _status(HTTPStatus.NOT_FOUND))
    parts = [href(resource.href)]
    if resource.properties or not resource.missing:
        parts.append(_propstat(resource.properties, HTTPStatus.OK))
    if resource.missing:
        parts.append(_propstat([empty(tag) for tag in resource.missing], HTTPStatus.NOT_FOUND))
    return element(DAV, "response", *parts)


def _propstat(properties: Sequence[_Element], status: HTTPStatus) -> _Element:
    return element(DAV, "propstat", element(DAV, "prop", *properties), _status(status))


def _status(status: HTTPStatus) -> _Element:
    return element(DAV, "status", text=f"HTTP/1.1 {status.value} {status.phrase}")
