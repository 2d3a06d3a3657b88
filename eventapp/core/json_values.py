"""Values of JSON that somebody else wrote: what is not as expected is nothing, and never an error."""

import json
from typing import Any


def read_json(content: bytes) -> tuple[Any, str]:
    """(document, its text); a byte order mark and UTF-16 are read as JSON's standard has it (RFC 8259, section 8.1).

    Raises UnicodeDecodeError, json.JSONDecodeError, ValueError (a number of thousands of digits) or RecursionError.
    """
    text = content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else json.detect_encoding(content))
    return json.loads(text), text


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, as far as it is one."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """A text or number as text, or the first of a text in several languages; anything else is nothing."""
    if isinstance(value, dict):
        return next((str(text) for text in value.values() if isinstance(text, str) and text), "")
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
