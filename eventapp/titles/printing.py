"""Titles on paper: a card for the stand, with a code that leads to the title's page."""

from eventapp.companies.naming import stand_names
from eventapp.core import pdf
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.qr_codes import qr_svg
from eventapp.core.richtext import plain_beginning
from eventapp.events.colours import ACCENT_COLOURS
from eventapp.events.models import Event
from eventapp.titles.labels import KIND_NAMES, STAGE_NAMES
from eventapp.titles.models import Title

LONGEST_SYNOPSIS = 420


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
