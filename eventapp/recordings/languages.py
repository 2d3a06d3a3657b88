"""Languages in which something is written or signed (BCP 47), and the other Chinese script from the one there is."""

from babel import Locale
from flask_babel import lazy_gettext as _l

from eventapp.core.locales import LOCALE_NAMES, OTHER_SCRIPT, convert_chinese

WRITTEN = (
    "en", "zh-Hant", "zh-Hans", "ja", "ko", "fr", "de", "es", "it", "pt", "ru", "ar", "hi", "id", "ms", "th", "vi",
)  # fmt: skip
SIGNED = {
    "hks": _l("Hong Kong Sign Language"), "csl": _l("Chinese Sign Language"), "tss": _l("Taiwan Sign Language"),
    "jsl": _l("Japanese Sign Language"), "kvk": _l("Korean Sign Language"), "ase": _l("American Sign Language"),
    "bfi": _l("British Sign Language"), "asf": _l("Auslan (Australia)"), "fsl": _l("French Sign Language"),
    "gsg": _l("German Sign Language"), "ils": _l("International Sign"),
}  # fmt: skip
"""Languages that are signed (ISO 639-3, which BCP 47 takes in), most wanted first."""
RIGHT_TO_LEFT = ("ar",)


def written_language(tag: str) -> str:
    """A written language by the name that its own readers look for; one that is signed by the reader's name for it."""
    if tag in SIGNED:
        return str(SIGNED[tag])
    return LOCALE_NAMES.get(tag) or str(Locale.parse(tag, sep="-").get_display_name() or tag).capitalize()


def source_of(wanted: str, known: list[str]) -> str | None:
    """The language among `known` that a text in `wanted` is made from: itself, or the other Chinese script."""
    if wanted in known:
        return wanted
    other = OTHER_SCRIPT.get(wanted)
    return other if other in known else None


def offered(known: list[str]) -> list[str]:
    """What can be read where these are written: they themselves first, then the other Chinese script."""
    made = [OTHER_SCRIPT[tag] for tag in known if tag in OTHER_SCRIPT]
    return list(dict.fromkeys([*known, *made]))


def in_language(text: str, source: str, wanted: str) -> str:
    """A text of `source` as it is read in `wanted`."""
    return text if source == wanted else convert_chinese(text, source, wanted)
