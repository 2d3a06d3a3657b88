"""What a clone of an event takes along of its lead capture: what may be shared; closed until the team opens it."""

from dataclasses import replace
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from eventapp.events.extension_points import ClonePart, add_clone_part
from eventapp.events.models import Event
from eventapp.leads import queries, service

Ids = dict[tuple[str, int], int]


def _settings(event: Event, clone: Event, _shift: timedelta, ids: Ids) -> None:
    settings = queries.settings_of(event.id)
    if settings is not None:
        known = service.details_of(settings)
        question = ids.get(("question", known.consent_question_id or 0))
        service.set_settings(clone, replace(known, is_open=False, consent_question_id=question))


add_clone_part(ClonePart(55, "leads", _l("What people may share with exhibitors"), _settings))
