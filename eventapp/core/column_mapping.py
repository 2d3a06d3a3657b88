"""Which column of a table is which: by its heading, as many tools write it, or as a person said."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from eventapp.core.locales import LOCALES
from eventapp.core.spreadsheets import Row, Table

LANGUAGE_NAMES = {
    "en": ("en", "english", "英文", "英語", "英语"),
    "zh-Hant": ("zh hant", "zh hk", "zh tw", "traditional chinese", "chinese traditional", "繁體中文", "繁体中文",
                "繁體", "繁中", "繁", "中文"),
    "zh-Hans": ("zh hans", "zh cn", "simplified chinese", "chinese simplified", "简体中文", "簡體中文", "简体",
                "简中", "简", "chinese"),
}  # fmt: skip
"""How headings name the languages of the columns below them."""

Headings = Mapping[str, Sequence[str]]
"""{field: the headings that mean it, the surest first}"""


def plain_heading(heading: str) -> str:
    """A heading without case, width, punctuation and marks of what must be filled in."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def in_languages(headings: Headings) -> dict[str, Sequence[str]]:
    """The same for fields that have a column a language, such as `title en`; the plain field is in the main one."""
    found: dict[str, Sequence[str]] = {}
    for field, names in headings.items():
        for locale in LOCALES:
            spelt = LANGUAGE_NAMES.get(locale, (locale.lower(),))
            found[f"{field} {locale}"] = [f"{name} {word}" for name in names for word in spelt] + [
                f"{name}{word}" for name in names for word in spelt if not word.isascii()
            ]
    return {**found, **headings}


def with_own_names(headings: Headings) -> Headings:
    """The same with each field's own name as the surest of its headings."""
    return {field: (field, *names) for field, names in headings.items()}


def proposed_mapping(head: Sequence[str], headings: Headings) -> dict[str, int]:
    """{field: column} for the columns whose headings say what they are, each column for one field.

    What stands first among a field's headings is the surest, for all fields before anything that stands second.
    """
    plain = [plain_heading(heading) for heading in head]
    found: dict[str, int] = {}
    longest = max((len(names) for names in headings.values()), default=0)
    for rank in range(longest):
        for field, names in headings.items():
            if field in found or rank >= len(names):
                continue
            wanted = plain_heading(names[rank])
            column = next((at for at, one in enumerate(plain) if one == wanted and at not in found.values()), None)
            if column is not None:
                found[field] = column
    return found


def width_of(table: Table) -> int:
    """How many columns a table has, those without a heading too."""
    return max([len(table.head), *(len(row.cells) for row in table.rows)])


def column_names(table: Table) -> list[str]:
    """A name for each column: its heading, or its letter as spreadsheets have it."""
    return [
        (table.head[number] if number < len(table.head) else "") or column_letter(number)
        for number in range(width_of(table))
    ]


def column_letter(number: int) -> str:
    """`A` for the first column, `AA` for the twenty-seventh."""
    letters = ""
    while number >= 0:
        letters = chr(65 + number % 26) + letters
        number = number // 26 - 1
    return letters


def untaken_columns(table: Table, taken: Iterable[int]) -> list[str]:
    """The names of the columns that have something in them and that no field takes."""
    left = set(range(width_of(table))) - set(taken)
    filled = {at for row in table.rows for at, cell in enumerate(row.cells) if at in left and cell.strip()}
    return [name for at, name in enumerate(column_names(table)) if at in filled]


def heading_digest(head: Row) -> str:
    """What makes a table's headings known again."""
    return hashlib.sha256("\n".join(plain_heading(heading) for heading in head).encode()).hexdigest()


def cells_by_field(cells: Sequence[str], mapping: Mapping[str, int]) -> dict[str, str]:
    """{field: cell} of a row, for every field that has a column."""
    return {field: cells[at] if at < len(cells) else "" for field, at in mapping.items()}
