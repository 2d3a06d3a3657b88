"""What the admin's search finds of the programme."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.accounts.models import User
from eventapp.core.templating import localized
from eventapp.core.types import LocalizedText
from eventapp.events import policy
from eventapp.events.models import Event
from eventapp.events.search import AdminPage, Hit, add_admin_pages, add_search_source
from eventapp.programme import queries


@add_search_source
def sessions_and_speakers(user: User, event: Event, text: str) -> Iterable[Hit]:
    if not policy.may_edit_programme(user, event):
        return
    for session in queries.sessions_with_drafts(event.id):
        if _fits(text, session.title):
            room = localized(session.room.name, event.main_locale) if session.room else ""
            link = url_for("programme_admin.edit_session", slug=event.slug, code=session.released.code)
            yield Hit(_("Sessions"), localized(session.title, event.main_locale), room, link)


@add_search_source
def speakers(user: User, event: Event, text: str) -> Iterable[Hit]:
    if not policy.may_edit_programme(user, event):
        return
    for speaker in queries.speakers_of(event.id):
        if _fits(text, speaker.name, speaker.organisation):
            link = url_for("programme_admin.edit_speaker", slug=event.slug, code=speaker.code)
            organisation = localized(speaker.organisation, event.main_locale)
            yield Hit(_("Speakers"), localized(speaker.name, event.main_locale), organisation, link)


def _fits(text: str, *texts: LocalizedText) -> bool:
    known = " ".join(part for one in texts for part in one.values()).casefold()
    return all(word in known for word in text.casefold().split())


add_admin_pages(
    AdminPage(
        _l("Sessions"), _l("programme, talks, agenda, new session"), "programme program talks agenda new session",
        "programme_admin.sessions", policy.may_see,
    ),
    AdminPage(
        _l("Schedule"), _l("timetable, grid, editor, drag and drop, propose"),
        "timetable grid calendar editor drag drop propose optimise",
        "programme_admin.schedule", policy.may_see,
    ),
    AdminPage(
        _l("Release"), _l("publish changes, versions"), "publish release changes versions",
        "programme_admin.release", policy.may_edit_programme,
    ),
    AdminPage(
        _l("Import and export the programme"),
        _l("import, export, upload, download, Excel, CSV, frab, PDF, print, signs"),
        "import export upload download excel csv xlsx frab ics pdf print signs schedule",
        "programme_admin.import_export", policy.may_edit_programme,
    ),
    AdminPage(
        _l("Speakers"), _l("moderators, interpreters, panellists, biographies, photos"),
        "speakers moderators interpreters panellists biographies photos",
        "programme_admin.speakers", policy.may_see,
    ),
    AdminPage(
        _l("Rooms and tracks"), _l("halls, stages, categories, session types, breaks"),
        "rooms halls stages tracks categories types breaks",
        "programme_admin.rooms", policy.may_see,
    ),
)  # fmt: skip
