"""Titles from a table: rows with a known code or name change what is there, others are added.

A cell that is as the export would write it changes nothing; one that makes no sense is named and not taken, and the
rest of its row comes in.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from eventapp.companies.models import Company
from eventapp.core.cell_values import is_web_address
from eventapp.core.codes import normal_code
from eventapp.core.db import db, transactional
from eventapp.core.forms import one_line
from eventapp.core.import_problems import N_, ValueRefused
from eventapp.core.locales import speaking
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
    import_row,
    name_untaken,
    read_texts,
)
from eventapp.registration.country_names import country_code
from eventapp.registration.labels import BADGE_CLASS_NAMES
from eventapp.registration.search import company_key
from eventapp.titles import cell_values, queries
from eventapp.titles.models import Title
from eventapp.titles.service.catalogue import lock_catalogue
from eventapp.titles.service.titles import (
    NewTitle,
    TitleDetails,
    create_titles,
    details_of,
    set_title_state,
    update_title,
)
from eventapp.titles.spreadsheet_columns import TITLE_COLUMNS, TITLE_HEADINGS, TITLE_TEXTS, title_row

MOST_PEOPLE, MOST_CLIPS, MOST_RIGHTS = 60, 12, 200
_ONE_OF = {"kind": "kind", "stage": "stage", "budget_band": "budget", "regime": "regime", "audience": "audience"}
_MAY_BE_EMPTY = ("budget_band", "regime")
_SEVERAL_OF = {
    "genres": "genre", "languages": "language", "subtitles": "language", "dubs": "language", "sought": "sought",
}  # fmt: skip
_NUMBERS = {"year": (1880, 2200), "episodes": (1, 10_000), "minutes": (1, 10_000)}
ROLES = ("director", "writer", "producer", "cast")
"""Columns of other people's tables that name people by what they did."""


@transactional
def import_titles(event: Event, table: Table, mapping: ColumnMapping, *, strict: bool = False) -> ImportResult:
    """Rows become titles or change them, which a code or a name (of the same company) makes known."""
    lock_catalogue(event.id)
    result = ImportResult(event, encoding=table.encoding)
    name_untaken(result, table, mapping)
    titles = _Titles(event)
    for row in table.rows:
        import_row(result, row, mapping, titles.take)
    if titles.new:
        create_titles(event, list(titles.new.values()))
    return settle_import(result, "titles.imported", strict=strict)


class _Titles:
    """The event's titles and companies by what a table may call them."""

    def __init__(self, event: Event) -> None:
        self.event, self.main = event, event.main_locale
        self.new: dict[tuple[str, int | None], NewTitle] = {}
        self._references: set[str] = set()
        self._exported: dict[int, dict[str, str]] = {}
        self._by_code: dict[str, Title] = {}
        self._by_name: dict[str, list[Title]] = {}
        for title in queries.titles_of(event.id):
            cells = map(harmless, title_row(title, event))
            self._exported[title.id] = dict(zip(TITLE_COLUMNS, cells, strict=True))
            self._by_code[title.code] = title
            if title.import_reference:
                self._by_code[title.import_reference] = title
            for name in {company_key(name) for name in title.name.values()}:
                self._by_name.setdefault(name, []).append(title)
        self._companies: dict[str, int] = {}
        for company in db.session.scalars(select(Company).where(Company.event_id == event.id)):
            self._companies[company.code] = company.id
            for name in company.name.values():
                self._companies.setdefault(company_key(name), company.id)

    def take(self, cells: dict[str, str], refuse: Refuse) -> tuple[Change, str]:
        names = read_texts(cells, ("name",), {}, self.main, lambda _refusal: None)["name"]
        existing = self._known(cells, names)
        code = cells.get("code", "").strip()
        if existing is not None:
            cells = changed_cells(cells, self._exported[existing.id])
        values: dict[str, Any] = dict(vars(details_of(existing))) if existing is not None else {}
        values |= read_texts(cells, TITLE_TEXTS, values, self.main, refuse)
        if not values["name"]:
            raise RowLeftOut(N_("A title needs a name, so the row is left out."))
        readers = (self._plain, self._one_of, self._lists, self._people, self._clips, self._rights, self._company,
                   self._embargo, self._numbers)  # fmt: skip
        for read in readers:
            values |= read(cells, values, refuse)
        is_unclear = existing is None and _hides_something(cells, values)
        values |= self._audience(values, refuse)
        wanted, shown = TitleDetails(**values), values["name"].text(self.main)
        state = "draft" if is_unclear else self._word("state", cells, refuse)
        if existing is not None:
            changed = update_title(existing, wanted)
            if state and state != existing.state:
                set_title_state(existing, state)
                changed = True
            return ("updated" if changed else "unchanged"), shown
        reference = code if code and len(code) <= LONGEST_NAME else None
        return self._bring(NewTitle(wanted, reference, state or "published")), shown

    def _bring(self, new: NewTitle) -> Change:
        """All new ones are made together in the end; the same name of the same company once more is the same title."""
        key = (company_key(new.details.name.text(self.main)), new.details.company_id)
        if key in self.new:
            return "unchanged"
        if new.import_reference in self._references:
            new = new._replace(import_reference=None)
        self._references.add(new.import_reference or "")
        self.new[key] = new
        return "added"

    def _known(self, cells: Mapping[str, str], names: LocalizedText) -> Title | None:
        code = cells.get("code", "").strip()
        if code and (found := self._by_code.get(normal_code(code)) or self._by_code.get(code)):
            return found
        named = [title for name in names.values() for title in self._by_name.get(company_key(name), ())]
        written = one_line(without_apostrophe(cells.get("company", ""))) or ""
        if written:
            company_id = self._company_id(written)
            return next((title for title in named if title.company_id == company_id), None)
        return named[0] if len({title.id for title in named}) == 1 else None

    def _plain(self, cells: Mapping[str, str], _values: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
        if "original_name" not in cells:
            return {}
        name = one_line(without_apostrophe(cells["original_name"])) or ""
        if len(name) > LONGEST_NAME:
            refuse(_too_long(name, LONGEST_NAME))
            return {}
        return {"original_name": name}

    def _one_of(self, cells: Mapping[str, str], _values: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field, what in _ONE_OF.items():
            if field not in cells:
                continue
            code = self._word(field, cells, refuse, what)
            if code or (field in _MAY_BE_EMPTY and not cells[field].strip()):
                found[field] = code or None
        if "badge_class" in cells:
            found["badge_class"] = _badge_class(cells["badge_class"], refuse)
        return found

    def _word(self, field: str, cells: Mapping[str, str], refuse: Refuse, what: str = "") -> str:
        """The code of what is written under a field, empty where nothing is, or nothing that we know."""
        written = without_apostrophe(cells.get(field, "")).strip()
        code = cell_values.code_of(what or field, written) if written else None
        if written and code is None:
            refuse(_unknown(field, written))
        return code or ""

    def _lists(self, cells: Mapping[str, str], _values: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in (*_SEVERAL_OF, "countries"):
            if field not in cells:
                continue
            what = _SEVERAL_OF.get(field)
            find = country_code if what is None else lambda word, what=what: cell_values.code_of(what, word)
            codes, unknown = cell_values.codes_of(cell_values.several(without_apostrophe(cells[field])), find)
            for word in unknown:
                refuse(_unknown(field, word))
            if codes or not unknown:
                found[field] = codes
        return found

    def _numbers(self, cells: Mapping[str, str], _values: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field, (lowest, highest) in _NUMBERS.items():
            if field not in cells:
                continue
            written = without_apostrophe(cells[field]).strip()
            number = cell_values.number_of(written) if written else None
            if written and (number is None or not lowest <= number <= highest):
                refuse(_unknown(field, written))
            else:
                found[field] = number
        return found

    def _people(self, cells: Mapping[str, str], values: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
        """`Director: Ada Wong; Bo Li`; or columns that say by their heading what people did."""
        if "people" in cells:
            parts = cell_values.several(without_apostrophe(cells["people"]), cell_values.BY_SEMICOLON)
            people = [_parted(part) for part in parts]
        elif any(role in cells for role in ROLES):
            words = self._role_words()
            written = {
                words[role]: cell_values.several(without_apostrophe(cells[role])) for role in ROLES if role in cells
            }
            people = [(role, name) for role, names in written.items() for name in names]
            people += [one for one in values.get("people", ()) if one[0] not in written]
        else:
            return {}
        if len(people) > MOST_PEOPLE or any(len(word) > LONGEST_NAME for one in people for word in one):
            refuse(_too_long("; ".join(name for _role, name in people), MOST_PEOPLE * LONGEST_NAME))
            return {}
        return {"people": tuple((role, name) for role, name in people)}

    def _role_words(self) -> dict[str, str]:
        """What people did, in the event's main language: names stand beside it on pages of every language."""
        with speaking(self.main):
            return {"director": _("Director"), "writer": _("Writer"), "producer": _("Producer"), "cast": _("Cast")}

    def _clips(self, cells: Mapping[str, str], values: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
        """Addresses; those that are known keep their words."""
        if "clips" not in cells:
            return {}
        known = {clip[1]: clip for clip in values.get("clips", ())}
        found = []
        for written in cells["clips"].replace(";", " ").replace("；", " ").split():
            address = without_apostrophe(written)
            if not is_web_address(address):
                refuse(ValueRefused(N_("“%(value)s” is no link to a clip: it is not taken."), value=address[:80]))
            else:
                found.append(known.get(address, ("", address, False)))
        return {"clips": tuple(found[:MOST_CLIPS])}

    def _rights(self, cells: Mapping[str, str], _values: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
        if "rights" not in cells:
            return {}
        parts = cell_values.several(without_apostrophe(cells["rights"]))
        rights = [(part, cell_values.right_of(part)) for part in parts[:MOST_RIGHTS]]
        for part, right in rights:
            if right is None:
                reason = N_(
                    "“%(value)s” is no right that we understand, such as Malaysia/Streaming/Available: it is not taken."
                )
                refuse(ValueRefused(reason, value=part[:60]))
        known = tuple(right for _part, right in rights if right is not None)
        return {"rights": known} if known or not parts else {}

    def _company(self, cells: Mapping[str, str], _values: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
        if "company" not in cells:
            return {}
        written = one_line(without_apostrophe(cells["company"])) or ""
        company_id = self._company_id(written) if written else None
        if written and company_id is None:
            reason = N_("No company of this event is called “%(value)s”: the title comes in without it.")
            refuse(ValueRefused(reason, value=written[:80]))
            return {}
        return {"company_id": company_id} if company_id else {}

    def _company_id(self, written: str) -> int | None:
        return self._companies.get(normal_code(written)) or self._companies.get(company_key(written))

    def _embargo(self, cells: Mapping[str, str], _values: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
        if "embargo until" not in cells:
            return {}
        written = without_apostrophe(cells["embargo until"]).strip()
        if not written:
            return {"embargo_until": None}
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            refuse(_unknown("embargo until", written))
            return {}
        return {"embargo_until": moment if moment.tzinfo else moment.replace(tzinfo=self.event.zone)}

    def _audience(self, values: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
        """One class of badges needs to be said which; a title whose audience is unclear is for nobody yet."""
        if values.get("audience") != "badge_class":
            return {"badge_class": None}
        if values.get("badge_class"):
            return {}
        refuse(ValueRefused(N_("It is for one badge class, and no column says which: it is for who is registered.")))
        return {"audience": "registered", "badge_class": None}


def _hides_something(cells: Mapping[str, str], values: Mapping[str, Any]) -> bool:
    """Whether a new title is to be hidden from somebody, or for a time, in words that we do not understand: it comes in
    as a draft then."""
    fields = {"audience": "audience", "embargo until": "embargo_until"}
    return any(cells.get(column, "").strip() and field not in values for column, field in fields.items())


def _badge_class(written: str, refuse: Refuse) -> str | None:
    code = written.strip().casefold()
    if code and code not in BADGE_CLASS_NAMES:
        refuse(_unknown("badge_class", written))
        return None
    return code or None


def _parted(part: str) -> tuple[str, str]:
    """(what they did, name) of `Director: Ada Wong`, whichever colon it is."""
    role, colon, name = part.replace("：", ":").partition(":")
    return (role.strip(), name.strip()) if colon else ("", role.strip())


def _unknown(field: str, written: str) -> ValueRefused:
    reason = N_("“%(value)s” under “%(column)s” is nothing that we know: it is not taken.")
    return ValueRefused(reason, value=written[:60], column=field)


def _too_long(written: str, longest: int) -> ValueRefused:
    reason = N_("“%(value)s…” has more than %(number)s characters: it is not taken.")
    return ValueRefused(reason, value=written[:40], number=longest)


add_table_kind("titles", TITLE_HEADINGS, import_titles)
