"""What organisers, and speakers themselves, say of speakers."""

from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FileField, FormField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, Length, Optional, ValidationError

from eventapp.core.forms import EventappForm, EventTimeField, LocalizedField, PartForm, choices, one_line, stripped
from eventapp.core.locales import LOCALE_NAMES
from eventapp.programme.service import SpeakerDetails

MOST_WINDOWS = 12


class WindowForm(PartForm):
    """A time in which a speaker can be on stage, on the clocks of `g.form_zone`."""

    begins = EventTimeField(_l("From"))
    ends = EventTimeField(_l("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.zone = g.get("form_zone", "UTC")
        super().__init__(*args, **kwargs)

    def validate_ends(self, field: EventTimeField) -> None:
        if (self.begins.data is None) != (field.data is None):
            raise ValidationError(_l("Give both the start and the end, or neither."))
        if self.begins.data and field.data and field.data <= self.begins.data:
            raise ValidationError(_l("The end must come after the start."))


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
    phone = StringField(_l("Mobile"), [Length(max=40)], filters=[one_line])
    locale = SelectField(_l("Writes in"), choices=choices(LOCALE_NAMES.items()), default="en")
    travel_needs = TextAreaField(_l("Travel and stay"), [Length(max=5_000)], filters=[stripped])
    technical_needs = TextAreaField(
        _l("On stage"),
        [Length(max=5_000)],
        filters=[stripped],
        description=_l("Microphone, sound from a computer, a certain cable..."),
    )
    availability = FieldList(FormField(WindowForm), max_entries=MOST_WINDOWS)
    photo = FileField(_l("Photo"), description=_l("JPEG, PNG or WebP, at most 12 MB. It is cut square."))
    photo_part = RadioField(
        _l("What to keep of it"),
        choices=choices([("start", _l("Top or left")), ("middle", _l("Middle")), ("end", _l("Bottom or right"))]),
        default="middle",
    )
    remove_photo = BooleanField(_l("Remove the photo"))

    def offer_rows(self) -> None:
        """One empty line more than there are times, so that another can be written."""
        while not len(self.availability) or (
            self.availability[-1].form.begins.data and len(self.availability) < MOST_WINDOWS
        ):
            self.availability.append_entry()

    def details(self, email: str | None = None) -> SpeakerDetails:
        """`email` is what it is where the form does not ask."""
        names = ("name", "post", "organisation", "biography", "locale")
        windows = ((entry.form.begins.data, entry.form.ends.data) for entry in self.availability)
        return SpeakerDetails(
            **{name: self[name].data for name in names},
            email=(self.email.data or None) if self.email else email,
            phone=self.phone.data or "",
            travel_needs=self.travel_needs.data or "",
            technical_needs=self.technical_needs.data or "",
            availability=tuple((begins, ends) for begins, ends in windows if begins and ends),
        )


class OwnSessionForm(EventappForm):
    title = LocalizedField(_l("Title"), required=True)
    abstract = LocalizedField(_l("Summary"), long=True, description=_l("One paragraph; Markdown works here."))
