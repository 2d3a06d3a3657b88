"""The demo market's leads: what may be shared, who agreed, and what one company noted when it tried its phone."""

import random
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from eventapp.companies.models import Company
from eventapp.companies.service import ask_company
from eventapp.core import clock
from eventapp.core.codes import secret_hash
from eventapp.core.db import db
from eventapp.demo.market_words import LEAD_NOTES
from eventapp.events.models import Event
from eventapp.leads import queries, service
from eventapp.leads.models import RATINGS, Lead, LeadConsent, LeadDevice, LeadNote
from eventapp.leads.service import QuestionDetails, SettingsDetails
from eventapp.registration.models import Registration

LEADS = 14


def seed_leads(event: Event, chance: random.Random, companies: list[Company]) -> None:
    """Two of three buyers let exhibitors know them; the first company has scanned some, and not all had agreed."""
    service.set_settings(event, SettingsDetails(is_open=True, details=("email", "phone", "job_title", "country")))
    query = select(Registration).where(Registration.event_id == event.id, Registration.access_code_id.is_(None))
    buyers = list(db.session.scalars(query.order_by(Registration.id)))
    now = clock.now()
    agreed = {one.id: ["email", "job_title"] for one in buyers if chance.random() < 0.67}
    db.session.add_all(
        LeadConsent(registration_id=number, is_given=True, details=details, changed_at=now)
        for number, details in agreed.items()
    )
    company = companies[0]
    ask_company(company)
    service.set_questions(company, [("", QuestionDetails("Looking for?", ("A finished title", "A co-production")))])
    (question,) = queries.questions_of(company.id)
    phone = LeadDevice(
        company_id=company.id, name="Stand phone", token_hash=secret_hash(f"{chance.random()}"), paired_at=now,
        seen_at=now,
    )  # fmt: skip
    db.session.add(phone)
    db.session.flush()
    for number, person in enumerate(chance.sample(buyers, LEADS)):
        at = now - timedelta(minutes=9 * number + 4)
        lead = Lead(company_id=company.id, registration_id=person.id, scanned_at=at)
        if person.id in agreed:
            lead.state, lead.details, lead.answered_at = "agreed", agreed[person.id], at
        lead.notes = [LeadNote(
            uuid=UUID(int=chance.getrandbits(128)), device_id=phone.id, revision=1, scanned_at=at,
            text=chance.choice(LEAD_NOTES), rating=chance.choice(RATINGS),
            answers={question.code: chance.choice(question.options)},
        )]  # fmt: skip
        db.session.add(lead)
    db.session.flush()
