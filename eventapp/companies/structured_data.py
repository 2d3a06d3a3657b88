"""A company as schema.org describes one, for search engines."""

from typing import Any

from eventapp.companies.models import Company
from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.core.richtext import html_and_plain
from eventapp.events.models import Event


def company_as_json_ld(event: Event, company: Company) -> dict[str, Any]:
    """https://schema.org/Organization, in the reader's language."""
    locale, main = reader_locale(), event.main_locale
    own = company.name.text(locale, main)
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": own,
        "url": company.website or absolute_url("companies.company", slug=event.slug, code=company.code),
    }
    others = [name for name in dict.fromkeys(company.name.values()) if name != own]
    _html, plain = html_and_plain(company.description.text(locale, main))
    if others:
        described["alternateName"] = others
    if plain:
        described["description"] = plain
    if company.country:
        described["address"] = {"@type": "PostalAddress", "addressCountry": company.country}
    if company.logo_key:
        described["logo"] = absolute_url(
            "companies.company_logo", slug=event.slug, code=company.code, key=company.logo_key
        )
    return described
