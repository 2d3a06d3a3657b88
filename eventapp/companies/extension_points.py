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


class OwnPagePart(NamedTuple):
    """A piece of a company's private page, which has this token."""

    template: str
    context: Callable[[Company, str], dict[str, Any]]


own_page_parts: list[OwnPagePart] = []
