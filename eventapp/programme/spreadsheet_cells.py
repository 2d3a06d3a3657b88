"""What the cells of a session table say, whatever tool wrote them: when, in which state, in which language."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from eventapp.core.cell_values import read_minutes, read_moment
from eventapp.core.import_problems import N_, ValueRefused
from eventapp.events.models import Event
from eventapp.programme.languages import LANGUAGES
from eventapp.programme.models import LONGEST_SESSION, SPEAKER_ROLES

_RANGE = re.compile(r"^(.*?\d)\s*(?:[–—~～至]|to|-(?=\s*\d{1,2}[:.]\d{2}(?!\d*[./-])))\s*(\d.*)$", re.IGNORECASE)
_STATES = {
    "draft": ("submitted", "pending", "accept queue", "waitlisted", "waiting list", "nominated", "tentative", "草稿",
              "未確認", "未确认", "待定"),
    "confirmed": ("accepted", "scheduled", "published", "approved", "ok", "yes", "已確認", "已确认", "確認", "确认",
                  "接受"),
    "cancelled": ("canceled", "取消", "已取消"),
}  # fmt: skip
NOT_HELD = ("rejected", "declined", "withdrawn", "deleted", "decline queue", "不接受", "拒絕", "拒绝", "已撤回")
"""States in which other tools keep what will not take place."""
_SPOKEN = {
    "yue": ("cantonese", "zh-yue", "廣東話", "广东话", "粤语"),
    "cmn": ("mandarin", "putonghua", "chinese", "zh", "zh-hans", "zh-hant", "zh-cn", "zh-tw", "普通話", "國語", "国语",
            "中文", "漢語", "汉语"),
    "en": ("英文", "英語", "英语", "en-us", "en-gb", "englisch"),
    "de": ("german", "德文", "德語"),
    "fr": ("french", "法文", "法語"),
    "ja": ("japanese", "日文", "日語", "日语"),
    "ko": ("korean", "韓文", "韓語", "韩语"),
}  # fmt: skip


class Slot(NamedTuple):
    """From when to when; instants are aware. `minutes` is how long it should last where there is no time."""

    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int | None


def slot_of(event: Event, cells: Mapping[str, str], now: Slot, *, day_first: bool) -> Slot:
    """When a session is, by its cells `date`, `begins`, `ends` and `minutes`; for what has no cell, as it is `now`.

    Raises ValueRefused.
    """
    minutes = _minutes(cells.get("minutes", ""))
    if not {"date", "begins", "ends", "minutes"} & set(cells):
        return now
    begins_text, ends_text = cells.get("begins", ""), cells.get("ends", "")
    if parts := _RANGE.match(begins_text):
        begins_text, ends_text = parts[1], ends_text or parts[2]
    starts_at, ends_at = now.starts_at, now.ends_at
    if "begins" in cells or "date" in cells:
        starts_at = _instant(event, begins_text, cells.get("date", ""), now.starts_at, day_first=day_first)
        if starts_at is None:
            return Slot(None, None, minutes or now.minutes)
    if ends_text:
        ends_at = _instant(event, ends_text, "", starts_at, day_first=day_first)
        if ends_at is not None and starts_at is not None and ends_at <= starts_at and _is_clock(ends_text):
            ends_at += timedelta(days=1)  # past midnight
    elif starts_at is not None and (minutes or now.starts_at is None or now.ends_at is None):
        ends_at = starts_at + timedelta(minutes=minutes or now.minutes or 45)
    elif starts_at is not None and now.starts_at is not None and now.ends_at is not None and "ends" not in cells:
        # Only the beginning was changed: an end that stands in the table stays where it is.
        ends_at = now.ends_at if now.ends_at > starts_at else starts_at + (now.ends_at - now.starts_at)
    if starts_at is None or ends_at is None:
        return Slot(None, None, minutes or now.minutes)
    if not starts_at < ends_at <= starts_at + LONGEST_SESSION:
        raise ValueRefused(N_("Its end is not after its start, or more than two days later: its time is not taken."))
    return Slot(starts_at, ends_at, now.minutes)


def _instant(event: Event, text: str, day: str, same_day: datetime | None, *, day_first: bool) -> datetime | None:
    """The instant of a cell, or of two: a time of day belongs to the date beside it, or to the day of `same_day`."""
    if not text.strip():
        return None
    try:
        moment = read_moment(text, day_first=day_first)
        on = moment.day or (read_moment(day, day_first=day_first).day if day.strip() else None)
    except ValueError:
        value = (text if not day else f"{day} {text}")[:60]
        raise ValueRefused(
            N_("“%(value)s” is no time such as 2026-03-17 09:30: its time is not taken."), value=value
        ) from None
    if on is None and same_day is not None:
        on = event.local(same_day).date()
    if on is None and event.local(event.starts_at).date() == event.local(event.ends_at).date():
        on = event.local(event.starts_at).date()
    if on is None or moment.at is None:
        raise ValueRefused(N_("“%(value)s” has no date or no time of day: its time is not taken."), value=text[:60])
    found = datetime.combine(on, moment.at)
    return found if found.tzinfo else found.replace(tzinfo=event.zone)


def _is_clock(text: str) -> bool:
    return read_moment(text).day is None


def _minutes(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        minutes = read_minutes(text)
    except ValueError:
        minutes = 0
    if not 0 < minutes <= LONGEST_SESSION // timedelta(minutes=1):
        raise ValueRefused(N_("“%(value)s” is no length in minutes: it is not taken."), value=text[:40])
    return minutes


def status_of(text: str) -> str | None:
    """draft, confirmed or cancelled; None for what will not take place. Raises ValueRefused."""
    plain = " ".join(text.casefold().replace("_", " ").split())
    if not plain:
        return "confirmed"
    if plain in NOT_HELD:
        return None
    for status, words in _STATES.items():
        if plain == status or plain in words:
            return status
    raise ValueRefused(
        N_("“%(value)s” is no status such as draft, confirmed or cancelled: it is not taken."), value=text[:40]
    )


def language_of(text: str) -> str:
    """The tag of a language written as a tag or by its name in English or Chinese; what is no name of one is kept."""
    plain = text.strip().casefold()
    for tag, name in LANGUAGES:
        if plain in (tag, name.casefold()) or plain in _SPOKEN.get(tag, ()):
            return tag
    return "en" if plain.startswith("en-") else text.strip()


def names_in(text: str, known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(role, name) of everybody in a cell; names are parted by semicolons or lines, else by commas.

    A cell that is the whole name of somebody `known` is one person, also with a comma in it.
    """
    found: dict[str, str] = {}
    if text.strip().casefold() in known:
        parts = [text]
    else:
        parts = re.split(r"[;；\n]", text)
        if len(parts) == 1:
            parts = re.split(r"[,，、]", text)
    for part in parts:
        role, colon, name = part.partition(":")
        if not colon or role.strip() not in SPEAKER_ROLES:
            role, name = "speaker", part
        if name := " ".join(name.split()):
            found.setdefault(name, role.strip())
    return [(role, name) for name, role in found.items()]
