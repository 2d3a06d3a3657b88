"""That somebody comes for a company: told with their own data, and forgotten with them."""

from typing import Any

from sqlalchemy import delete

from eventapp.companies.models import CompanyPerson
from eventapp.companies.queries import company_of_person
from eventapp.core.db import db
from eventapp.core.signals import registration_erased
from eventapp.registration.extension_points import add_own_data_source
from eventapp.registration.models import Registration


@add_own_data_source
def own_company(registration: Registration) -> dict[str, Any]:
    company = company_of_person(registration)
    name = company.name.text(registration.locale, registration.event.main_locale) if company else None
    return {"comes_for_company": name}


@registration_erased.connect
def _forget(registration: Registration) -> None:
    db.session.execute(delete(CompanyPerson).where(CompanyPerson.registration_id == registration.id))
