"""The words of an event in each language: names of people, companies and titles as the event has them, and the team's
own terms; and what a translation says already for the same words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from eventapp.companies.models import Company
from eventapp.core.db import db
from eventapp.core.types import LocalizedText
from eventapp.programme.models import Speaker
from eventapp.recordings.engines.interfaces import Term
from eventapp.recordings.models import GlossaryTerm, Recording, RecordingTrack, TrackCue
from eventapp.recordings.subtitles.cues import Cue
from eventapp.titles.models import Title

SHORTEST_NAME = 2


class Words(NamedTuple):
    """What is known of the words of an event, from one language into another."""

    terms: list[Term]
    avoided: list[str]


def words_of(event_id: int, source: str, target: str) -> Words:
    own = list(db.session.scalars(select(GlossaryTerm).where(GlossaryTerm.event_id == event_id)))
    found = [*_own_terms(own, source, target), *_names(event_id, source, target)]
    known: dict[str, Term] = {}
    for term in found:  # the team's own come first
        known.setdefault(term.source, term)
    avoided = [term.forms[target] for term in own if term.kind == "avoid" and term.forms.get(target)]
    return Words(list(known.values()), avoided)


def _own_terms(own: Sequence[GlossaryTerm], source: str, target: str) -> Iterable[Term]:
    for term in own:
        if term.kind == "keep":
            for form in term.forms.values():
                yield Term(form, form)
        elif term.kind == "translate" and term.forms.get(source) and term.forms.get(target):
            yield Term(term.forms[source], term.forms[target])


def _names(event_id: int, source: str, target: str) -> Iterable[Term]:
    for text in _named(event_id):
        one, other = text.get(source), text.get(target)
        if one and other and len(one) >= SHORTEST_NAME:
            yield Term(one, other)


def _named(event_id: int) -> Iterable[LocalizedText]:
    for column, event_column in (
        (Speaker.name, Speaker.event_id), (Company.name, Company.event_id), (Title.name, Title.event_id),
    ):  # fmt: skip
        yield from db.session.scalars(select(column).where(event_column == event_id))


def names_in(event_id: int, language: str) -> list[str]:
    """What may be said in a language: names, for an engine that hears."""
    return list(dict.fromkeys(text[language] for text in _named(event_id) if text.get(language)))


def memory_of(event_id: int, source: str, target: str) -> dict[str, str]:
    """What people have checked as the translation of a line, in any recording of the event, by the line's words."""
    checked = RecordingTrack.state == "checked", RecordingTrack.source_id.is_not(None)
    query = select(RecordingTrack).join(Recording, RecordingTrack.recording_id == Recording.id)
    query = query.where(*checked, RecordingTrack.language == target, Recording.event_id == event_id)
    known: dict[str, str] = {}
    for track in db.session.scalars(query):
        if track.source is not None and track.source.language == source:
            known |= _same_lines(track.source_id, track.id)
    return known


def _same_lines(source_id: int | None, track_id: int) -> dict[str, str]:
    """Lines of two tracks that are shown at the same time."""
    sources = {
        (cue.starts_ms, cue.ends_ms): cue.text
        for cue in db.session.scalars(select(TrackCue).where(TrackCue.track_id == source_id))
    }
    lines = db.session.scalars(select(TrackCue).where(TrackCue.track_id == track_id))
    return {sources[cue.starts_ms, cue.ends_ms]: cue.text for cue in lines if (cue.starts_ms, cue.ends_ms) in sources}


def with_speakers(cues: Sequence[Cue], names: Sequence[str]) -> list[Cue]:
    """A session with one speaker is spoken by that one; with several, nobody is guessed."""
    return [cue._replace(speaker=names[0]) for cue in cues] if len(names) == 1 else list(cues)
