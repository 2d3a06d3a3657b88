"""What features above add to the entries of sessions, told to this one without its knowing them."""

from collections.abc import Callable

SessionNotes = Callable[[int], dict[int, str]]
session_notes: list[SessionNotes] = []


def add_session_notes(notes: SessionNotes) -> SessionNotes:
    """`notes` says by the session's id what entries say at their end: of an event (by its id), in the language that is
    spoken.

    Entries are built anew when the event's revision grows, which what changes here has to see to, and to the session's
    own `changed_at`.
    """
    session_notes.append(notes)
    return notes
