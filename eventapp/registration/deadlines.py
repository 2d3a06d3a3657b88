"""When registration, tickets and follow-up forms open and close, among an event's deadlines."""

from collections.abc import Iterable

from flask_babel import gettext as _

from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.events import policy as event_policy
from eventapp.events.extension_points import Deadline, add_deadline_source
from eventapp.events.models import Event
from eventapp.registration import policy
from eventapp.registration.queries import follow_ups_of, ticket_types_of


@add_deadline_source(event_policy.may_see_registrations)
def of_registration(event: Event) -> Iterable[Deadline]:
    link = absolute_url("events_admin.dashboard", slug=event.slug)
    if event.registration_opens_at:
        yield Deadline("opens", event.registration_opens_at, _("Registration opens"), link)
    if event.registration_closes_at:
        yield Deadline("closes", event.registration_closes_at, _("Registration closes"), link)
    if policy.transfers_end(event) != event.starts_at:
        yield Deadline("transfers", policy.transfers_end(event), _("The last moment to transfer a ticket"), link)


@add_deadline_source(event_policy.may_see_registrations)
def of_tickets(event: Event) -> Iterable[Deadline]:
    link = absolute_url("registration_admin.ticket_types", slug=event.slug)
    for ticket_type in ticket_types_of(event.id):
        name = ticket_type.name.text(reader_locale(), event.main_locale)
        if ticket_type.opens_at:
            words = _("Ticket on offer: %(ticket)s", ticket=name)
            yield Deadline(f"ticket-{ticket_type.id}-opens", ticket_type.opens_at, words, link)
        if ticket_type.closes_at:
            words = _("Ticket no longer on offer: %(ticket)s", ticket=name)
            yield Deadline(f"ticket-{ticket_type.id}-closes", ticket_type.closes_at, words, link)


@add_deadline_source(event_policy.may_see_registrations)
def of_follow_ups(event: Event) -> Iterable[Deadline]:
    for form in follow_ups_of(event.id):
        if form.closes_at:
            title = form.title.text(reader_locale(), event.main_locale)
            link = absolute_url("registration_admin.follow_up", slug=event.slug, form_id=form.id)
            yield Deadline(f"form-{form.id}", form.closes_at, _("Form closes: %(title)s", title=title), link)
