"""Titles as visitors see them: browsed, filtered by rights, one by one; more of them for who is registered."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.companies.extension_points import CompanyPart, company_parts
from eventapp.companies.models import Company
from eventapp.core import clock
from eventapp.core.http import cached_page, cached_response, download, without_cookies
from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.core.qr_codes import qr_svg
from eventapp.core.templating import countries
from eventapp.events.discovery import picture_of, picture_response
from eventapp.events.extension_points import NavigationItem, add_navigation, sitemap_parts, sitemap_versions
from eventapp.events.models import Event
from eventapp.events.public import published_event, published_version
from eventapp.events.queries import EventVersion, event_by_slug
from eventapp.programme.extension_points import SessionPart, session_parts
from eventapp.programme.models import Session
from eventapp.registration.extension_points import TicketAction, add_ticket_actions
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_by_token
from eventapp.titles import labels, queries
from eventapp.titles.extension_points import title_parts
from eventapp.titles.models import KINDS, MEDIA, SOUGHT, STAGES, Title
from eventapp.titles.printing import card, title_list
from eventapp.titles.queries import Wanted
from eventapp.titles.structured_data import title_as_json_ld
from eventapp.titles.visibility import ANYBODY, Viewer, viewer_of

LONGEST_SEARCH = 100
blueprint = Blueprint("titles", __name__)


class _Place(NamedTuple):
    """Where titles are looked at: for everybody on the event's site, or by somebody from their private page."""

    event: Event
    viewer: Viewer
    token: str = ""

    def list_url(self, **asked: Any) -> str:
        if self.token:
            return url_for("titles.own_titles", token=self.token, **asked)
        return url_for("titles.titles", slug=self.event.slug, **asked)

    def title_url(self, title: Title) -> str:
        if self.token:
            return url_for("titles.own_title", token=self.token, code=title.code)
        return url_for("titles.title", slug=self.event.slug, code=title.code)


@blueprint.get("/events/<slug>/titles/")
def titles(slug: str) -> ResponseReturnValue:
    """What everybody may see. What is typed freely is not kept for others."""
    version, wanted, page = _listed(slug), _wanted(), _page_asked()

    def build() -> str:
        return _list_page(_public_place(slug), wanted, page)

    if wanted.words:
        without_cookies()
        return Response(build(), headers={"Cache-Control": "no-cache"})
    return cached_page(("titles", wanted, page, *_keys(version)), build)


@blueprint.get("/events/<slug>/titles/list-<locale>.pdf")
def printed_list(slug: str, locale: str) -> ResponseReturnValue:
    """What everybody may see, on paper."""
    version = _listed(slug)
    event = published_event(slug)
    if locale not in event.locales:
        abort(404)
    without_cookies()
    key = ("list of titles", locale, *_keys(version))
    answer = cached_response(key, lambda: title_list(event, locale), "application/pdf")
    answer.headers["Content-Disposition"] = download(f"{slug}-titles-{locale}.pdf")["Content-Disposition"]
    return answer


@blueprint.get("/events/<slug>/titles/<code>/")
def title(slug: str, code: str) -> ResponseReturnValue:
    version = _listed(slug)
    parts = tuple(part.version(version.id) for part in title_parts)
    return cached_page(("title", code, parts, *_keys(version)), lambda: _title_page(_public_place(slug), code))


@blueprint.get("/events/<slug>/titles/<code>/card.pdf")
def title_card(slug: str, code: str) -> ResponseReturnValue:
    """A card to take along, with a code that leads to the title's page."""
    without_cookies()

    def build() -> bytes:
        place = _public_place(slug)
        return card(place.event, _visible(place, code))

    return cached_response(("title card", code, *_keys(_listed(slug))), build, "application/pdf")


@blueprint.get("/events/<slug>/titles/<code>/picture.png")
def title_preview(slug: str, code: str) -> ResponseReturnValue:
    """What a link to the title shows where it is shared."""
    version = _listed(slug)

    def build() -> bytes:
        place = _public_place(slug)
        found, locale, main = _visible(place, code), reader_locale(), place.event.main_locale
        company = found.company.name.text(locale, main) if found.company else ""
        notes = (str(labels.KIND_NAMES[found.kind]), company)
        return picture_of(place.event, found.name.text(locale, main), place.event.name.text(locale, main), notes)

    return picture_response(version, ("title", code, *_seen(version.id)), build)


@blueprint.get("/events/<slug>/titles/<code>/poster-<key>.jpg")
def poster(slug: str, code: str, key: str) -> ResponseReturnValue:
    """A picture that everybody may see."""
    without_cookies()
    event = event_by_slug(slug) or abort(404)
    found = queries.visible_title(event.id, code, ANYBODY, clock.now()) or abort(404)
    return _picture(found, key, "public, max-age=300")


@blueprint.get("/r/<token>/titles/")
def own_titles(token: str) -> ResponseReturnValue:
    """What somebody may see who is registered."""
    return _private(_list_page(_own_place(token), _wanted(), _page_asked()))


@blueprint.get("/r/<token>/titles/<code>/")
def own_title(token: str, code: str) -> ResponseReturnValue:
    return _private(_title_page(_own_place(token), code))


@blueprint.get("/r/<token>/titles/<code>/poster-<key>.jpg")
def own_poster(token: str, code: str, key: str) -> ResponseReturnValue:
    without_cookies()
    return _picture(_visible(_own_place(token), code), key, "private, max-age=300")


def _private(page: str) -> Response:
    return Response(page, headers={"Cache-Control": "private, no-store"})


def _picture(title: Title, key: str, keep: str) -> Response:
    found = queries.picture_of(title)
    if found is None or title.picture_key != key:
        abort(404)
    return Response(found.content, content_type="image/jpeg", headers={"Cache-Control": keep})


def _listed(slug: str) -> EventVersion:
    """The version of an event that has titles; 404 for others."""
    version = published_version(slug)
    catalogue = queries.catalogue(version.id)
    if catalogue is None or not catalogue.published:
        abort(404)
    return version


def _keys(version: EventVersion) -> tuple[object, ...]:
    return (version.uid, version.revision, *_seen(version.id))


def _public_place(slug: str) -> _Place:
    return _Place(published_event(slug), ANYBODY)


def _own_place(token: str) -> _Place:
    registration: Registration = registration_by_token(token) or abort(404)
    event = registration.event
    catalogue = queries.catalogue(event.id)
    if event.status == "draft" or catalogue is None or not catalogue.published:
        abort(404)
    g.main_locale = event.main_locale
    return _Place(event, viewer_of(registration), token)


def _seen(event_id: int) -> tuple[object, ...]:
    """All that pages of titles depend on beside the event: the catalogue, and which embargoes are over."""
    catalogue = queries.catalogue(event_id)
    return (catalogue.revision if catalogue else 0, queries.embargoes_over(event_id, clock.now()), clock.now().date())


def _visible(place: _Place, code: str) -> Title:
    return queries.visible_title(place.event.id, code, place.viewer, clock.now()) or abort(404)


def _page_asked() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 1_000)


def _wanted() -> Wanted:
    """Only what there is to choose, so that nobody fills the cache with what is not there."""
    locale = reader_locale()

    def one_of(name: str, known: Iterable[str]) -> str:
        asked = request.args.get(name, "")
        return asked if asked and asked in set(known) else ""

    company = request.args.get("company", "")
    return Wanted(
        words=request.args.get("q", "").strip()[:LONGEST_SEARCH],
        kind=one_of("kind", KINDS), genre=one_of("genre", labels.GENRE_NAMES), stage=one_of("stage", STAGES),
        language=one_of("language", labels.LANGUAGES), sought=one_of("sought", SOUGHT),
        company_code=company if len(company) == 8 and company.isalnum() else "",
        free_in=one_of("free_in", (code for code, _name in countries(locale))),
        free_for=one_of("free_for", set(MEDIA) - {"all"}),
    )  # fmt: skip


_ASKED_AS = {
    "words": "q", "kind": "kind", "genre": "genre", "stage": "stage", "language": "language", "sought": "sought",
    "company_code": "company", "free_in": "free_in", "free_for": "free_for",
}  # fmt: skip


def _list_page(place: _Place, wanted: Wanted, page: int) -> str:
    g.main_locale = place.event.main_locale
    found = queries.find_visible(place.event.id, place.viewer, clock.now(), wanted, page)
    chosen = {_ASKED_AS[name]: value for name, value in wanted._asdict().items() if value}
    return render_template(
        "titles/titles.html", event=place.event, place=place, found=found, wanted=wanted, chosen=chosen, page=page,
        labels=labels, countries=countries(reader_locale()),
    )  # fmt: skip


def _title_page(place: _Place, code: str) -> str:
    g.main_locale = place.event.main_locale
    found, now = _visible(place, code), clock.now()
    source = found.source
    is_shown = source is not None and queries.visible_title(place.event.id, source.code, place.viewer, now) is not None
    address = absolute_url("titles.title", slug=place.event.slug, code=found.code)
    return render_template(
        "titles/title.html", event=place.event, place=place, title=found, source=source if is_shown else None,
        adaptations=queries.adaptations_of(found, place.viewer, now), sessions=queries.sessions_of(found),
        labels=labels, qr=qr_svg(address), address=address, structured=title_as_json_ld(place.event, found),
        parts=[(part.template, part.context(found, place.token)) for part in title_parts],
    )  # fmt: skip


@blueprint.app_template_global()
def poster_url(event: Event, title: Title, token: str = "") -> str:
    if token:
        return url_for("titles.own_poster", token=token, code=title.code, key=title.picture_key)
    return url_for("titles.poster", slug=event.slug, code=title.code, key=title.picture_key)


def _in_sitemap(event: Event) -> Iterable[str]:
    found = queries.visible_titles(event.id, ANYBODY, clock.now())
    if found:
        yield absolute_url("titles.titles", slug=event.slug)
    for title in found:
        yield absolute_url("titles.title", slug=event.slug, code=title.code)


sitemap_parts.append(_in_sitemap)
sitemap_versions.append(_seen)


@add_navigation
def _in_navigation(event: Event) -> Iterable[NavigationItem]:
    catalogue = queries.catalogue(event.id)
    if catalogue is not None and catalogue.published:
        yield NavigationItem(_("Titles"), url_for("titles.titles", slug=event.slug), "titles.")


@add_ticket_actions
def _from_the_ticket(registration: Registration, token: str) -> Iterable[TicketAction]:
    catalogue = queries.catalogue(registration.event_id)
    if catalogue is not None and catalogue.published:
        yield TicketAction("play", _("Titles"), url_for("titles.own_titles", token=token))


def _titles(of: Callable[[int, Viewer, datetime], list[Title]], row: Company | Session) -> dict[str, Any]:
    return {"titles": of(row.id, ANYBODY, clock.now())}


company_parts.append(CompanyPart(
    "titles/_of_company.html", lambda _event, company: _titles(queries.visible_of_company, company), _seen
))  # fmt: skip
session_parts.append(SessionPart(
    "titles/_in_session.html", lambda _event, session: _titles(queries.visible_in_session, session), _seen
))  # fmt: skip
