"""The public directory of companies: searched, filtered, on the halls' plans, printed."""

from collections.abc import Iterable
from io import BytesIO
from typing import NamedTuple

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.companies import queries, service
from eventapp.companies.company_form import company_form
from eventapp.companies.extension_points import company_parts
from eventapp.companies.forms import ApplicationForm
from eventapp.companies.models import CompanyDirectory, StandEvent
from eventapp.companies.naming import stand_names
from eventapp.companies.printing import catalogue
from eventapp.companies.queries import Wanted
from eventapp.companies.structured_data import company_as_json_ld
from eventapp.core import clock
from eventapp.core.http import cached_page, cached_response, download, without_cookies
from eventapp.core.links import absolute_url
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter
from eventapp.core.templating import countries
from eventapp.events.discovery import picture_of, picture_response
from eventapp.events.extension_points import NavigationItem, add_navigation, sitemap_parts, sitemap_versions
from eventapp.events.models import Event
from eventapp.events.public import published_event, published_version
from eventapp.events.queries import EventVersion, event_by_slug

LONGEST_SEARCH = 100
blueprint = Blueprint("companies", __name__, url_prefix="/events/<slug>/companies")


class _Asked(NamedTuple):
    """What a visitor looks for, as the address says it."""

    words: str
    category_id: int | None
    country: str
    hall_id: int | None
    page: int


@blueprint.get("/")
def companies(slug: str) -> ResponseReturnValue:
    """The directory, or what a search finds in it. What is typed freely is not kept for others."""
    version, directory = _listed(slug)
    asked = _asked(version.id)

    def build() -> str:
        event = published_event(slug)
        wanted = Wanted(asked.words, asked.category_id, asked.country, asked.hall_id)
        found, has_more = queries.find_companies(event.id, wanted, asked.page)
        names = dict(countries(reader_locale()))
        chosen = {"q": asked.words, "category": asked.category_id, "country": asked.country, "hall": asked.hall_id}
        return render_template(
            "companies/companies.html", event=event, companies=found, has_more=has_more, asked=asked,
            count=queries.count_companies(event.id, wanted), categories=queries.categories_of(event.id),
            halls=queries.halls_of(event.id), counts=queries.category_counts(event.id),
            countries=sorted(((code, names.get(code, code)) for code in queries.countries_of(event.id)),
                             key=lambda pair: pair[1]),
            chosen={key: value for key, value in chosen.items() if value},
        )  # fmt: skip

    if asked.words:
        without_cookies()
        return Response(build(), content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})
    return cached_page(("companies", asked, *_keys(version, directory)), build)


def _asked(event_id: int) -> _Asked:
    """Only what there is to choose, so that nobody fills the cache with what is not there."""
    categories = {one.id for one in queries.categories_of(event_id)} if "category" in request.args else set()
    halls = {one.id for one in queries.halls_of(event_id)} if "hall" in request.args else set()
    category_id, hall_id = (request.args.get(name, type=int) for name in ("category", "hall"))
    country = request.args.get("country", "")
    page = request.args.get("page", 1, type=int)
    return _Asked(
        request.args.get("q", "").strip()[:LONGEST_SEARCH],
        category_id if category_id in categories else None,
        country if country and country in queries.countries_of(event_id) else "",
        hall_id if hall_id in halls else None,
        min(max(page, 1), 1_000),
    )


@blueprint.get("/map/")
def company_map(slug: str) -> ResponseReturnValue:
    """The halls' floor plans with who is where."""
    version, directory = _listed(slug)

    def build() -> str:
        event = published_event(slug)
        halls = [one for one in queries.halls_of(event.id) if one.plan_key]
        return render_template(
            "companies/map.html", event=event, halls=halls, stands=queries.marked_stands(halls)
        )  # fmt: skip

    return cached_page(("company map", *_keys(version, directory)), build)


@blueprint.get("/catalogue-<locale>.pdf")
def printed_catalogue(slug: str, locale: str) -> ResponseReturnValue:
    version, directory = _listed(slug)
    event = published_event(slug)
    if locale not in event.locales:
        abort(404)
    without_cookies()
    key = ("catalogue", locale, *_keys(version, directory))
    answer = cached_response(key, lambda: catalogue(event, locale), "application/pdf")
    answer.headers["Content-Disposition"] = download(f"{slug}-companies-{locale}.pdf")["Content-Disposition"]
    return answer


@blueprint.get("/<code>/")
def company(slug: str, code: str) -> ResponseReturnValue:
    version, directory = _listed(slug)

    def build() -> str:
        event = published_event(slug)
        found = queries.public_company(event.id, code) or abort(404)
        return render_template(
            "companies/company.html", event=event, company=found, stand_events=queries.stand_events_of(found),
            structured=company_as_json_ld(event, found),
            parts=[(part.template, part.context(event, found)) for part in company_parts],
        )  # fmt: skip

    parts = tuple(part.version(version.id) for part in company_parts)
    return cached_page(("company", code, *_keys(version, directory), parts), build)


@blueprint.get("/<code>/picture.png")
def company_picture(slug: str, code: str) -> ResponseReturnValue:
    """What a link to the company shows where it is shared."""
    version, directory = _listed(slug)

    def build() -> bytes:
        event = published_event(slug)
        found = queries.public_company(event.id, code) or abort(404)
        locale, main = reader_locale(), event.main_locale
        stands = ", ".join(stand_names(found, locale, main))
        notes = (stands, ", ".join(one.name.text(locale, main) for one in found.categories))
        return picture_of(event, found.name.text(locale, main), event.name.text(locale, main), notes)

    return picture_response(version, ("company", code, directory.revision), build)


@blueprint.get("/<code>/logo-<key>.png")
def company_logo(slug: str, code: str, key: str) -> ResponseReturnValue:
    """A logo. Another one has another address, so that this one may be kept for good."""
    without_cookies()
    event = event_by_slug(slug) or abort(404)
    found = queries.company_by_code(event.id, code) or abort(404)
    logo = queries.logo_of(found)
    if logo is None or found.logo_key != key:
        abort(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(logo.content, content_type="image/png", headers=headers)


@blueprint.get("/halls/<int:hall_id>/plan-<key>.svg")
def hall_plan(slug: str, hall_id: int, key: str) -> ResponseReturnValue:
    """A floor plan. It was cleaned when it came in, and may run nothing even if it is opened by itself."""
    without_cookies()
    event = event_by_slug(slug) or abort(404)
    hall = queries.hall(event.id, hall_id) or abort(404)
    plan = queries.plan_of(hall)
    if plan is None or hall.plan_key != key:
        abort(404)
    answer = send_file(BytesIO(plan.content), mimetype="image/svg+xml", max_age=31_536_000)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    return answer


@blueprint.route("/apply/", methods=["GET", "POST"])
@limiter.limit("10 per hour", methods=["POST"])
def apply(slug: str) -> ResponseReturnValue:
    """A company asks to be in the directory."""
    event = published_event(slug)
    g.main_locale = event.main_locale
    directory = queries.directory(event.id)
    if directory is None or not directory.takes_applications:
        abort(404)
    form = company_form(ApplicationForm, event)
    if not form.is_submitted():
        form.locale.data = reader_locale()
    if form.validate_on_submit():
        service.apply(event, form.details())
        flash(_("Thank you. The organisers look at it; you get an email with a private link to your company's page."))
        return redirect(url_for("companies.apply", slug=slug), 303)
    page = render_template("companies/apply.html", event=event, form=form)
    return page, 422 if form.errors else 200


def _listed(slug: str) -> tuple[EventVersion, CompanyDirectory]:
    """The versions of a directory that the public may see; 404 for others."""
    version = published_version(slug)
    directory = queries.directory(version.id)
    if directory is None or not service.is_listed(directory):
        abort(404)
    return version, directory


def _keys(version: EventVersion, directory: CompanyDirectory) -> tuple[object, ...]:
    return (version.uid, version.revision, directory.revision)


def _in_sitemap(event: Event) -> Iterable[str]:
    if service.is_listed(queries.directory(event.id)):
        yield absolute_url("companies.companies", slug=event.slug)
        for company in queries.all_companies(event.id):
            yield absolute_url("companies.company", slug=event.slug, code=company.code)


def _revision(event_id: int) -> tuple[object, ...]:
    directory = queries.directory(event_id)
    return (directory.revision if directory else 0,)


sitemap_parts.append(_in_sitemap)
sitemap_versions.append(_revision)


@add_navigation
def _in_navigation(event: Event) -> Iterable[NavigationItem]:
    if service.is_listed(queries.directory(event.id)):
        link = url_for("companies.companies", slug=event.slug)
        yield NavigationItem(_("Companies"), link, "companies.")


@blueprint.app_template_filter()
def is_over(stand_event: StandEvent) -> bool:
    return stand_event.ends_at <= clock.now()
