"""What an event itself should have before it is public."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from eventapp.events.extension_points import ChecklistItem, add_checklist_source
from eventapp.events.models import Event


@add_checklist_source
def _checklist(event: Event) -> Iterable[ChecklistItem]:
    def step(name: str) -> str:
        return url_for("events_admin.setup", slug=event.slug, step=name)

    in_all = all(locale in event.name for locale in event.locales)
    yield ChecklistItem(
        _("The name is there in every language"), in_all, url_for("events_admin.settings", slug=event.slug)
    )
    yield ChecklistItem(_("A description says what it is about"), bool(event.description), step("about"))
    yield ChecklistItem(_("People know where to go"), bool(event.venue), step("place"))
