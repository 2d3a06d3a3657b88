"""A speaker's form, as the team and the speaker fill it in."""

from typing import TypeVar

from flask import g
from flask_babel import gettext as _

from eventapp.core.picture_forms import save_sent_picture
from eventapp.events.models import Event
from eventapp.programme import service
from eventapp.programme.forms import SpeakerForm
from eventapp.programme.models import Speaker
from eventapp.programme.service.speakers import Part

AnyForm = TypeVar("AnyForm", bound=SpeakerForm)


def speaker_form(kind: type[AnyForm], event: Event, speaker: Speaker | None = None) -> AnyForm:
    """The form with what is known; its times are on the event's clocks."""
    g.form_zone = event.timezone
    if speaker is None:
        form = kind(zone=event.timezone, locale=event.main_locale)
    else:
        windows = [{"begins": begins, "ends": ends} for begins, ends in speaker.windows]
        form = kind(obj=speaker, data={"availability": windows}, zone=event.timezone)
    form.offer_rows()
    return form


def save_photo(form: SpeakerForm, speaker: Speaker) -> bool:
    """Take the photo that came with the form. False where it cannot be taken: the form then says why."""
    part: Part = form.photo_part.data or "middle"
    return save_sent_picture(
        form.photo, lambda content: service.set_photo(speaker, content, part), service.FileRefused,
        words=_("Everything but the photo is saved."),
        remove=(lambda: service.remove_photo(speaker)) if form.remove_photo.data else None,
    )  # fmt: skip
