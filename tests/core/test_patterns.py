"""No regular expression of ours takes long, whatever it is given (CWE-1333)."""

import importlib
import pkgutil
import re
from time import process_time

import eventapp

LONG = 3_000
CHARACTERS = "a0 .-_@/<>%\\\"'(:,;\n\t+=&{[#*一"
PAIRS = ("ab", "a ", "a@", "a.", "a,", "0-", "0:", "<a", "a=", "\r\n", "{a", "--", "1e", "@.", ": ", "* ")
EVIL = [
    *(one * LONG for one in (*CHARACTERS, *PAIRS)), "a" * LONG + "!", "http://" + "a." * LONG, "a@" + "a." * LONG + "!",
    "0" * LONG + "x", " " * LONG + "x", "BEGIN:" + "A" * LONG, "<" + "a " * LONG, "+" + "1 " * LONG,
]  # fmt: skip


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern that a module of the app has compiled, by where it is."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(eventapp.__path__, "eventapp."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for number, one in enumerate(_within(value)):
                found[f"{module.name}.{name}.{number}"] = one
    return found


def _within(value: object, depth: int = 3) -> list[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        return [value] if isinstance(value.pattern, str) else []
    if depth and isinstance(value, tuple | list | dict | set | frozenset):
        inside = [*value.values()] if isinstance(value, dict) else list(value)
        return [one for part in inside[:200] for one in _within(part, depth - 1)]
    return []


def test_there_are_some() -> None:
    assert len(patterns()) > 20


def test_each_ends_soon() -> None:
    """By the processor's clock: what else the machine does is no matter."""
    slow = {}
    for name, pattern in patterns().items():
        for evil in EVIL:
            start = process_time()
            pattern.search(evil), pattern.fullmatch(evil), pattern.sub("", evil)
            if (took := process_time() - start) > 1:
                slow[name, evil[:12]] = round(took, 1)
    assert slow == {}
