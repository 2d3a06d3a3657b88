"""A company's leads as rows of a table: those of the people who agreed, with what they agreed to."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from eventapp.core.spreadsheets import Row
from eventapp.core.templating import country_name
from eventapp.events.models import Event
from eventapp.leads.labels import DETAIL_NAMES, RATING_NAMES
from eventapp.leads.models import DETAILS, LeadNote, LeadQuestion
from eventapp.leads.queries import KnownLead


def lead_rows(event: Event, leads: Iterable[KnownLead], questions: list[LeadQuestion]) -> Iterator[Row]:
    """The heading first. Times are on the clocks of the event's place; notes of several phones stand one below the
    other, each with whose phone it was."""
    head = [_("Name"), _("Company"), *(str(DETAIL_NAMES[name]) for name in DETAILS), _("Rating"), _("Notes")]
    yield [*head, *(one.label for one in questions), _("Scanned"), _("By")]
    for lead, shared in leads:
        if not shared:
            continue
        notes = lead.notes
        yield [
            shared["name"], shared["company"], *(_shown(name, shared.get(name, "")) for name in DETAILS),
            *(_joined((note, str(RATING_NAMES[note.rating]) if note.rating else "") for note in notes),),
            _joined((note, note.text) for note in notes),
            *(_joined((note, note.answers.get(one.code, "")) for note in notes) for one in questions),
            event.local(lead.scanned_at).strftime("%Y-%m-%d %H:%M"),
            ", ".join(dict.fromkeys(note.device.name for note in notes)),
        ]  # fmt: skip


def _shown(name: str, value: str) -> str:
    return country_name(value) if name == "country" and value else value


def _joined(said: Iterable[tuple[LeadNote, str]]) -> str:
    """What the phones noted; whose it was stands before it where several differ."""
    known = [(note.device.name, words) for note, words in said if words]
    if len({words for _phone, words in known}) < 2:
        return known[0][1] if known else ""
    return "\n".join(f"{phone}: {words}" for phone, words in known)
