"""What organisers say of sessions, speakers, rooms and tracks."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import URL, Email, Length, NumberRange, Optional, ValidationError

from eventapp.core.forms import (
    EventappForm,
    EventTimeField,
    LocalizedField,
    PartForm,
    TextSelectField,
    choices,
    number_or_none,
    one_line,
)
from eventapp.core.locales import reader_locale
from eventapp.programme.models import COLOURS, SPEAKER_ROLES, Room, SessionType, Speaker, Track
from eventapp.programme.service import RoomDetails, SessionDetails, SpeakerDetails, TrackDetails

ROLE_NAMES = {
    "speaker": _l("Speaker"),
    "moderator": _l("Moderator"),
    "panellist": _l("Panellist"),
    "interpreter": _l("Interpreter"),
}
NOT_OFFERED = _l("Choose one from the list.")
LANGUAGES = [
    ("", "–"),
    ("en", "English"),
    ("yue", "粵語"),
    ("cmn", "普通话"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("ja", "日本語"),
    ("ko", "한국어"),
]
EMPTY_SPEAKER_ROWS = 3


class AppearanceForm(PartForm):
    speaker = SelectField(_l("Person"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    role = SelectField(_l("Part"), choices=choices(ROLE_NAMES.items()), default="speaker")


class SessionForm(EventappForm):
    """A session without a time is kept, and shown to the team only."""

    title = LocalizedField(_l("Title"), required=True)
    subtitle = LocalizedField(_l("Subtitle"))
    abstract = LocalizedField(_l("Summary"), long=True, description=_l("One paragraph; Markdown works here."))
    description = LocalizedField(_l("Description"), long=True)
    starts_at = EventTimeField(_l("Begins"))
    ends_at = EventTimeField(_l("Ends"))
    room_id = SelectField(_l("Room"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    track_id = SelectField(_l("Track"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    type_id = SelectField(_l("Type"), coerce=number_or_none, invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]
    language = TextSelectField(_l("Spoken language"), choices=choices(LANGUAGES))
    stream_url = StringField(
        _l("Stream"),
        [Optional(), Length(max=500), URL(message=_l("Write a whole link, beginning with https://."))],
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
        _l("State"),
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

    def validate_ends_at(self, field: EventTimeField) -> None:
        if (self.starts_at.data is None) != (field.data is None):
            raise ValidationError(_l("Give both the beginning and the end, or neither."))
        if self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError(_l("The end must come after the beginning."))

    def details(self) -> SessionDetails:
        appearances = {
            entry.form.speaker.data: entry.form.role.data for entry in self.speakers if entry.form.speaker.data
        }
        texts = {name: self[name].data for name in ("title", "subtitle", "abstract", "description")}
        return SessionDetails(
            **texts,
            language=self.language.data or None,
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


class SpeakerForm(EventappForm):
    name = LocalizedField(_l("Name"), required=True)
    post = LocalizedField(_l("Post"))
    organisation = LocalizedField(_l("Organisation"))
    biography = LocalizedField(_l("Biography"), long=True, description=_l("Markdown works here."))
    email = StringField(
        _l("Email"),
        [Optional(), Length(max=254), Email(_l("This is not an email address."))],
        filters=[one_line],
        description=_l("For the team only; never shown."),
    )

    def details(self) -> SpeakerDetails:
        texts = {name: self[name].data for name in ("name", "post", "organisation", "biography")}
        return SpeakerDetails(**texts, email=self.email.data or None)


class RoomForm(EventappForm):
    name = LocalizedField(_l("Name"), required=True)
    description = LocalizedField(_l("How to find it"))
    capacity = IntegerField(_l("Seats"), [Optional(), NumberRange(1, 100_000)])

    def details(self) -> RoomDetails:
        return RoomDetails(self.name.data, self.description.data, self.capacity.data)


class TrackForm(EventappForm):
    name = LocalizedField(_l("Name"), required=True)
    colour = RadioField(
        _l("Colour"), coerce=int, choices=choices((number, str(number)) for number in range(1, COLOURS + 1)), default=1
    )

    def details(self) -> TrackDetails:
        return TrackDetails(self.name.data, self.colour.data)


assert set(ROLE_NAMES) == set(SPEAKER_ROLES)
