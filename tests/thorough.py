"""How much is tried of what could be tried for ever: a part in the suite, all of it with THOROUGH=1."""

import os
from typing import TypeVar

Variant = TypeVar("Variant")

IS_THOROUGH = bool(os.environ.get("THOROUGH"))


def part_of(number: int, *, least: int = 5) -> int:
    """How many examples, people or requests a test takes that would take `number` of them by hand."""
    return number if IS_THOROUGH else max(number // 4, least)


def first_of(*variants: Variant) -> tuple[Variant, ...]:
    """Of what differs in nothing that matters to most changes (a direction, a language), the first."""
    return variants if IS_THOROUGH else variants[:1]
