"""Titles on paper: a card for the stand, with a code that leads to the title's page, and the list of all of them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.companies.naming import stand_names
from eventapp.core import clock, pdf
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.qr_codes import qr_svg
from eventapp.core.richtext import plain_beginning
from eventapp.core.templating import country_name
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.events.models import Event
from eventapp.titles import labels, queries
from eventapp.titles.labels import GENRE_NAMES, KIND_NAMES, SOUGHT_NAMES, STAGE_NAMES
from eventapp.titles.models import Title
from eventapp.titles.visibility import ANYBODY

LONGEST_SYNOPSIS = 420
LONGEST_IN_LIST = 260
MOST_RIGHTS = 8


def card(event: Event, title: Title) -> bytes:
    """One page in A6, in the event's main language with the title's other names beside."""
    locale = main = event.main_locale
    with speaking(locale):
        own = title.name.text(locale, main)
        others = [name for name in (*title.name.values(), title.original_name) if name and name != own]
        facts = [str(KIND_NAMES[title.kind]), str(STAGE_NAMES[title.stage]), str(title.year or "")]
        company = title.company
        values = {
            "language": locale,
            "accent": ACCENT_COLOURS[event.accent],
            "event": event.name.text(locale, main),
            "name": own,
            "others": list(dict.fromkeys(others)),
            "facts": [fact for fact in facts if fact],
            "text": plain_beginning(title.synopsis.text(locale, main), LONGEST_SYNOPSIS),
            "company": company.name.text(locale, main) if company is not None else "",
            "stands": stand_names(company, locale, main) if company is not None else [],
            "qr": qr_svg(absolute_url("titles.title", slug=event.slug, code=title.code), border=0),
        }
    return pdf.render("titles/card.typ", values, int(title.changed_at.timestamp()))


def title_list(event: Event, locale: str) -> bytes:
    """What everybody may see, by name, as PDF in `locale`; nothing under embargo, nothing that is for some alone."""
    catalogue = queries.catalogue(event.id)
    values = list_values(event, locale)
    changed_at = catalogue.changed_at if catalogue is not None else event.programme_changed_at
    return pdf.render("titles/list.typ", values, int(changed_at.timestamp()))


def list_values(event: Event, locale: str) -> dict[str, Any]:
    """What the printed list says."""
    found = queries.visible_titles(event.id, ANYBODY, clock.now())
    with speaking(locale):
        return {
            "language": locale,
            "accent": ACCENT_COLOURS[event.accent],
            "event": event.name.text(locale, event.main_locale),
            "title": _("Titles"),
            "empty": _("No title is announced yet."),
            "titles": [_listed(event, title, locale) for title in found],
        }


def _listed(event: Event, title: Title, locale: str) -> dict[str, Any]:
    main, company = event.main_locale, title.company
    own = title.name.text(locale, main)
    others = dict.fromkeys(name for name in (*title.name.values(), title.original_name) if name and name != own)
    length = " × ".join(
        words
        for words in (
            ngettext("%(num)s episode", "%(num)s episodes", title.episodes) if title.episodes else "",
            ngettext("%(num)s minute", "%(num)s minutes", title.minutes) if title.minutes else "",
        )
        if words
    )
    facts = [str(KIND_NAMES[title.kind]), str(STAGE_NAMES[title.stage]), str(title.year or ""), length]
    facts += [str(GENRE_NAMES[name]) for name in title.genres] + [country_name(code) for code in title.countries]
    return {
        "name": own,
        "others": " · ".join(others),
        "facts": [fact for fact in facts if fact],
        "languages": ", ".join(labels.film_language(code) for code in title.languages),
        "text": plain_beginning(title.synopsis.text(locale, main), LONGEST_IN_LIST),
        "rights": _rights(title),
        "sought": ", ".join(str(SOUGHT_NAMES[name]) for name in title.sought),
        "sought_label": _("Looking for"),
        "company": company.name.text(locale, main) if company is not None and company.is_published else "",
        "stands": stand_names(company, locale, main) if company is not None and company.is_published else [],
    }


def _rights(title: Title) -> str:
    """What is still to be had: the first territories by name, with the medium where it is not all of them."""
    free = [right for right in title.rights if right.state == "free"]
    said = [
        labels.territory_name(right.territory)
        + (f" ({labels.MEDIUM_NAMES[right.medium]})" if right.medium != "all" else "")
        for right in free[:MOST_RIGHTS]
    ]
    rest = ["…"] if len(free) > MOST_RIGHTS else []
    return _("Free: %(rights)s", rights=", ".join([*said, *rest])) if said else ""
