"""The columns of a table of titles, as it is exported."""

from eventapp.core.locales import LOCALES
from eventapp.events.models import Event
from eventapp.titles.models import Title, TitleRight

_TEXTS = ("name", "synopsis", "based_on")
_LISTS = ("genres", "countries", "languages", "subtitles", "dubs", "sought")
_PLAIN = (
    "original_name",
    "kind",
    "stage",
    "year",
    "episodes",
    "minutes",
    "budget_band",
    "regime",
    "audience",
    "badge_class",
)
TITLE_COLUMNS = (
    "code", *(f"{name} {locale}" for name in _TEXTS for locale in LOCALES), *_PLAIN, *_LISTS, "people", "clips",
    "company", "rights", "embargo until", "state",
)  # fmt: skip


def title_row(title: Title, event: Event) -> list[str]:
    """In the order of TITLE_COLUMNS. A right is `territory/medium/state`, with its term where it has one."""
    main = event.main_locale
    return [
        title.code,
        *(getattr(title, text).get(locale, "") for text in _TEXTS for locale in LOCALES),
        *(str(getattr(title, name) or "") for name in _PLAIN),
        *("; ".join(getattr(title, name)) for name in _LISTS),
        "; ".join(f"{role}: {name}" if role else name for role, name in title.people),
        "; ".join(address for _words, address, _upright in title.clips),
        title.company.name.text(main, main) if title.company else "",
        "; ".join(map(_right, title.rights)),
        event.local(title.embargo_until).strftime("%Y-%m-%d %H:%M") if title.embargo_until else "",
        title.state,
    ]


def _right(right: TitleRight) -> str:
    term = f"/{right.begins_on or ''}–{right.ends_on or ''}" if right.begins_on or right.ends_on else ""
    return f"{right.territory}/{right.medium}/{right.state}{term}"
