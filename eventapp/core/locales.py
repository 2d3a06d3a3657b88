"""The languages, how a reader's choice is found, and the bridge between the two Chinese scripts."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from gettext import NullTranslations
from typing import Any, NamedTuple

from flask import g, has_app_context, has_request_context, request
from flask_babel import Babel, force_locale, get_translations


class Language(NamedTuple):
    """A language of the interface and of an event's texts.

    `locale` is its BCP 47 tag, as stored and sent; `name` what it calls itself; `babel` CLDR's name, which its
    catalogue's folder has too; `wtforms` the catalogue of WTForms whose messages fit.
    """

    locale: str
    name: str
    babel: str
    wtforms: str


LANGUAGES = (
    Language("en", "English", "en_HK", "en"),
    Language("zh-Hant", "繁體中文", "zh_Hant_HK", "zh_TW"),
    Language("zh-Hans", "简体中文", "zh_Hans_CN", "zh"),
)
LOCALES = tuple(language.locale for language in LANGUAGES)
DEFAULT_LOCALE = "en"
LOCALE_NAMES = {language.locale: language.name for language in LANGUAGES}
COOKIE = "locale"

_BY_LOCALE = {language.locale: language for language in LANGUAGES}
OTHER_SCRIPT = {"zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant"}
_OPENCC_PROFILES = {("zh-Hans", "zh-Hant"): "s2hk", ("zh-Hant", "zh-Hans"): "hk2s"}

babel = Babel()
_catalogues: dict[str, NullTranslations] = {}


def match_locale(tag: str | None) -> str | None:
    """The locale that serves a BCP 47 tag, or None: zh-HK reads zh-Hant, zh-CN reads zh-Hans."""
    if not tag:
        return None
    parts = tag.strip().replace("_", "-").lower().split("-")
    if parts[0] in ("zh", "yue"):
        traditional = {"hant", "hk", "tw", "mo"}
        return "zh-Hant" if parts[0] == "yue" or traditional & set(parts[1:]) else "zh-Hans"
    return parts[0] if parts[0] in LOCALES else None


def reader_locale() -> str:
    """The locale of the request: `?lang=`, then the cookie, then Accept-Language, then English."""
    chosen: str | None = g.get("locale") if has_app_context() else None
    if chosen is None:
        if not has_request_context():
            return DEFAULT_LOCALE
        chosen = match_locale(request.args.get("lang")) or match_locale(request.cookies.get(COOKIE))
        if chosen is None:
            matches = (match_locale(tag) for tag, _ in request.accept_languages)
            chosen = next((match for match in matches if match), DEFAULT_LOCALE)
        g.locale = chosen
    return chosen


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Have everything said in `locale` for the length of a `with` block: a mail speaks its recipient's language."""
    before = g.get("locale")
    g.locale = locale
    try:
        with force_locale(babel_name(locale)):
            yield
    finally:
        g.locale = before


def babel_name(locale: str) -> str:
    """Our locale as CLDR data names it, e.g. zh-Hant -> zh_Hant_HK."""
    return _BY_LOCALE[locale].babel


def catalogue() -> NullTranslations:
    """What the request's language says for each text. Flask-Babel finds the same, and looks for it with each text."""
    locale = reader_locale()
    found = _catalogues.get(locale)
    if found is None:
        found = _catalogues[locale] = get_translations()
    return found


def library_language(locale: str) -> str:
    """The catalogue of WTForms that speaks our locale."""
    return _BY_LOCALE[locale].wtforms


def select_for_babel() -> str:
    """What Flask-Babel asks at each request."""
    return babel_name(reader_locale())


@lru_cache(maxsize=4)
def _converter(source: str, target: str) -> "object":
    # OpenCC's dictionaries weigh several megabytes: a process that never converts never loads them.
    import opencc

    return opencc.OpenCC(_OPENCC_PROFILES[source, target])


@lru_cache(maxsize=4096)
def convert_chinese(text: str, source: str, target: str) -> str:
    """`text` in the other Chinese script, by OpenCC. Raises KeyError for any pair that is not Chinese to Chinese."""
    return str(_converter(source, target).convert(text))  # type: ignore[attr-defined]


def in_all_languages(label: Any) -> list[str]:
    """A marked text as it is in each of our languages."""
    found = []
    for locale in LOCALES:
        with force_locale(babel_name(locale)):
            found.append(str(label))
    return found
