"""Countries as people write them: codes, names in our languages, and shorter ones."""

from functools import lru_cache

from eventapp.core.locales import DEFAULT_LOCALE, LOCALES
from eventapp.core.templating import countries

_SHORT_NAMES = {
    "HK": ("hong kong", "hongkong", "香港"),
    "MO": ("macau", "macao", "澳門", "澳门"),
    "TW": ("taiwan", "台灣", "臺灣", "台湾"),
    "CN": ("china", "mainland china", "prc", "中國", "中国", "中國大陸", "中国大陆", "內地", "内地"),
    "KR": ("korea", "south korea", "南韓", "韓國", "韩国"),
    "US": ("usa", "united states of america", "美國", "美国"),
    "GB": ("uk", "great britain", "england", "英國", "英国"),
    "AE": ("uae", "阿聯酋", "阿联酋"),
    "CZ": ("czech republic",),
    "TR": ("turkey",),
    "RU": ("russian federation",),
}  # fmt: skip
"""What people write beside the names that CLDR has."""


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    names = {name.casefold(): code for locale in LOCALES for code, name in countries(locale)}
    names |= {name: code for code, short in _SHORT_NAMES.items() for name in short}
    return names | {code.casefold(): code for code, _name in countries(DEFAULT_LOCALE)}


def country_code(written: str) -> str | None:
    """The ISO code of a country written as a code or a name in one of our languages; None where it is none."""
    return _country_codes().get(written.strip().casefold())
