"""What did not come in as a file has it: kept as a reason and its values, and said in each reader's own language."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for it, which catalogues are collected by
    """Mark a text for translation that is said later."""
    return text


class Problem(NamedTuple):
    """`line` is the file's own (of a table: its row), `about` the title or name that it has there.

    `reason` is a marked text with `values` to be put into it; `is_left_out` tells an entry that did not come in from
    one that came in otherwise than the file says.
    """

    line: int | None
    about: str
    reason: str
    values: dict[str, Any] = {}  # never changed
    is_left_out: bool = True

    @property
    def message(self) -> str:
        """The reason in the reader's language; a value called `field` is a marked text itself."""
        values = {name: gettext(value) if name == "field" else value for name, value in self.values.items()}
        return gettext(self.reason, **values)

    @property
    def sentence(self) -> str:
        """All of it on one line: where, what, why."""
        where = gettext("Line %(line)s", line=self.line) if self.line else ""
        what = gettext("“%(title)s”", title=self.about) if self.about else ""
        return gettext(": ").join(part for part in (where, what, self.message) if part)

    def as_json(self) -> list[Any]:
        """For a column, or the history."""
        return list(self)


class ValueRefused(Exception):
    """One value of a file that makes no sense, and is not taken: a marked reason and its values."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class StrictlyRefused(Exception):
    """Something would not have come in as the file has it, and was to come in so or not at all. Nothing is written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = list(problems)


def from_json(stored: list[Any]) -> Problem:
    return Problem(*stored)
