"""The catalogue of companies as paper: by name, with what they do, and an index by stand."""

from typing import Any

from flask_babel import gettext as _

from eventapp.companies import queries
from eventapp.companies.models import Company
from eventapp.companies.naming import stand_names
from eventapp.core import pdf
from eventapp.core.locales import speaking
from eventapp.core.richtext import plain_beginning
from eventapp.core.templating import country_name
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.events.models import Event

LONGEST_DESCRIPTION = 600


def catalogue(event: Event, locale: str) -> bytes:
    """The public companies as PDF, in `locale`."""
    companies = queries.all_companies(event.id)
    directory = queries.directory(event.id)
    with speaking(locale):
        values = _values(event, companies, locale)
    changed_at = directory.changed_at if directory is not None else event.programme_changed_at
    return pdf.render("companies/catalogue.typ", values, int(changed_at.timestamp()))


def _values(event: Event, companies: list[Company], locale: str) -> dict[str, Any]:
    main = event.main_locale
    at_stands = sorted(
        ((link.stand.hall.position, queries.in_order_of_numbers(link.stand.number), link, company)
         for company in companies for link in company.stand_links),
        key=lambda row: row[:2],
    )  # fmt: skip
    return {
        "language": locale,
        "accent": ACCENT_COLOURS[event.accent],
        "event": event.name.text(locale, main),
        "title": _("Companies"),
        "by_stand": _("By stand"),
        "empty": _("No company is announced yet."),
        "companies": [_company(event, company, locale) for company in companies],
        "stands": [
            {
                "hall": link.stand.hall.name.text(locale, main),
                "number": link.stand.number,
                "company": company.name.text(locale, main),
            }
            for _position, _order, link, company in at_stands
        ],
    }


def _company(event: Event, company: Company, locale: str) -> dict[str, Any]:
    main = event.main_locale
    own = company.name.text(locale, main)
    return {
        "name": own,
        "other": " · ".join(dict.fromkeys(name for name in company.name.values() if name != own)),
        "country": country_name(company.country),
        "website": company.website,
        "stands": stand_names(company, locale, main),
        "categories": [one.name.text(locale, main) for one in company.categories],
        "text": plain_beginning(company.description.text(locale, main), LONGEST_DESCRIPTION),
    }
