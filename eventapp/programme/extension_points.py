"""What features above add to a speaker's private page, told to this one without its knowing them."""

from collections.abc import Callable
from typing import NamedTuple

from eventapp.programme.models import Speaker


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
