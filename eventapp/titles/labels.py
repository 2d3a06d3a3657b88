"""Words for what titles are, in the reader's language."""

from functools import lru_cache

from babel import Locale
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from eventapp.core.locales import babel_name, reader_locale
from eventapp.core.templating import country_name
from eventapp.titles.territories import GROUPS, WORLD

STATE_NAMES = {"draft": _l("Draft"), "published": _l("Published"), "hidden": _l("Hidden")}
KIND_NAMES = {
    "film": _l("Film"),
    "series": _l("TV series"),
    "short_drama": _l("Short drama"),
    "documentary": _l("Documentary"),
    "animation": _l("Animation"),
    "format": _l("Format"),
    "novel": _l("Novel"),
    "other_ip": _l("Other IP"),
}
STAGE_NAMES = {
    "idea": _l("Idea"),
    "development": _l("In development"),
    "production": _l("In production"),
    "finished": _l("Finished"),
}
BUDGET_NAMES = {
    "under_1m": _l("Under US$1 million"),
    "1m_5m": _l("US$1–5 million"),
    "5m_20m": _l("US$5–20 million"),
    "over_20m": _l("Over US$20 million"),
}
SOUGHT_NAMES = {
    "co_producer": _l("Co-producer"),
    "broadcaster": _l("Broadcaster"),
    "platform": _l("Platform"),
    "finance": _l("Finance"),
    "distributor": _l("Distributor"),
}
REGIME_NAMES = {
    "cepa": _l("Co-production under CEPA"),
    "treaty": _l("Official co-production under a treaty"),
    "national": _l("National production"),
}
AUDIENCE_NAMES = {
    "public": _l("Everybody"),
    "registered": _l("Everybody who is registered"),
    "badge_class": _l("One badge class"),
}
MEDIUM_NAMES = {
    "all": _l("All media"),
    "theatrical": _l("Cinema"),
    "television": _l("Television"),
    "streaming": _l("Streaming"),
    "video": _l("Home video"),
    "inflight": _l("In flight"),
    "remake": _l("Remake"),
    "publishing": _l("Publishing"),
}
RIGHT_STATE_NAMES = {
    "free": lazy_pgettext("of a right", "Available"),
    "optioned": _l("Optioned"),
    "sold": lazy_pgettext("of a right", "Sold"),
}
GENRE_NAMES = {
    "action": lazy_pgettext("of a film", "Action"),
    "adventure": _l("Adventure"),
    "comedy": _l("Comedy"),
    "costume": _l("Costume drama"),
    "crime": _l("Crime"),
    "drama": _l("Drama"),
    "family": _l("Family"),
    "fantasy": _l("Fantasy"),
    "history": _l("Period and history"),
    "horror": _l("Horror"),
    "martial_arts": _l("Martial arts"),
    "music": _l("Music"),
    "romance": _l("Romance"),
    "science_fiction": _l("Science fiction"),
    "sports": _l("Sports"),
    "thriller": _l("Thriller"),
    "youth": _l("Youth"),
}
GROUP_NAMES = {
    WORLD: _l("The world"),
    "greater_china": _l("Greater China"),
    "south_east_asia": _l("South-East Asia"),
    "east_asia": _l("East Asia"),
    "south_asia": _l("South Asia"),
    "asia": _l("Asia"),
    "middle_east_north_africa": _l("Middle East and North Africa"),
    "europe": _l("Europe"),
    "north_america": _l("North America"),
    "latin_america": _l("Latin America"),
    "africa": _l("Africa"),
    "oceania": _l("Oceania"),
}
assert set(GROUP_NAMES) == {WORLD, *GROUPS}
LANGUAGES = (
    "yue", "cmn", "en", "ar", "bn", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja",
    "km", "ko", "lo", "mn", "ms", "my", "ne", "nl", "no", "pl", "pt", "ro", "ru", "si", "sv", "ta", "te", "th", "tl",
    "tr", "uk", "ur", "vi",
)  # fmt: skip
"""Of films, their subtitles and dubs (ISO 639)."""
_AS_CLDR_HAS_IT = {"cmn": "zh", "tl": "fil"}


def film_language(code: str) -> str:
    """A language by its name in the reader's; the spoken Chinese ones are told apart."""
    return str(_l("Mandarin")) if code == "cmn" else _language_name(code, reader_locale())


@lru_cache(maxsize=500)
def _language_name(code: str, locale: str) -> str:
    return str(Locale.parse(babel_name(locale)).languages.get(_AS_CLDR_HAS_IT.get(code, code), code))


def territory_name(territory: str) -> str:
    return str(GROUP_NAMES.get(territory) or country_name(territory))
