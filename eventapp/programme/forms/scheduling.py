"""What organisers ask of the programme as a whole: releases, files in, proposals."""

from datetime import time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, RadioField, SelectField, TimeField
from wtforms.validators import NumberRange, Optional

from eventapp.core.forms import EventappForm, EventTimeField, IntegerField, LocalizedField, choices, number_or_none
from eventapp.core.locales import reader_locale
from eventapp.events.models import Event
from eventapp.programme.drafts import SessionWithDraft
from eventapp.programme.forms.sessions import AT_LEAST_FIVE, NOT_OFFERED
from eventapp.programme.models import Room


class ReleaseForm(EventappForm):
    note = LocalizedField(_l("Note for readers"), description=_l("Stands above the changes; may stay empty."))


class UploadForm(EventappForm):
    kind = RadioField(
        _l("File type"),
        choices=choices(
            [
                ("schedule", _l("A programme: schedule.xml, schedule.json or a calendar (.ics)")),
                ("sessions", _l("A table of sessions: CSV, Excel or OpenDocument")),
                ("speakers", _l("A table of speakers: CSV, Excel or OpenDocument")),
            ]
        ),
        default="schedule",
    )
    file = FileField(_l("File"), description=_l("At most 8 MB. You see the changes before anything is stored."))


class CalendarReadingForm(EventappForm):
    """What becomes of a calendar's entries that last whole days."""

    whole_days = RadioField(
        _l("What becomes of them"),
        choices=choices(
            [("", _l("They stay unscheduled")), ("hours", _l("On each day they last from the one time to the other"))]
        ),
        default="",
    )
    opens = TimeField(_l("Starts"), [Optional()])
    closes = TimeField(_l("Ends"), [Optional()])

    def offer(self, event: Event, chosen: str) -> None:
        """`chosen` is what was said before, as `written` gives it; the hours are those of the event at first."""
        if self.is_submitted():
            return
        opens, _dash, closes = chosen.partition("-")
        self.whole_days.data = "hours" if chosen else ""
        self.opens.data = time.fromisoformat(opens) if opens else event.local(event.starts_at).time()
        self.closes.data = time.fromisoformat(closes) if closes else event.local(event.ends_at).time()

    def written(self) -> str | None:
        """`09:00-18:00`, nothing where they stay unscheduled, or None where the two times are none."""
        if self.whole_days.data != "hours":
            return ""
        opens, closes = self.opens.data, self.closes.data
        if opens is None or closes is None or opens >= closes:
            self.closes.errors = [_("The end must come after the start.")]
            return None
        return f"{opens:%H:%M}-{closes:%H:%M}"


class MoveForm(EventappForm):
    """One session put somewhere else, without dragging."""

    code = SelectField(_l("Session"))
    starts_at = EventTimeField(_l("Starts"), description=_l("Leave empty to unschedule it."))
    minutes = IntegerField(
        _l("Minutes"), [Optional(), NumberRange(5, 2880, AT_LEAST_FIVE)], description=_l("Leave empty to keep them.")
    )
    room_id = SelectField(_l("Room"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]

    @classmethod
    def for_event(cls, event: Event, rooms: list[Room], sessions: list[SessionWithDraft]) -> "MoveForm":
        form = cls(zone=event.timezone)
        locale, main = reader_locale(), event.main_locale
        form.code.choices = choices((one.released.code, one.title.text(locale, main)) for one in sessions)
        form.room_id.choices = choices([("", "–"), *((room.id, room.name.text(locale, main)) for room in rooms)])
        return form


class ProposalForm(EventappForm):
    step = SelectField(
        _l("Sessions start"),
        coerce=int,
        choices=choices(
            [
                (5, _l("every 5 minutes")),
                (10, _l("every 10 minutes")),
                (15, _l("every quarter of an hour")),
                (30, _l("every half hour")),
            ]
        ),
        default=15,
    )
    apart = BooleanField(_l("Keep sessions of one track apart"), default=True)
    big_rooms = BooleanField(_l("Put what draws many people into big rooms"), default=True)
    may_move = BooleanField(
        _l("Sessions that have a place may move"), description=_l("As few as possible, and only where that helps.")
    )
