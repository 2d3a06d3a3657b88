"""Meetings as forms: what somebody says of themselves, asks for and answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from eventapp.core.forms import EventappForm, choices, number_or_none, one_line, stripped, with_offset
from eventapp.meetings.labels import PLACE_NAMES
from eventapp.meetings.models import MeetingProfile
from eventapp.meetings.service import LONGEST_MESSAGE, ProfileDetails, Request
from eventapp.meetings.slots import Slot
from eventapp.titles import labels

LONGEST_WORDS = 600
"""Characters of what somebody seeks, and of what they offer."""
NOT_OFFERED = _l("Choose one from the list.")
_MESSAGE = (Length(max=LONGEST_MESSAGE),)


def moment(value: Any) -> datetime | None:
    """A WTForms coercion: an instant as ISO 8601 has it. Raises ValueError for others."""
    if value in (None, "", "None"):
        return None
    found = value if isinstance(value, datetime) else with_offset(str(value))
    if found is None:
        raise ValueError("no instant")
    return found


def several(label: Any, description: Any = "", coerce: Any = str) -> SelectMultipleField:
    """Things to tick."""
    return SelectMultipleField(
        label, choices=[], option_widget=CheckboxInput(), description=description, coerce=coerce,
        invalid_value_message=NOT_OFFERED,
    )  # type: ignore[call-arg]  # fmt: skip


def slot_choices(slots: Sequence[Slot]) -> Any:
    """Beginnings by themselves: pages write them as times of their day."""
    return choices((slot.starts_at, slot.starts_at.isoformat()) for slot in slots)


class ProfileForm(EventappForm):
    """What somebody says of themselves, and when they can."""

    seeks = TextAreaField(_l("I am looking for"), [Length(max=LONGEST_WORDS)], filters=[stripped])
    offers = TextAreaField(_l("I offer"), [Length(max=LONGEST_WORDS)], filters=[stripped])
    wanted = several(_l("Whom I would like to meet"))
    offered = several(_l("What I am to others"))
    genres = several(_l("Genres"))
    territories = several(_l("Territories"))
    languages = several(_l("Languages"))
    stages = several(_l("Stages of a project"))
    regimes = several(_l("Regimes"))
    place = RadioField(_l("Where I like to meet"), choices=choices(PLACE_NAMES.items()), default="own")
    available = several(_l("When I can"), coerce=moment)

    def offer(self, slots: Sequence[Slot]) -> None:
        """What can be chosen."""
        self.slots = slots
        names = {
            "wanted": labels.SOUGHT_NAMES.items(), "offered": labels.SOUGHT_NAMES.items(),
            "genres": labels.GENRE_NAMES.items(), "territories": labels.GROUP_NAMES.items(),
            "languages": [(code, labels.film_language(code)) for code in labels.LANGUAGES],
            "stages": labels.STAGE_NAMES.items(), "regimes": labels.REGIME_NAMES.items(),
        }  # fmt: skip
        for name, pairs in names.items():
            self[name].choices = choices(pairs)
        self.available.choices = slot_choices(slots)

    def details(self) -> ProfileDetails:
        ticked = set(self.available.data or ())
        several: dict[str, Any] = {
            name: tuple(self[name].data or ())
            for name in ("wanted", "offered", "genres", "territories", "languages", "stages", "regimes")
        }
        return ProfileDetails(
            seeks=self.seeks.data or "",
            offers=self.offers.data or "",
            place=self.place.data,
            unavailable=tuple(slot.starts_at for slot in self.slots if slot.starts_at not in ticked),
            **several,
        )


def available_times(profile: MeetingProfile | None, slots: Sequence[Slot]) -> list[datetime]:
    """The slots that somebody has not ruled out: all of them at first."""
    out = {datetime.fromisoformat(one) for one in profile.unavailable} if profile is not None else set()
    return [slot.starts_at for slot in slots if slot.starts_at not in out]


class RequestForm(EventappForm):
    """Somebody is asked for a meeting."""

    purpose = TextAreaField(
        _l("What it is about"),
        [DataRequired(_l("Say in a sentence what you would like to talk about.")), *_MESSAGE],
        filters=[stripped],
    )
    times = several(
        _l("When"), _l("Choose the times that suit you, or none where any will do."), coerce=moment
    )  # fmt: skip

    def details(self) -> Request:
        return Request(self.purpose.data or "", tuple(self.times.data or ()))


class AnswerForm(EventappForm):
    """An answer to what was proposed. `turn` is the meeting's as the page showed it."""

    turn = SelectField(coerce=number_or_none, validate_choice=False)
    starts_at = SelectField(coerce=moment, validate_choice=False)
    message = TextAreaField(_l("Message"), _MESSAGE, filters=[stripped])


class ProposeForm(EventappForm):
    """Other times."""

    turn = SelectField(coerce=number_or_none, validate_choice=False)
    times = several(_l("Times that suit you"), coerce=moment)
    message = TextAreaField(_l("Message"), _MESSAGE, filters=[stripped])


class HandOverForm(EventappForm):
    """A colleague goes instead."""

    turn = SelectField(coerce=number_or_none, validate_choice=False)
    colleague = SelectField(_l("Colleague"), invalid_value_message=NOT_OFFERED)  # type: ignore[call-arg]


class MessageForm(EventappForm):
    """A message inside a meeting."""

    text = TextAreaField(
        _l("Message"), [DataRequired(_l("Write something first.")), *_MESSAGE], filters=[stripped]
    )  # fmt: skip


class PresenceForm(EventappForm):
    """Whether the other side came; empty takes it back."""

    presence = StringField(validators=[Optional()], filters=[one_line])
