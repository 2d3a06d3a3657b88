"""What no form would have taken does not come in with an archive either."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from eventapp.companies.service import PlanRefused, clean_plan
from eventapp.core.forms import is_timezone
from eventapp.core.locales import LOCALES
from eventapp.programme.service.files import CONTENT_TYPES
from eventapp.titles.labels import GENRE_NAMES, LANGUAGES
from eventapp.titles.models import SOUGHT

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Z0-9]{8,16}")
_WITH_CODE = ("session", "speaker", "registration", "company", "title", "certificate")
_SENT_FILES = ("application/pdf", "image/jpeg", "image/png")
"""What people may send as answers."""


def _is_link(text: Any) -> bool:
    return isinstance(text, str) and text.startswith(("https://", "http://")) and text.isprintable()


def _is_event(values: Mapping[str, Any]) -> bool:
    return is_timezone(values["timezone"]) and set(values["locales"]) <= set(LOCALES) and values["locales"] != []


def _is_session(values: Mapping[str, Any]) -> bool:
    told = [values, values.get("draft") or {}]
    links = [link for part in told for link in part.get("links") or []]
    streams = [part["stream_url"] for part in told if part.get("stream_url")]
    return all(isinstance(link, list) and len(link) == 2 and _is_link(link[1]) for link in links) and all(
        map(_is_link, streams)
    )


def _is_question(values: Mapping[str, Any]) -> bool:
    return all(
        isinstance(option.get("key"), str)
        and isinstance(option.get("label"), dict)
        and all(isinstance(text, str) for text in option["label"].values())
        and set(option["label"]) <= set(LOCALES)
        for option in values.get("options", [])
    )


def _is_title(values: Mapping[str, Any]) -> bool:
    known = (("genres", GENRE_NAMES), ("sought", SOUGHT), ("languages", LANGUAGES), ("subtitles", LANGUAGES))
    people = all(isinstance(one, list) and list(map(type, one)) == [str, str] for one in values.get("people", []))
    clips = all(
        isinstance(one, list) and list(map(type, one)) == [str, str, bool] and _is_link(one[1])
        for one in values.get("clips", [])
    )
    listed = all(one in names for name, names in (*known, ("dubs", LANGUAGES)) for one in values.get(name, []))
    return people and clips and listed and all(isinstance(one, str) for one in values.get("countries", []))


def _is_plan(values: Mapping[str, Any]) -> bool:
    """A floor plan that we would take from an organiser."""
    try:
        clean_plan(values["content"])
    except PlanRefused:
        return False
    return True


_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "event": _is_event,
    "session": _is_session,
    "company": lambda values: not values["website"] or _is_link(values["website"]),
    "hall_plan": _is_plan,
    "title": _is_title,
    "title_picture": lambda values: values["content"].startswith(b"\xff\xd8\xff"),
    "company_logo": lambda values: values["content"].startswith(b"\x89PNG"),
    "question": _is_question,
    "session_file": lambda values: values["content_type"] in CONTENT_TYPES.values(),
    "upload": lambda values: values["content_type"] in _SENT_FILES,
}


def is_harmless(table: str, values: Mapping[str, Any]) -> bool:
    """Whether a row is one that the app itself could have written, as far as pages rely on it."""
    if "slug" in values and not _SLUG.fullmatch(values["slug"]):
        return False
    if table in _WITH_CODE and not _CODE.fullmatch(values["code"]):
        return False
    check = _CHECKS.get(table)
    return check is None or check(values)
