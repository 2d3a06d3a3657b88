"""What organisers say of rooms, tracks and types."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from eventapp.core.forms import EventappForm, IntegerField, LocalizedField, choices
from eventapp.programme.forms.sessions import AT_LEAST_FIVE
from eventapp.programme.models import COLOURS
from eventapp.programme.service import RoomDetails, TrackDetails, TypeDetails


class RoomForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    description = LocalizedField(_l("How to find it"))
    capacity = IntegerField(_l("Seats"), [Optional(), NumberRange(1, 100_000)])
    area = LocalizedField(
        _l("Area"), description=_l("A hall or floor. Visitors of a large programme choose the rooms of one area.")
    )

    def details(self) -> RoomDetails:
        return RoomDetails(self.name.data, self.description.data, self.capacity.data, self.area.data)


class TrackForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    colour = RadioField(
        _l("Colour"), coerce=int, choices=choices((number, str(number)) for number in range(1, COLOURS + 1)), default=1
    )

    def details(self) -> TrackDetails:
        return TrackDetails(self.name.data, self.colour.data)


class TypeForm(EventappForm):
    name = LocalizedField(lazy_pgettext("of a thing", "Name"), required=True)
    is_break = BooleanField(_l("A break"), description=_l("Shown in the schedule, with no page of its own."))
    default_minutes = IntegerField(
        _l("Usual length"),
        [InputRequired(), NumberRange(5, 2880, AT_LEAST_FIVE)],
        default=45,
        description=_l("In minutes."),
    )

    def details(self) -> TypeDetails:
        return TypeDetails(self.name.data, self.is_break.data, self.default_minutes.data or 45)
