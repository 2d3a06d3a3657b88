"""What is known of each text of a session or speaker: missing, a converted draft, stale, or approved.

A text is approved when somebody wrote or checked it, together with the text in the main language as it was then.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from eventapp.core.locales import LOCALES
from eventapp.core.types import LocalizedText
from eventapp.events.models import Event

SESSION_TEXTS = ("title", "subtitle", "abstract", "description")
SPEAKER_TEXTS = ("name", "post", "organisation", "biography")
STATES = ("missing", "converted", "stale", "approved")


def text_state(states: dict[str, Any], field: str, text: LocalizedText, locale: str, main_locale: str) -> str:
    """One of STATES; an empty string where the text exists in no language at all."""
    if not text:
        return ""
    if locale not in text:
        return "missing"
    known = states.get(field, {}).get(locale)
    if not known:
        return "approved"
    source_locale = known.get("from") or main_locale
    if locale != source_locale and known.get("source") != fingerprint(text.get(source_locale, "")):
        return "stale"
    return "approved" if known.get("checked") else "converted"


def states_after(
    states: dict[str, Any], changes: dict[str, tuple[LocalizedText, LocalizedText]], main_locale: str
) -> dict[str, Any]:
    """What is known once texts went from old to new: those that changed are approved, beside the source as it is."""
    kept = {field: dict(known) for field, known in states.items()}
    for field, (old, new) in changes.items():
        if old == new:
            continue
        known = kept.setdefault(field, {})
        for locale in new:
            known.setdefault(locale, _approved(old.get(main_locale, "")))
            if old.get(locale) != new[locale]:
                known[locale] = _approved(new.get(main_locale, ""))
        for locale in set(known) - set(new):
            del known[locale]
    return {field: known for field, known in kept.items() if known}


def converted(states: dict[str, Any], field: str, source: str, target: str, text: LocalizedText) -> dict[str, Any]:
    """What is known once `target` was converted from `source`: a draft until somebody has looked at it."""
    known = dict(states.get(field, {}))
    known[target] = {"from": source, "source": fingerprint(text.get(source, "")), "checked": False}
    return {**states, field: known}


def approved(states: dict[str, Any], field: str, locale: str, text: LocalizedText, main_locale: str) -> dict[str, Any]:
    """What is known once somebody said that this text is right as it stands."""
    known = dict(states.get(field, {}))
    known[locale] = _approved(text.get(main_locale, ""))
    return {**states, field: known}


def to_do(
    states: dict[str, Any], texts: dict[str, LocalizedText], locales: Iterable[str], main_locale: str
) -> dict[str, int]:
    """How many texts are missing, converted or stale."""
    found = [
        text_state(states, field, text, locale, main_locale) for field, text in texts.items() for locale in locales
    ]
    return {state: found.count(state) for state in ("missing", "converted", "stale") if state in found}


def left_to_do(event: Event, item: Any, fields: tuple[str, ...]) -> dict[str, int]:
    """The same of a session or speaker, in the event's languages."""
    texts = {name: getattr(item, name) for name in fields}
    return to_do(item.text_states, texts, event.locales, event.main_locale)


def states_of(event: Event, item: Any, fields: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """How each text of a session or speaker stands, by field and locale."""
    return {
        field: {
            locale: text_state(item.text_states, field, getattr(item, field), locale, event.main_locale)
            for locale in LOCALES
        }
        for field in fields
    }


def fingerprint(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _approved(source: str) -> dict[str, Any]:
    return {"source": fingerprint(source), "checked": True}
