"""How states, badges and answers are called where people read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.core.locales import reader_locale
from eventapp.core.templating import country_name
from eventapp.registration.models import BADGE_CLASSES, STANDINGS, Question, Upload

BADGE_CLASS_NAMES = {
    "delegate": _l("Delegate"),
    "buyer": _l("Buyer"),
    "speaker": _l("Speaker"),
    "press": _l("Press"),
    "exhibitor": _l("Exhibitor"),
    "vip": _l("VIP"),
}
STATE_NAMES = {
    "pending": _l("Waiting for approval"),
    "incomplete": _l("Details missing"),
    "unnamed": _l("Not named yet"),
    "unconfirmed": _l("Email not confirmed"),
    "waitlisted": _l("On the waiting list"),
    "confirmed": _l("Confirmed"),
    "declined": _l("Declined"),
    "cancelled": _l("Cancelled"),
}
assert set(STATE_NAMES) == set(STANDINGS)
assert set(BADGE_CLASS_NAMES) == set(BADGE_CLASSES)


def answer_text(question: Question, value: Any, main_locale: str, uploads: Mapping[int, Upload] | None = None) -> str:
    """An answer as people read it, in the reader's language; a file by its name."""
    locale = reader_locale()

    def chosen(keys: Sequence[Any]) -> str:
        separator = "、" if locale.startswith("zh") else ", "
        return separator.join(question.option_label(str(key), locale, main_locale) for key in keys)

    def file_name(_value: Any) -> str:
        kept = (uploads or {}).get(question.id)
        return kept.name if kept else _("File")

    words: dict[str, Any] = {
        "choice": lambda key: chosen([key]),
        "choices": chosen,
        "country": country_name,
        "consent": lambda _value: _("Yes"),
        "file": file_name,
    }
    return "" if value is None else str(words.get(question.kind, str)(value))


def fill_words(name: str, taken: int, capacity: int, level: int) -> str:
    """That something is full, or how nearly."""
    if level == 100:
        return _("“%(name)s” is full", name=name)
    return _(
        "“%(name)s” is %(percent)s%% full, %(left)s places left", name=name, percent=taken * 100 // capacity,
        left=capacity - taken,
    )  # fmt: skip
