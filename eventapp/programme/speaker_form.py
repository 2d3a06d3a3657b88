"""A speaker's form, as the team and the speaker fill it in."""

from typing import TypeVar

from flask import flash, g, request
from flask_babel import gettext as _

from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import service
from eventapp.programme.forms import SpeakerForm
from eventapp.programme.models import Speaker

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
    sent = request.files.get("photo")
    if sent is None or not sent.filename:
        if form.remove_photo.data:
            service.remove_photo(speaker)
        return True
    try:
        service.set_photo(speaker, sent.stream.read(service.LARGEST_PHOTO + 1), form.photo_part.data or "middle")
    except service.FileRefused as error:
        db.session.rollback()
        form.photo.errors = [str(error)]
        flash(_("Everything but the photo is saved."), "warning")
        return False
    return True
