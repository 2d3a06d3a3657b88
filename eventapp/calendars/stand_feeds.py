"""What happens at companies' stands, as calendars are told: moved, cancelled, and off where the company is."""

from collections.abc import Iterable

from flask_babel import gettext as _

from eventapp.calendars.entries import Entry, EntryBuilder, with_link
from eventapp.calendars.files import COLOUR_NAMES, CalendarFile
from eventapp.companies.models import CompanyDirectory, StandEvent
from eventapp.companies.naming import stand_names
from eventapp.companies.service import is_listed
from eventapp.core import richtext
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.events.models import Event


def stand_feed(
    event: Event,
    stand_events: Iterable[StandEvent],
    directory: CompanyDirectory,
    locale: str,
    *,
    part: str,
    source: str,
) -> CalendarFile:
    """All of them, or those of the company that is named `part`."""
    with speaking(locale):
        builder = EntryBuilder(event, locale)
        is_open = is_listed(directory) and event.status != "draft"
        entries = [_entry(builder, one, is_open=is_open) for one in stand_events]
        name = " · ".join((event.name.text(locale, event.main_locale), part or _("At the stands")))
        page = absolute_url("companies.companies", slug=event.slug)
        colour = COLOUR_NAMES[event.accent]
        return CalendarFile(name, source, page, entries, locale, directory.changed_at, colour, event.timezone)


def _entry(builder: EntryBuilder, stand_event: StandEvent, *, is_open: bool) -> Entry:
    locale, main, company = builder.locale, builder.main, stand_event.company
    is_on = is_open and company.is_published and not stand_event.is_cancelled
    title, name = stand_event.title.text(locale, main), company.name.text(locale, main)
    html, plain = richtext.html_and_plain(stand_event.description.text(locale, main))
    page = absolute_url("companies.company", slug=builder.event.slug, code=company.code)
    return Entry(
        uid=str(stand_event.uid),
        summary=f"{name}: {title}" if is_on else _("Cancelled: %(title)s", title=f"{name}: {title}"),
        location=", ".join(filter(None, (*stand_names(company, locale, main), builder.place))) or _("To be announced"),
        starts_at=stand_event.starts_at.astimezone(builder.zone),
        ends_at=stand_event.ends_at.astimezone(builder.zone),
        is_on=is_on,
        sequence=stand_event.sequence,
        created_at=stand_event.created_at,
        changed_at=stand_event.changed_at,
        url=page,
        description=with_link(plain, page),
        html=str(html),
        categories=tuple(one.name.text(locale, main) for one in company.categories),
        is_busy=is_on,
        organizer=builder.organizer,
        position=builder.position,
    )
