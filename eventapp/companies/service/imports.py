"""Companies from a table: rows with a known code, name or address change what is there, others are added.

A cell that is as the export would write it changes nothing; one that makes no sense is named and not taken, and the
rest of its row comes in.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eventapp.companies.models import (
    COMPANY_STATES,
    Company,
    CompanyCategory,
    CompanyCategoryLink,
    CompanyStand,
    Hall,
    Stand,
)
from eventapp.companies.service.categories import create_category
from eventapp.companies.service.companies import (
    CompanyDetails,
    NewCompany,
    create_companies,
    details_of,
    set_state,
    update_company,
)
from eventapp.companies.service.directory import lock_directory
from eventapp.companies.service.stands import LONGEST_NUMBER, StandPlace, create_hall
from eventapp.companies.spreadsheet_columns import COMPANY_COLUMNS, COMPANY_HEADINGS, COMPANY_TEXTS, company_row
from eventapp.core.cell_values import is_web_address
from eventapp.core.codes import normal_code
from eventapp.core.db import db, transactional
from eventapp.core.forms import one_line
from eventapp.core.import_problems import N_, ValueRefused
from eventapp.core.locales import match_locale
from eventapp.core.spreadsheets import Table, harmless, without_apostrophe
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event
from eventapp.programme.service import add_table_kind
from eventapp.programme.service.imports import ImportResult, settle_import
from eventapp.programme.service.spreadsheet_rows import (
    LONGEST_NAME,
    Change,
    ColumnMapping,
    Refuse,
    RowLeftOut,
    changed_cells,
    email_of,
    import_row,
    name_untaken,
    phone_of,
    read_texts,
)
from eventapp.registration.country_names import country_code
from eventapp.registration.search import company_key

_SEVERAL = re.compile(r"[;；、\n]+")
_STANDS = re.compile(r"[;；、,，\n]+")


@transactional
def import_companies(event: Event, table: Table, mapping: ColumnMapping, *, strict: bool = False) -> ImportResult:
    """Rows become companies or change them, whom a code, an address or a name makes known."""
    lock_directory(event.id)
    result = ImportResult(event, encoding=table.encoding)
    name_untaken(result, table, mapping)
    companies = _Companies(event, result)
    for row in table.rows:
        import_row(result, row, mapping, companies.take)
    if companies.new:
        create_companies(event, list(companies.new.values()))
    return settle_import(result, "companies.imported", strict=strict)


class _Companies:
    """The event's companies, categories and halls by what a table may call them."""

    def __init__(self, event: Event, result: ImportResult) -> None:
        self.event, self.result, self.main = event, result, event.main_locale
        self.new: dict[str, NewCompany] = {}
        self._references: set[str] = set()
        self._stands_in_rows: dict[int, tuple[StandPlace, ...]] = {}
        self._exported: dict[int, dict[str, str]] = {}
        self._by_code: dict[str, Company] = {}
        self._by_name: dict[str, Company] = {}
        whole = (
            selectinload(Company.category_links).joinedload(CompanyCategoryLink.category),
            selectinload(Company.stand_links).joinedload(CompanyStand.stand).joinedload(Stand.hall),
        )
        for company in db.session.scalars(select(Company).where(Company.event_id == event.id).options(*whole)):
            cells = map(harmless, company_row(company, self.main))
            self._exported[company.id] = dict(zip(COMPANY_COLUMNS, cells, strict=True))
            self._remember(company)
        self._categories = _by_name(CompanyCategory, event)
        self._halls = _by_name(Hall, event)

    def _remember(self, company: Company) -> None:
        self._by_code[company.code] = company
        if company.import_reference:
            self._by_code[company.import_reference] = company
        for name in company.name.values():
            self._by_name.setdefault(company_key(name), company)

    def take(self, cells: dict[str, str], refuse: Refuse) -> tuple[Change, str]:
        names = read_texts(cells, ("name",), {}, self.main, lambda _refusal: None)["name"]
        existing = self._known(cells, names)
        code = cells.get("code", "").strip()
        if existing is not None:
            cells = changed_cells(cells, self._exported.get(existing.id, {}))
        details = details_of(existing) if existing is not None else None
        values: dict[str, Any] = dict(vars(details)) if details else {}
        values |= read_texts(cells, COMPANY_TEXTS, values, self.main, refuse)
        if not values["name"]:
            raise RowLeftOut(N_("A company needs a name, so the row is left out."))
        for read in (self._country, self._website, email_of, phone_of, self._categories_of, self._stands):
            try:
                values |= read(cells)
            except ValueRefused as refusal:
                refuse(refusal)
        if "contact" in cells:
            values["contact_name"] = (one_line(without_apostrophe(cells["contact"])) or "")[:120]
        if cells.get("writes in"):
            values["locale"] = match_locale(cells["writes in"]) or "en"
        wanted, shown = CompanyDetails(**values), values["name"].text(self.main)
        state = self._state(cells, refuse)
        if existing is not None:
            changed = update_company(existing, self._with_stands_of_rows_before(existing, wanted))
            if state and state != existing.state:
                set_state(existing, state)
                changed = True
            return ("updated" if changed else "unchanged"), shown
        reference = code if code and len(code) <= LONGEST_NAME else None
        return self._bring(NewCompany(wanted, reference, state or "published")), shown

    def _bring(self, new: NewCompany) -> Change:
        """All new ones are made together in the end. A name that comes again brings another stand of the same company:
        fairs list each stand in a row of its own."""
        key = company_key(new.details.name.text(self.main))
        if key not in self.new:
            if new.import_reference in self._references:
                new = new._replace(import_reference=None)
            self._references.add(new.import_reference or "")
            self.new[key] = new
            return "added"
        before = self.new[key].details
        stands = (*(before.stands or ()), *(new.details.stands or ()))
        self.new[key] = self.new[key]._replace(details=replace(before, stands=stands))
        return "unchanged"

    def _with_stands_of_rows_before(self, company: Company, wanted: CompanyDetails) -> CompanyDetails:
        rows = self._stands_in_rows
        if company.id in rows:
            wanted = replace(wanted, stands=tuple(dict.fromkeys((*rows[company.id], *(wanted.stands or ())))))
        rows[company.id] = wanted.stands or ()
        return wanted

    def _known(self, cells: Mapping[str, str], names: LocalizedText) -> Company | None:
        code = cells.get("code", "").strip()
        if code and (found := self._by_code.get(normal_code(code)) or self._by_code.get(code)):
            return found
        keys = (company_key(name) for name in names.values())
        return next((self._by_name[key] for key in keys if key in self._by_name), None)

    def _country(self, cells: Mapping[str, str]) -> dict[str, Any]:
        if "country" not in cells:
            return {}
        written = without_apostrophe(cells["country"]).strip()
        code = country_code(written) if written else None
        if written and code is None:
            raise ValueRefused(N_("“%(value)s” is no country that we know: it is not taken."), value=written[:40])
        return {"country": code}

    def _website(self, cells: Mapping[str, str]) -> dict[str, Any]:
        if "website" not in cells:
            return {}
        written = one_line(without_apostrophe(cells["website"])) or ""
        link = written if not written or "://" in written else f"https://{written}"
        if link and not is_web_address(link):
            raise ValueRefused(N_("“%(value)s” is no link to a website: it is not taken."), value=written[:80])
        return {"website": link}

    def _categories_of(self, cells: Mapping[str, str]) -> dict[str, Any]:
        if "categories" not in cells:
            return {}
        names = [name for part in _SEVERAL.split(cells["categories"]) if (name := one_line(without_apostrophe(part)))]
        return {"category_ids": tuple(dict.fromkeys(self._category(name) for name in names))}

    def _category(self, name: str) -> int:
        return self._found_or_made(self._categories, name, lambda text: create_category(self.event, text).id)

    def _hall(self, name: str) -> int:
        return self._found_or_made(self._halls, name, lambda text: create_hall(self.event, text).id)

    def _found_or_made(self, known: dict[str, int], name: str, make: Any) -> int:
        if len(name) > LONGEST_NAME:
            reason = N_("“%(value)s…” has more than %(number)s characters: it is not taken.")
            raise ValueRefused(reason, value=name[:40], number=LONGEST_NAME)
        if name.casefold() not in known:
            known[name.casefold()] = make(LocalizedText({self.main: name}))
            self.result.made.append(name)
        return known[name.casefold()]

    def _stands(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """Numbers with the hall of each, or one hall for all; without any hall the event's only one is meant."""
        if "stand" not in cells:
            return {}
        numbers = [one for part in _STANDS.split(cells["stand"]) if (one := one_line(without_apostrophe(part)))]
        if any(len(number) > LONGEST_NUMBER for number in numbers):
            reason = N_("“%(value)s” is no number of a stand: it is not taken.")
            raise ValueRefused(reason, value=cells["stand"][:40])
        if not numbers:
            return {"stands": ()}
        halls = [one for part in _SEVERAL.split(cells.get("hall", "")) if (one := one_line(without_apostrophe(part)))]
        if len(halls) not in (0, 1, len(numbers)):
            reason = N_("There are %(halls)s halls for %(stands)s stands: they are not taken.")
            raise ValueRefused(reason, halls=len(halls), stands=len(numbers))
        ids = [self._hall(name) for name in halls] or [self._only_hall()]
        ids = ids if len(ids) == len(numbers) else ids * len(numbers)
        return {"stands": tuple(StandPlace(hall, number) for hall, number in zip(ids, numbers, strict=True))}

    def _only_hall(self) -> int:
        if len(set(self._halls.values())) > 1:
            raise ValueRefused(N_("The event has several halls, and no column says which: the stand is not taken."))
        return next(iter(self._halls.values()), None) or self._hall("1")

    def _state(self, cells: Mapping[str, str], refuse: Refuse) -> str:
        written = cells.get("state", "").strip().casefold()
        if written and written not in COMPANY_STATES:
            reason = N_("“%(value)s” is no status: use %(known)s.")
            refuse(ValueRefused(reason, value=written[:40], known=", ".join(COMPANY_STATES)))
            return ""
        return written


def _by_name(model: Any, event: Event) -> dict[str, int]:
    rows = db.session.scalars(select(model).where(model.event_id == event.id).order_by(model.id.desc()))
    return {name.casefold(): row.id for row in rows for name in row.name.values()}


add_table_kind("companies", COMPANY_HEADINGS, import_companies)
