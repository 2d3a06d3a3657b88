"""What features above add to the pages of sessions and speakers, told to this one without its knowing them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from eventapp.events.extension_points import AdminLink
from eventapp.events.models import Event
from eventapp.programme.models import Session, Speaker


class SessionPart(NamedTuple):
    """A piece of a session's public page. `version` is all that it depends on beside the event's revision, by the
    event's id; it has to be quick, since every visit asks it."""

    template: str
    context: Callable[[Event, Session], dict[str, Any]]
    version: Callable[[int], tuple[Any, ...]]


session_parts: list[SessionPart] = []


class SessionExport(NamedTuple):
    """What a feature adds to a session in the schedule's files: `values` by the session's id, of an event; `version` is
    all that they depend on beside the event's revision."""

    values: Callable[[int], dict[int, dict[str, Any]]]
    version: Callable[[int], tuple[Any, ...]]


session_exports: list[SessionExport] = []


SessionAdminLinkSource = Callable[[Event, Session], AdminLink]
session_admin_links: list[SessionAdminLinkSource] = []


def add_session_admin_links(source: SessionAdminLinkSource) -> SessionAdminLinkSource:
    session_admin_links.append(source)
    return source


class SpeakerLink(NamedTuple):
    """Something of theirs elsewhere: a picture's name, the words, and where it is."""

    icon: str
    words: str
    link: str


SpeakerLinkSource = Callable[[Speaker], SpeakerLink | None]
speaker_link_sources: list[SpeakerLinkSource] = []


def add_speaker_link(source: SpeakerLinkSource) -> SpeakerLinkSource:
    speaker_link_sources.append(source)
    return source


def speaker_links(speaker: Speaker) -> list[SpeakerLink]:
    return [link for source in speaker_link_sources if (link := source(speaker)) is not None]
