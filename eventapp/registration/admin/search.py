"""What the admin's search finds of registration."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.accounts.models import User
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.models import Event
from eventapp.events.search import MOST_OF_A_KIND, AdminPage, Hit, add_admin_pages, add_search_source
from eventapp.registration.queries import RegistrationFilter, find_registrations


@add_search_source
def people(user: User, event: Event, text: str) -> Iterable[Hit]:
    if not policy.may_see_registrations(user, event):
        return
    for person in find_registrations(event.id, RegistrationFilter(text=text)).registrations[:MOST_OF_A_KIND]:
        detail = " · ".join(filter(None, (person.company, localized(person.ticket_type.name, event.main_locale))))
        link = url_for("registration_admin.registration", slug=event.slug, code=person.code)
        yield Hit(_("People"), person.name or person.spoken_code, detail, link)


add_admin_pages(
    AdminPage(
        _l("Registrations"), _l("attendees, participants, guests, list, export, CSV, Excel, filter"),
        "attendees participants guests people list export csv excel filter",
        "registration_admin.registrations", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Register somebody"), _l("add attendee, manual registration, new"), "add attendee manual registration new",
        "registration_admin.new_registration", policy.may_edit_registrations,
    ),
    AdminPage(
        _l("Import people"), _l("import, upload, table, Excel, CSV"), "import attendees upload table excel csv xlsx",
        "registration_admin.imports", policy.may_edit_registrations,
    ),
    AdminPage(
        _l("Approvals"), _l("accreditation, review, requests, press"), "approve accreditation review requests press",
        "registration_admin.approvals", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Waiting list"), _l("waitlist, queue, sold out"), "waitlist waiting queue sold out full",
        "registration_admin.waiting_list", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Tickets of speakers"), _l("speakers, moderators, interpreters, free ticket"),
        "speakers moderators interpreters tickets badges free", "registration_admin.speakers",
        policy.may_see_registrations,
    ),
    AdminPage(
        _l("Duplicates"), _l("merge, twice"), "duplicates merge twice double",
        "registration_admin.duplicates", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Tickets"), _l("ticket types, prices, capacity, quota, days"), "ticket types capacity quota days sell",
        "registration_admin.ticket_types", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Questions"), _l("form, fields, consent, diet"), "form fields questions consent custom diet",
        "registration_admin.questions", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Access codes"), _l("voucher, promo code, discount code"), "voucher promo code access codes",
        "registration_admin.access_codes", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Invitations"), _l("invite guests, VIP"), "invitations invite guests vip",
        "registration_admin.invitations", policy.may_see_registrations,
    ),
)  # fmt: skip
