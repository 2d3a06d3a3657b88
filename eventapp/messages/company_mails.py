"""The mails to companies: the link to their private page."""

from flask_babel import gettext as _

from eventapp.companies.models import Company
from eventapp.companies.service import company_token
from eventapp.core import outbox, signals
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.outbox import Composed, Mail
from eventapp.events.models import Event
from eventapp.messages.mails import check_addressee, compose, event_values


@signals.company_asked.connect
def _owe_company(company: Company) -> None:
    assert company.email is not None
    outbox.withdraw("Company", company.id, ("company_link",))
    outbox.enqueue(
        "company_link", subject_type="Company", subject_id=company.id, recipient=company.email,
        recipient_name=company.contact_name or company.name.text(company.locale), locale=company.locale,
        event_id=company.event_id, details={},
    )  # fmt: skip


@outbox.composer("company_link")
def company_link(mail: Mail) -> Composed:
    company = db.session.get(Company, mail.subject_id)
    if company is None:
        raise outbox.NotWanted
    check_addressee(mail, company.email or "")
    event = db.session.get_one(Event, company.event_id)
    name = company.name.text(mail.locale, event.main_locale)
    values = {**event_values(event, mail.locale), "name": company.contact_name or name, "company": name}
    with speaking(mail.locale):
        shown = ((_("Open our page"), absolute_url("company_page.page", token=company_token(company))),)
        note = _("The link is your company's alone. Whoever has it can change its profile.")
    return compose(mail, event, values, links=shown, note=note)
