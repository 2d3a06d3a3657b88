"""Rows that describe people: which column is which, and what is wrong with a row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.core.locales import DEFAULT_LOCALE, LOCALES, match_locale
from eventapp.core.templating import countries
from eventapp.registration.models import TicketType

FIELD_NAMES = {
    "name": _l("Name"),
    "surname": _l("Surname"),
    "given_name": _l("Given name"),
    "romanised_name": _l("Name in Latin letters"),
    "email": _l("Email"),
    "phone": _l("Mobile"),
    "company": _l("Company"),
    "job_title": _l("Job title"),
    "country": _l("Country or region"),
    "ticket": _l("Ticket"),
    "language": _l("Language"),
}
_HEADINGS = {
    "name": ("name", "full name", "attendee", "attendee name", "姓名", "名稱", "名称", "全名"),
    "surname": ("surname", "last name", "family name", "姓", "姓氏"),
    "given_name": ("given name", "first name", "名", "名字"),
    "romanised_name": ("romanised name", "romanized name", "name in latin letters", "english name", "pinyin",
                       "英文姓名", "英文名", "拼音"),
    "email": ("email", "e-mail", "email address", "mail", "電郵", "電郵地址", "电邮", "邮箱", "電子郵件", "电子邮件"),
    "phone": ("phone", "mobile", "telephone", "mobile number", "tel", "手機", "手机", "電話", "电话",
              "手提電話", "手機號碼"),
    "company": ("company", "organisation", "organization", "company name", "公司", "機構", "机构", "單位",
                "单位", "公司名稱"),
    "job_title": ("job title", "job_title", "title", "position", "職位", "职位", "職銜", "职务"),
    "country": ("country", "country or region", "region", "國家", "国家", "國家或地區", "国家或地区", "地區", "地区"),
    "ticket": ("ticket", "ticket type", "type", "門票", "票種", "门票", "票种"),
    "language": ("language", "locale", "語言", "语言"),
}  # fmt: skip
LONGEST = {"name": 120, "romanised_name": 120, "email": 254, "phone": 40}
PHONE = re.compile(r"\+?[0-9 ()/.-]{5,}")


class Problem(NamedTuple):
    """What is wrong in one row of a table; rows are counted as a spreadsheet counts them."""

    row: int
    field: str
    message: str


@dataclass(frozen=True)
class ImportRow:
    """A row that is in order; `country` and `locale` are codes."""

    row: int
    name: str
    email: str
    romanised_name: str = ""
    phone: str = ""
    company: str = ""
    job_title: str = ""
    country: str | None = None
    locale: str = DEFAULT_LOCALE
    ticket_type_id: int | None = None


def guessed_mapping(head: Sequence[str]) -> dict[str, int]:
    """{field: column} for the columns whose headings say what they are, in English or Chinese."""
    found: dict[str, int] = {}
    for column, heading in enumerate(head):
        plain = " ".join(heading.casefold().replace("_", " ").split())
        for field, names in _HEADINGS.items():
            if plain in names and field not in found:
                found[field] = column
    return found


def proposed_mapping(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """What the headings of a table say, and where they are silent what its cells look like."""
    said = guessed_mapping(rows[0])
    seen = _by_looks(rows[1:])
    return said | {field: at for field, at in seen.items() if field not in said and at not in said.values()}


def looks_like_a_head(row: Sequence[str]) -> bool:
    return len(guessed_mapping(row)) >= min(2, len([cell for cell in row if cell]))


def mapping_of(rows: Sequence[Sequence[str]], order: Sequence[str]) -> dict[str, int]:
    """{field: column} of a table without headings: what the cells say of themselves; the columns that are left take the
    fields of the usual `order` that are left, one after the other."""
    found = {field: column for field, column in _by_looks(rows).items() if field in order}
    width = max((len(row) for row in rows), default=0)
    free = (column for column in range(width) if column not in found.values())
    return found | dict(zip((field for field in order if field not in found), free, strict=False))


def _by_looks(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """The columns in which most cells look like mail addresses, or like telephone numbers."""
    found: dict[str, int] = {}
    for column in range(max((len(row) for row in rows), default=0)):
        cells = [row[column] for row in rows if column < len(row) and row[column]]
        for field, fits in (("email", _is_address), ("phone", _is_number)):
            if field not in found and cells and sum(map(fits, cells)) * 2 > len(cells):
                found[field] = column
    return found


def _is_address(cell: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", cell) is not None


def _is_number(cell: str) -> bool:
    return PHONE.fullmatch(cell) is not None and sum(character.isdigit() for character in cell) >= 6


_SHORT_NAMES = {
    "HK": ("hong kong", "hongkong", "香港"),
    "MO": ("macau", "macao", "澳門", "澳门"),
    "TW": ("taiwan", "台灣", "臺灣", "台湾"),
    "CN": ("china", "mainland china", "prc", "中國", "中国", "中國大陸", "中国大陆", "內地", "内地"),
    "KR": ("korea", "south korea", "南韓", "韓國", "韩国"),
    "US": ("usa", "united states of america", "美國", "美国"),
    "GB": ("uk", "great britain", "england", "英國", "英国"),
    "AE": ("uae", "阿聯酋", "阿联酋"),
    "CZ": ("czech republic",),
    "TR": ("turkey",),
    "RU": ("russian federation",),
}  # fmt: skip
"""What people write beside the names that CLDR has."""


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    names = {name.casefold(): code for locale in LOCALES for code, name in countries(locale)}
    names |= {name: code for code, short in _SHORT_NAMES.items() for name in short}
    return names | {code.casefold(): code for code, _name in countries(DEFAULT_LOCALE)}


def country_code(written: str) -> str | None:
    """The ISO code of a country written as a code or a name in one of our languages; None where it is none."""
    return _country_codes().get(written.strip().casefold())


class Checker:
    """Checks rows one after another: each gives a PersonRow, or its problems."""

    def __init__(
        self,
        mapping: Mapping[str, int],
        ticket_types: Sequence[TicketType] = (),
        default_kind: TicketType | None = None,
        *,
        needs_contact: bool = True,
    ) -> None:
        self._mapping = mapping
        self._ticket_types = {
            name.casefold(): ticket_type for ticket_type in ticket_types for name in ticket_type.name.values()
        }
        self._default = default_kind
        self._needs_contact = needs_contact
        self._seen: dict[tuple[str, str], int] = {}

    def check(self, number: int, cells: Sequence[str]) -> tuple[ImportRow | None, list[Problem]]:
        values = {field: cells[column] if column < len(cells) else "" for field, column in self._mapping.items()}
        values = {field: values.get(field, "") for field in FIELD_NAMES}
        values["name"] = values["name"] or _whole_name(values["surname"], values["given_name"])
        problems = [Problem(number, field, message) for field, message in self._problems(number, values)]
        if problems:
            return None, problems
        ticket_type = self._ticket_types.get(values["ticket"].casefold(), self._default)
        return (
            ImportRow(
                number, values["name"], values["email"], values["romanised_name"], values["phone"], values["company"],
                values["job_title"], country_code(values["country"]),
                match_locale(values["language"]) or DEFAULT_LOCALE, ticket_type.id if ticket_type else None,
            ),
            [],
        )  # fmt: skip

    def _problems(self, number: int, values: dict[str, str]) -> list[tuple[str, str]]:
        found = [
            (field, _("%(field)s has more than %(number)s characters", field=FIELD_NAMES[field], number=most))
            for field in FIELD_NAMES
            if len(values[field]) > (most := LONGEST.get(field, 200))
        ]
        tests: tuple[tuple[str, Callable[[dict[str, str]], str | None]], ...] = (
            ("name", self._name_problem),
            ("email", self._email_problem),
            ("phone", self._phone_problem),
            ("ticket", self._ticket_problem),
            ("country", self._country_problem),
        )
        found += [(field, message) for field, test in tests if (message := test(values))]
        if not found and (message := self._twice(number, values)):
            found.append(("email", message))
        return found

    def _name_problem(self, values: dict[str, str]) -> str | None:
        return None if values["name"] else _("there is no name")

    def _email_problem(self, values: dict[str, str]) -> str | None:
        email = values["email"]
        if not email:
            if values["phone"] or not self._needs_contact:
                return None
            return _("there is neither an email address nor a mobile number")
        return None if is_email(email) else _("“%(text)s” is not an email address", text=email[:60])

    def _phone_problem(self, values: dict[str, str]) -> str | None:
        phone = values["phone"]
        if not phone or PHONE.fullmatch(phone):
            return None
        return _("“%(text)s” is not a phone number", text=phone[:40])

    def _ticket_problem(self, values: dict[str, str]) -> str | None:
        if values["ticket"]:
            if values["ticket"].casefold() in self._ticket_types or not self._ticket_types:
                return None
            return _("there is no ticket “%(text)s”", text=values["ticket"][:60])
        return None if self._default is not None or not self._ticket_types else _("no ticket is named")

    def _country_problem(self, values: dict[str, str]) -> str | None:
        if not values["country"] or country_code(values["country"]):
            return None
        return _("“%(text)s” is no country or region", text=values["country"][:40])

    def _twice(self, number: int, values: dict[str, str]) -> str | None:
        key = (values["name"].casefold(), (values["email"] or values["phone"]).casefold())
        first = self._seen.setdefault(key, number)
        return None if first == number else _("the same person as in row %(row)s", row=first)


def is_email(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _whole_name(surname: str, given_name: str) -> str:
    """Chinese names begin with the surname and have no space between."""
    if not surname or not given_name:
        return surname or given_name
    if ord(surname[0]) > 0x2E80 and ord(given_name[0]) > 0x2E80:
        return surname + given_name
    return f"{given_name} {surname}"
