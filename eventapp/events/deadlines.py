"""The event itself, and the days on which what it knows of people is removed, among its deadlines."""

from collections.abc import Iterable

from flask_babel import gettext as _

from eventapp.core.links import absolute_url
from eventapp.events import policy
from eventapp.events.extension_points import Deadline, add_deadline_source
from eventapp.events.models import Event
from eventapp.events.queries import retention_days
from eventapp.events.retention import removal_at, retention_purposes


@add_deadline_source(policy.may_see)
def of_the_event(event: Event) -> Iterable[Deadline]:
    link = absolute_url("events_admin.dashboard", slug=event.slug)
    yield Deadline("begins", event.starts_at, _("The event begins"), link)
    yield Deadline("ends", event.ends_at, _("The event ends"), link)


@add_deadline_source(policy.may_edit_event)
def of_removal(event: Event) -> Iterable[Deadline]:
    days = retention_days(event.id)
    link = absolute_url("events_admin.privacy", slug=event.slug)
    for purpose in retention_purposes:
        if purpose.key in days:
            words = _("Removed from today: %(what)s", what=purpose.label)
            yield Deadline(f"removed-{purpose.key}", removal_at(event, days[purpose.key]), words, link)
