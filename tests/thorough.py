"""How much is tried of what could be tried for ever: a part in the suite, all of it with THOROUGH=1."""

import os

IS_THOROUGH = bool(os.environ.get("THOROUGH"))


def part_of(number: int, *, least: int = 5) -> int:
    """How many examples, people or requests a test takes that would take `number` of them by hand."""
    return number if IS_THOROUGH else max(number * 2 // 5, least)
