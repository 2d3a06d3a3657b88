"""What organisers say of sessions."""

from collections.abc import Mapping
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import URL, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from eventapp.core.forms import (
    EventappForm,
    EventTimeField,
    IntegerField,
    LocalizedField,
    PartForm,
    TextSelectField,
    choices,
    number_or_none,
    one_line,
    stripped,
)
from eventapp.core.locales import reader_locale
from eventapp.events.models import Event
from eventapp.programme.languages import LANGUAGES
from eventapp.programme.models import SPEAKER_ROLES, Room, SessionType, Speaker, Track
from eventapp.programme.service import SessionDetails

ROLE_NAMES = {
    "speaker": _l("Speaker"),
    "moderator": _l("Moderator"),
    "panellist": _l("Panellist"),
    "interpreter": _l("Interpreter"),
}
NOT_OFFERED = _l("Choose one from the list.")
EMPTY_SPEAKER_ROWS = 3
DEFAULT_LENGTH = timedelta(minutes=45)
MOST_LINKS = 20
WHOLE_LINK = URL(message=_l("Enter a whole link, starting with https://."))
AT_LEAST_FIVE = _l("Enter minutes, at least 5.")


class AppearanceForm(PartForm):
    speaker = SelectField(_l("Person"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    role = SelectField(_l("Role"), choices=choices(ROLE_NAMES.items()), default="speaker")


class LinkForm(PartForm):
    words = StringField(_l("Words"), [Length(max=200)], filters=[one_line])
    address = StringField(_l("Link"), [Optional(), Length(max=500), WHOLE_LINK], filters=[one_line])


class SessionForm(EventappForm):
    """A session without a time is kept, and shown to the team only."""

    title = LocalizedField(_l("Title"), required=True)
    subtitle = LocalizedField(_l("Subtitle"))
    abstract = LocalizedField(_l("Summary"), long=True, description=_l("One paragraph; Markdown works here."))
    description = LocalizedField(_l("Description"), long=True)
    starts_at = EventTimeField(_l("Starts"))
    ends_at = EventTimeField(_l("Ends"))
    room_id = SelectField(_l("Room"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    track_id = SelectField(_l("Track"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    type_id = SelectField(_l("Type"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    language = TextSelectField(_l("Spoken language"), choices=choices([("", "–"), *LANGUAGES]))
    interpretation = SelectMultipleField(
        _l("Interpreted into"),
        choices=choices(LANGUAGES),
        description=_l("Through headsets; each language needs an interpreter among the people of the session."),
        option_widget=CheckboxInput(),
    )
    headsets = IntegerField(
        _l("Headsets"),
        [Optional(), NumberRange(0, 100_000)],
        description=_l("Leave empty for: one for each person expected."),
    )
    expected_audience = IntegerField(
        _l("Expected audience"),
        [Optional(), NumberRange(1, 100_000)],
        description=_l("For choosing the room; bookings count by themselves."),
    )
    planned_minutes = IntegerField(
        _l("Planned length"),
        [Optional(), NumberRange(5, 2880, AT_LEAST_FIVE)],
        description=_l("In minutes, while it has no time yet."),
    )
    internal_notes = TextAreaField(
        _l("Notes of the team"), [Length(max=20_000)], filters=[stripped], description=_l("Never shown to the public.")
    )
    links = FieldList(FormField(LinkForm), max_entries=MOST_LINKS)
    version = HiddenField()
    stream_url = StringField(
        _l("Stream"),
        [Optional(), Length(max=500), WHOLE_LINK],
        filters=[one_line],
        description=_l("A link where the session can be watched."),
    )
    needs_booking = BooleanField(
        _l("Seats are booked"), description=_l("People choose this session when they register, while there are seats.")
    )
    capacity = IntegerField(
        _l("Seats"), [Optional(), NumberRange(1, 100_000)], description=_l("Leave empty for no limit.")
    )
    status = RadioField(
        _l("Status"),
        choices=choices([("draft", _l("Draft: the team only")), ("confirmed", _l("Confirmed: everybody"))]),
        default="confirmed",
    )
    speakers = FieldList(FormField(AppearanceForm))

    def offer(self, rooms: list[Room], tracks: list[Track], types: list[SessionType], speakers: list[Speaker]) -> None:
        """Fill the selections with what the event has."""
        for field, rows in ((self.room_id, rooms), (self.track_id, tracks), (self.type_id, types)):
            field.choices = choices([("", "–"), *((row.id, row.name.text(reader_locale())) for row in rows)])
        people = choices([("", "–"), *((speaker.id, _full_name(speaker)) for speaker in speakers)])
        while len(self.speakers) < EMPTY_SPEAKER_ROWS or self.speakers[-1].form.speaker.data:
            self.speakers.append_entry()
        for entry in self.speakers:
            entry.form.speaker.choices = people
        while not len(self.links) or (self.links[-1].form.address.data and len(self.links) < MOST_LINKS):
            self.links.append_entry()

    def follow(self, before: SessionDetails | None, event: Event) -> None:
        """Begin where the session before ended, and last as long; the first one begins with the event."""
        begins = event.starts_at
        length = DEFAULT_LENGTH
        if before is not None and before.starts_at and before.ends_at:
            begins, length = before.ends_at, before.ends_at - before.starts_at
            for name in ("room_id", "track_id", "type_id", "language", "status"):
                self[name].data = getattr(before, name)
            self.language.data = before.language or ""
        self.starts_at.data, self.ends_at.data = begins, begins + length

    def complete_slot(self, lengths: Mapping[int, int]) -> None:
        """A session with a beginning alone lasts as long as planned, or as its type (minutes by id) usually does."""
        if self.starts_at.data and not self.ends_at.data and not self.ends_at.errors:
            known = self.planned_minutes.data or lengths.get(self.type_id.data or 0)
            length = timedelta(minutes=known) if known else DEFAULT_LENGTH
            self.ends_at.data = self.starts_at.data + length

    def validate_ends_at(self, field: EventTimeField) -> None:
        if (self.starts_at.data is None) != (field.data is None):
            raise ValidationError(_l("Give both the start and the end, or neither."))
        if self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError(_l("The end must come after the start."))

    def details(self) -> SessionDetails:
        appearances = {
            entry.form.speaker.data: entry.form.role.data for entry in self.speakers if entry.form.speaker.data
        }
        texts = {name: self[name].data for name in ("title", "subtitle", "abstract", "description")}
        return SessionDetails(
            **texts,
            language=self.language.data or None,
            interpretation=tuple(self.interpretation.data or ()),
            headsets=self.headsets.data,
            expected_audience=self.expected_audience.data,
            planned_minutes=self.planned_minutes.data,
            internal_notes=self.internal_notes.data or "",
            links=tuple(
                (entry.form.words.data or entry.form.address.data, entry.form.address.data)
                for entry in self.links
                if entry.form.address.data
            ),
            room_id=self.room_id.data,
            track_id=self.track_id.data,
            type_id=self.type_id.data,
            starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
            stream_url=self.stream_url.data or None,
            needs_booking=self.needs_booking.data,
            capacity=self.capacity.data,
            status=self.status.data or "confirmed",
            speakers=tuple(appearances.items()),
        )


def _full_name(speaker: Speaker) -> str:
    return " · ".join(dict.fromkeys(speaker.name.values()))


assert set(ROLE_NAMES) == set(SPEAKER_ROLES)
