"""What features above add to companies' pages, told to this one without its knowing them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from eventapp.companies.models import Company
from eventapp.events.models import Event


class CompanyPart(NamedTuple):
    """A piece of a company's public page. `version` is all that it depends on beside the directory's revision, by the
    event's id."""

    template: str
    context: Callable[[Event, Company], dict[str, Any]]
    version: Callable[[int], tuple[Any, ...]]


company_parts: list[CompanyPart] = []


CompanyUse = Callable[[Company], bool]
company_uses: list[CompanyUse] = []


def add_company_use(use: CompanyUse) -> CompanyUse:
    """`use` says whether a feature has something that names a company: it is hidden then, and not deleted."""
    company_uses.append(use)
    return use


class OwnPagePart(NamedTuple):
    """A piece of a company's private page, which has this token."""

    template: str
    context: Callable[[Company, str], dict[str, Any]]


own_page_parts: list[OwnPagePart] = []
