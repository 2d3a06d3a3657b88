"""What templates can say about texts, times, countries and links."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates
from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from eventapp.core import clock, richtext
from eventapp.core.codes import spoken_code
from eventapp.core.http import RELEASE
from eventapp.core.import_problems import from_json
from eventapp.core.links import absolute_url
from eventapp.core.locales import LOCALE_NAMES, LOCALES, OTHER_SCRIPT, babel_name, catalogue, reader_locale, speaking
from eventapp.core.types import LocalizedText, Resolved


def localized(text: LocalizedText | dict[str, str] | None, main_locale: str | None = None) -> str:
    """A text in the reader's language; also one that a JSON column holds."""
    if text is None:
        return ""
    return resolved(text if isinstance(text, LocalizedText) else LocalizedText(text), main_locale).text


def resolved(text: LocalizedText, main_locale: str | None = None) -> Resolved:
    return text.resolve(reader_locale(), main_locale or g.get("main_locale", "en"))


def clock_time(instant: datetime, timezone: str) -> str:
    """`14:05`, in the 24 hours that programmes are printed with in all three languages."""
    return instant.astimezone(ZoneInfo(timezone)).strftime("%H:%M")


def long_date(instant: datetime | date, timezone: str = "UTC") -> str:
    """`Monday, 14 December 2026` as the reader's language writes it."""
    day = instant.astimezone(ZoneInfo(timezone)).date() if isinstance(instant, datetime) else instant
    return dates.format_date(day, "full", locale=babel_name(reader_locale()))


def short_date(instant: datetime | date, timezone: str = "UTC") -> str:
    """`14 Dec`."""
    day = instant.astimezone(ZoneInfo(timezone)).date() if isinstance(instant, datetime) else instant
    return str(dates.format_skeleton("MMMd", day, locale=babel_name(reader_locale())))


def instant(text: str) -> datetime:
    """An ISO 8601 time that a JSON column holds."""
    return datetime.fromisoformat(text)


def weekday(day: date) -> str:
    return dates.format_date(day, "EEE", locale=babel_name(reader_locale()))


def moment(instant: datetime, timezone: str) -> str:
    """A date with its time: `14 Dec 2026, 14:05`."""
    local = instant.astimezone(ZoneInfo(timezone))
    return _medium_date(local.date(), reader_locale()) + local.strftime(" %H:%M")


@lru_cache(maxsize=2_000)
def _medium_date(day: date, locale: str) -> str:
    return dates.format_date(day, "medium", locale=babel_name(locale))


def zone_name(timezone: str, instant: datetime) -> str:
    """`GMT+8`, for readers elsewhere."""
    offset = instant.astimezone(ZoneInfo(timezone)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"GMT{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def zone_names(timezone: str, starts_at: datetime, ends_at: datetime) -> str:
    """The same for a span of time: `GMT+1, from 28 Mar GMT+2` where the clocks are changed within it."""
    first, last = zone_name(timezone, starts_at), zone_name(timezone, ends_at)
    if first == last:
        return first
    zone = ZoneInfo(timezone)
    day = starts_at.astimezone(zone).replace(hour=12)
    while zone_name(timezone, day) == first:
        day += timedelta(days=1)
    return gettext("%(before)s, from %(day)s %(after)s", before=first, day=short_date(day.date()), after=last)


def time_span(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """`Monday, 14 December 2026, 09:00–18:00`, or both days with their times where there are several."""
    begins = f"{long_date(starts_at, timezone)}, {clock_time(starts_at, timezone)}"
    zone = ZoneInfo(timezone)
    if starts_at.astimezone(zone).date() == ends_at.astimezone(zone).date():
        return f"{begins}–{clock_time(ends_at, timezone)}"
    return f"{begins} – {long_date(ends_at, timezone)}, {clock_time(ends_at, timezone)}"


@lru_cache(maxsize=8)
def countries(locale: str) -> tuple[tuple[str, str], ...]:
    """(ISO 3166 code, name in the reader's language), in that language's order, as CLDR names them."""
    names = Locale.parse(babel_name(locale)).territories
    real = [
        (code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    ]
    return tuple(sorted(real, key=lambda pair: pair[1]))


_NO_COUNTRY = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "DG", "EA", "IC", "TA"}


def country_name(code: str | None) -> str:
    return "" if not code else dict(countries(reader_locale())).get(code, code)


def initials(name: str) -> str:
    """One or two characters that stand for a person without a photo: the last of a Chinese name, Latin initials."""
    words = [word for word in name.replace("·", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    if ord(words[0][0]) > 0x2E80:
        return words[0][-1]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def static_url(name: str) -> str:
    """A file of static/ with the release in its address, so that browsers may keep it for good."""
    return url_for("static", filename=name, v=RELEASE)


def stylesheet_url() -> str:
    return url_for("site_css", v=RELEASE)


def address_in(locale: str) -> str:
    """The link that shows this page in another language."""
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return url_for("language", locale=locale, next=here)


def page_address() -> str:
    """The whole address of this page, without what follows a question mark."""
    return f"{current_app.config['BASE_URL']}{request.path}"


def audit_value(value: Any) -> str:
    """A value of the audit log, short enough to be read in a row."""
    if isinstance(value, dict):
        value = " / ".join(str(part) for part in value.values())
    elif isinstance(value, list):
        value = ", ".join(str(part) for part in value)
    text = "–" if value in (None, "") else str(value)
    return text if len(text) <= 160 else f"{text[:160]}…"


@pass_eval_context
def translated(context: EvalContext, message: str, /, **values: Any) -> str:
    """`_()` of templates: as Jinja's new-style gettext, always a format string, with values escaped as the rest is."""
    text = catalogue().gettext(message)
    return Markup(text) % values if context.autoescape else text % values


@pass_eval_context
def translated_number(context: EvalContext, singular: str, plural: str, num: int, /, **values: Any) -> str:
    """`ngettext()` of templates; what is counted is `num` in the text."""
    text = catalogue().ngettext(singular, plural, num)
    values = {"num": num, **values}
    return Markup(text) % values if context.autoescape else text % values


def warm_up(app: Flask) -> None:
    """Load what every page needs before the processes part, so that they share one copy and nobody waits for it."""
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        app.jinja_env.get_template(name)
    for locale in LOCALES:
        countries(locale)
        with app.app_context(), speaking(locale):
            dates.format_date(date(2026, 1, 1), "full", locale=babel_name(locale))
            gettext("Programme")


def set_up(app: Flask) -> None:
    filters: dict[str, Any] = {
        "plain": lambda text: " ".join(richtext.to_plain(str(text)).split()),
        "localized": localized,
        "resolved": resolved,
        "clock_time": clock_time,
        "long_date": long_date,
        "short_date": short_date,
        "weekday": weekday,
        "instant": instant,
        "audit_value": audit_value,
        "problem": lambda stored: from_json(stored).sentence,
        "moment": moment,
        "country_name": country_name,
        "initials": initials,
        "spoken": spoken_code,
        "markdown": lambda text: richtext.to_html(text) if text else Markup(""),
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(
        static_url=static_url,
        stylesheet_url=stylesheet_url,
        absolute_url=absolute_url,
        address_in=address_in,
        page_address=page_address,
        zone_name=zone_name,
        zone_names=zone_names,
        time_span=time_span,
        countries=countries,
        LOCALES=LOCALES,
        OTHER_SCRIPT=OTHER_SCRIPT,
        LOCALE_NAMES=LOCALE_NAMES,
        reader_locale=reader_locale,
        present=clock.now,
        _=translated,
        gettext=translated,
        ngettext=translated_number,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
