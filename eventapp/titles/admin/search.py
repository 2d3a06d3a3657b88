"""What the admin's search finds of titles."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.accounts.models import User
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.models import Event
from eventapp.events.search import AdminPage, Hit, add_admin_pages, add_search_source
from eventapp.titles import queries
from eventapp.titles.labels import KIND_NAMES
from eventapp.titles.queries import Wanted


@add_search_source
def titles(user: User, event: Event, text: str) -> Iterable[Hit]:
    if not policy.may_edit_companies(user, event):
        return
    for title in queries.find_titles(event.id, Wanted(words=text)).titles:
        link = url_for("titles_admin.edit_title", slug=event.slug, code=title.code)
        yield Hit(_("Titles"), localized(title.name, event.main_locale), str(KIND_NAMES[title.kind]), link)


add_admin_pages(
    AdminPage(
        _l("Titles"), _l("films, series, short dramas, rights, IP, catalogue"),
        "titles films series short dramas formats novels rights ip catalogue", "titles_admin.titles",
        policy.may_edit_companies,
    ),
)  # fmt: skip
