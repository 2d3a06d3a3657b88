"""A company's form, as the team and the company fill it in."""

from typing import Any, TypeVar

from flask_babel import gettext as _

from eventapp.companies import queries, service
from eventapp.companies.forms import CompanyFields, CompanyForm, ProfileForm, known_values
from eventapp.companies.models import Company
from eventapp.core.picture_forms import save_sent_picture
from eventapp.events.models import Event

AnyForm = TypeVar("AnyForm", bound=CompanyFields)


def company_form(kind: type[AnyForm], event: Event, company: Company | None = None, *, is_sent: bool = True) -> AnyForm:
    """The form with what is known; not `is_sent` where the request holds another form."""
    sent: dict[str, Any] = {} if is_sent else {"formdata": None}
    if company is None:
        form = kind(locale=event.main_locale, **sent)
    else:
        form = kind(obj=company, data=known_values(company), **sent)
    form.offer(queries.categories_of(event.id))
    if isinstance(form, CompanyForm):
        form.offer_stands(queries.halls_of(event.id), is_sent=is_sent and form.is_submitted())
    return form


def save_logo(form: ProfileForm, company: Company) -> bool:
    """Take the logo that came with the form. False where it cannot be taken: the form then says why."""
    return save_sent_picture(
        form.logo, lambda content: service.set_logo(company, content), service.LogoRefused,
        words=_("Everything but the logo is saved."),
        remove=(lambda: service.remove_logo(company)) if form.remove_logo.data else None,
    )  # fmt: skip
