"""What a cell of a table of titles means: kinds, genres, languages, territories and rights as people write them."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from eventapp.core.locales import LOCALES, speaking
from eventapp.registration.country_names import country_code
from eventapp.titles import labels
from eventapp.titles.service.titles import RightDetails
from eventapp.titles.territories import WORLD

_SEVERAL = re.compile(r"[;；、\n]+|,(?!\d)|，|\s\+\s")
BY_SEMICOLON = re.compile(r"[;；\n]+")
_TERM = re.compile(r"^(\d{4}(?:-\d\d-\d\d)?)?\s*(?:–|—|\.\.|\s-\s|至|to)\s*(\d{4}(?:-\d\d-\d\d)?)?$")
_NUMBER = re.compile(r"^(?![-−])\D{0,12}?(\d[\d,]*)(?:\.0+)?(?!\.?\d)")

_ALSO_KIND = {
    "movie": "film", "feature": "film", "feature film": "film", "電影長片": "film", "长片": "film", "劇情片": "film",
    "series": "series", "tv drama": "series", "drama series": "series", "web series": "series", "劇集": "series",
    "剧集": "series", "連續劇": "series", "连续剧": "series", "網劇": "series", "网剧": "series",
    "vertical drama": "short_drama", "mini drama": "short_drama", "microdrama": "short_drama",
    "micro drama": "short_drama", "short-form drama": "short_drama", "短劇": "short_drama", "短剧": "short_drama",
    "豎屏短劇": "short_drama", "竖屏短剧": "short_drama", "docu": "documentary", "docuseries": "documentary",
    "factual": "documentary", "纪录片": "documentary", "anime": "animation", "cartoon": "animation",
    "動漫": "animation", "动漫": "animation", "動畫片": "animation", "动画片": "animation", "variety format": "format",
    "variety": "format",
    "綜藝": "format", "综艺": "format", "book": "novel", "web novel": "novel", "網絡小說": "novel", "网络小说": "novel",
    "ip": "other_ip", "game": "other_ip", "comic": "other_ip", "漫畫": "other_ip", "漫画": "other_ip",
}  # fmt: skip
_ALSO_STAGE = {
    "completed": "finished", "complete": "finished", "released": "finished", "done": "finished", "已播出": "finished",
    "已上映": "finished", "post-production": "production", "post production": "production", "後期製作": "production",
    "后期制作": "production", "shooting": "production", "filming": "production", "拍攝中": "production",
    "拍摄中": "production", "pre-production": "development", "pre production": "development", "script": "development",
    "籌備中": "development", "筹备中": "development", "concept": "idea",
}  # fmt: skip
_ALSO_GENRE = {
    "sci-fi": "science_fiction", "sci fi": "science_fiction", "scifi": "science_fiction", "wuxia": "martial_arts",
    "kung fu": "martial_arts", "武俠": "martial_arts", "武侠": "martial_arts", "period": "history",
    "historical": "history", "costume": "costume", "古裝": "costume", "古装": "costume", "romantic": "romance",
    "love": "romance", "suspense": "thriller", "mystery": "thriller", "懸疑": "thriller", "悬疑": "thriller",
    "sport": "sports", "musical": "music", "kids": "family", "children": "family", "teen": "youth",
    "coming of age": "youth", "校園": "youth", "校园": "youth",
}  # fmt: skip
_ALSO_LANGUAGE = {
    "putonghua": "cmn", "chinese": "cmn", "mandarin chinese": "cmn", "普通話": "cmn", "普通话": "cmn", "國語": "cmn",
    "国语": "cmn", "華語": "cmn", "华语": "cmn", "zh": "cmn", "中文": "cmn", "粵語": "yue", "廣東話": "yue",
    "广东话": "yue", "bahasa indonesia": "id", "bahasa melayu": "ms", "bahasa malaysia": "ms", "tagalog": "tl",
}  # fmt: skip
_ALSO_MEDIUM = {
    "all rights": "all", "all media rights": "all", "theatrical": "theatrical", "tv": "television",
    "pay tv": "television", "free tv": "television", "svod": "streaming", "avod": "streaming", "vod": "streaming",
    "ott": "streaming",
    "dvd": "video", "airline": "inflight", "airlines": "inflight",
}  # fmt: skip
_ALSO_RIGHT_STATE = {"available": "free", "open": "free", "option": "optioned", "reserved": "optioned", "taken": "sold"}
_ALSO_TERRITORY = {
    "worldwide": WORLD, "global": WORLD, "all territories": WORLD, "全球": WORLD, "sea": "south_east_asia",
}  # fmt: skip


def _lookup(names: Mapping[str, Any], also: Mapping[str, str]) -> dict[str, str]:
    """{what people write, folded: the code}, in every language of the pages."""
    found = {word.casefold(): code for word, code in also.items()}
    for locale in LOCALES:
        with speaking(locale):
            found |= {str(label).casefold(): code for code, label in names.items()}
    return found | {code: code for code in names} | {code.replace("_", " "): code for code in names}


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    spoken: dict[str, str] = {word.casefold(): code for word, code in _ALSO_LANGUAGE.items()}
    for locale in LOCALES:
        with speaking(locale):
            spoken |= {labels.film_language(code).casefold(): code for code in labels.LANGUAGES}
    return {
        "kind": _lookup(labels.KIND_NAMES, _ALSO_KIND),
        "stage": _lookup(labels.STAGE_NAMES, _ALSO_STAGE),
        "genre": _lookup(labels.GENRE_NAMES, _ALSO_GENRE),
        "sought": _lookup(labels.SOUGHT_NAMES, {"co-production": "co_producer", "investor": "finance"}),
        "budget": _lookup(labels.BUDGET_NAMES, {}),
        "regime": _lookup(labels.REGIME_NAMES, {}),
        "audience": _lookup(labels.AUDIENCE_NAMES, {"everyone": "public", "all": "public"}),
        "state": _lookup(labels.STATE_NAMES, {}),
        "medium": _lookup(labels.MEDIUM_NAMES, _ALSO_MEDIUM),
        "right": _lookup(labels.RIGHT_STATE_NAMES, _ALSO_RIGHT_STATE),
        "territory": _lookup(labels.GROUP_NAMES, _ALSO_TERRITORY),
        "language": spoken | {code: code for code in labels.LANGUAGES},
    }


def code_of(what: str, written: str) -> str | None:
    """The code of a kind, stage, genre... as somebody writes it; None where it is none that we know."""
    return _words()[what].get(" ".join(written.split()).casefold())


def territory_of(written: str) -> str | None:
    """A group of territories, or the ISO code of a country."""
    return code_of("territory", written) or country_code(written)


def several(cell: str, separator: re.Pattern[str] = _SEVERAL) -> list[str]:
    """The parts of a cell that holds several, without what is empty."""
    return [part for one in separator.split(cell) if (part := " ".join(one.split()))]


def codes_of(parts: Iterable[str], find: Callable[[str], str | None]) -> tuple[tuple[str, ...], list[str]]:
    """Each code once, and the parts that are none."""
    found = [(part, find(part)) for part in parts]
    return tuple(dict.fromkeys(code for _part, code in found if code)), [part for part, code in found if not code]


def number_of(written: str) -> int | None:
    """The first whole number of a cell: 24 of `24 eps`, 45 of `45'`; None where there is none."""
    found = _NUMBER.match(written.strip())
    return int(found.group(1).replace(",", "")[:9]) if found else None


def right_of(written: str) -> RightDetails | None:
    """`Malaysia/Streaming/Available/2026–2028`: a territory, then medium, state and term in any order; what is left out
    is all media, free, and without an end. None where a part is none of these."""
    territory, *rest = [part.strip() for part in re.split(r"\s*[/|]\s*", written) if part.strip()] or [""]
    code = territory_of(territory)
    if code is None:
        return None
    right = RightDetails(code)
    for part in rest:
        if medium := code_of("medium", part):
            right = right._replace(medium=medium)
        elif state := code_of("right", part):
            right = right._replace(state=state)
        elif term := _term(part):
            right = right._replace(begins_on=term[0], ends_on=term[1])
        else:
            return None
    return right


def _term(written: str) -> tuple[date | None, date | None] | None:
    """Days, or whole years, from one to the other; either may be open."""
    found = _TERM.match(written)
    if found is None or not any(found.groups()):
        return None
    try:
        begins = date.fromisoformat(_whole(found.group(1), "01-01")) if found.group(1) else None
        ends = date.fromisoformat(_whole(found.group(2), "12-31")) if found.group(2) else None
    except ValueError:
        return None
    return None if begins and ends and ends < begins else (begins, ends)


def _whole(day: str, rest: str) -> str:
    return day if len(day) > len("2026") else f"{day}-{rest}"
