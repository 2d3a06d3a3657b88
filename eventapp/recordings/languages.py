"""Languages in which something is written (BCP 47), and the other Chinese script from the one that there is."""

from babel import Locale

from eventapp.core.locales import LOCALE_NAMES, OTHER_SCRIPT, convert_chinese

WRITTEN = (
    "en", "zh-Hant", "zh-Hans", "ja", "ko", "fr", "de", "es", "it", "pt", "ru", "ar", "hi", "id", "ms", "th", "vi",
)  # fmt: skip
RIGHT_TO_LEFT = ("ar",)


def written_language(tag: str) -> str:
    """A written language by the name that its own readers look for."""
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
