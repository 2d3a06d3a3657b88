"""Events and series themselves, and what changed in an event."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy import select

from eventapp.core.api import BASE, schemas
from eventapp.core.api.bodies import UID, Body, uid_of, uid_taken
from eventapp.core.api.pages import Page, cursor_at, page_of_list, page_of_query
from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.api.schemas import Schema
from eventapp.core.audit import AuditEntry
from eventapp.events import policy, queries, service
from eventapp.events.admin.settings import below_taken_message
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.events.forms import EventForm, SeriesForm, new_event_form, series_form, settings_form
from eventapp.events.models import Event, Series

blueprint = Blueprint("events_api", __name__, url_prefix=BASE)
EVENTS, ONE = "/events", "/events/<slug>"
BODY = Body(EventForm, without=("slug", "organisation_id"), required=("name", "starts_at", "ends_at", "contact_email"))
NEW = Body(
    EventForm, without=("series_id", "previous_id"), required=("name", "starts_at", "ends_at", "contact_email"),
    more={"uid": UID},
)  # fmt: skip
SERIES_BODY = Body(SeriesForm, required=("name", "slug"))
SERIES_CHANGE = Body(SeriesForm, without=("slug",))


class EventSchema(Schema):
    slug = schemas.text()
    uid = schemas.uuid()
    status = schemas.text()
    name = schemas.localized()
    tagline = schemas.localized()
    description = schemas.localized()
    organiser = schemas.localized()
    venue = schemas.localized()
    address = schemas.localized()
    timezone = schemas.text()
    starts_at = schemas.moment()
    ends_at = schemas.moment()
    main_locale = schemas.text()
    locales = schemas.texts()
    contact_email = schemas.text()
    accent = schemas.text()
    latitude = schemas.value({"type": ["number", "null"]})
    longitude = schemas.value({"type": ["number", "null"]})
    registration_opens_at = schemas.moment_or_null()
    registration_closes_at = schemas.moment_or_null()
    transfers_until = schemas.moment_or_null()
    group_limit = schemas.number()
    confirm_minutes = schemas.number()
    headsets = schemas.number_or_null()
    changeover_minutes = schemas.number()
    series_id = schemas.number_or_null()
    previous_id = schemas.number_or_null()
    streams_public = schemas.flag()
    invites_to_sessions = schemas.flag()
    declining_frees_seats = schemas.flag()
    capacity = schemas.number_or_null()
    taken = schemas.number()


class SeriesSchema(Schema):
    id = schemas.number()
    slug = schemas.text()
    name = schemas.localized()
    description = schemas.localized()
    accent = schemas.text()
    organisation_id = schemas.number_or_null()


class ChangeSchema(Schema):
    id = schemas.number()
    at = schemas.moment()
    action = schemas.text()
    subject_type = schemas.text()
    subject_id = schemas.number_or_null()
    subject_code = schemas.text()


class HistoryEntrySchema(ChangeSchema):
    actor = schemas.text()
    before = schemas.value({"type": ["object", "null"]})
    after = schemas.value({"type": ["object", "null"]})


api = Resource(blueprint, "events", EventSchema, reads=policy.may_see, writes=policy.may_edit_event)
site = Resource(blueprint, "events", EventSchema)
series_api = Resource(blueprint, "series", SeriesSchema)
changes_api = Resource(blueprint, "changes", ChangeSchema, reads=policy.may_see)
history_api = Resource(blueprint, "changes", HistoryEntrySchema, reads=policy.may_see_history)


@site.lists("list_events", EVENTS, "List the events", description="Those that the token may see, the newest first.")
def events(call: Call) -> Page:
    own = call.token.event_id
    rows = [one for one in queries.events_of(call.user) if own in (None, one.id)]
    return page_of_list(rows, lambda one: one.slug, call.page)


@api.gets("get_event", ONE, "Get an event")
def event(call: Call) -> Event:
    return call.event


@site.creates("create_event", EVENTS, "Make an event", NEW, description="It is a draft until it is published.")
def create(call: Call) -> Event:
    _demand_maker(call)
    uid = uid_of(call.values)
    if uid is not None and queries.event_by_uid(uid) is not None:
        raise uid_taken()
    usual = {"timezone": "Asia/Hong_Kong", "main_locale": "en", "accent": "vermilion"}
    form = new_event_form(
        queries.organisations_of(call.user, owned=True), needs_one=not call.user.is_admin,
        **NEW.sent(usual | call.values),
    )  # fmt: skip
    NEW.check(form)
    try:
        slug = form.proposed_slug(lambda slug: slug in service.RESERVED_SLUGS or bool(queries.event_by_slug(slug)))
        return service.create_event(slug, form.details(), call.user, form.organisation_id.data, uid=uid)
    except service.SlugTaken:
        words = _("Another event has this link. Choose a different one.")
        raise Problem("conflict", errors=[FieldError("/slug", words)]) from None


@api.changes(
    "update_event", ONE, "Change an event's settings", BODY,
    description="Sessions stay where they are when the event moves; nobody is told by mail.",
)  # fmt: skip
def update(call: Call) -> Event:
    one = call.event
    values = BODY.merged(schemas.written(EventSchema, one), call.values)
    form = settings_form(
        one, queries.series_for(one), queries.events_of(call.user), **BODY.sent(values, is_change=True)
    )  # fmt: skip
    BODY.check(form)
    try:
        service.update_event(one, form.details(one))
    except service.CapacityBelowTaken as error:
        raise Problem("conflict", errors=[FieldError("/capacity", below_taken_message(error.taken))]) from None
    return one


def _status_operation(name: str, summary: str, act: Any) -> None:
    @api.acts(f"{name}_event", f"{ONE}/{name}", summary)
    def set_status(call: Call) -> Event:
        act(call.event)
        return call.event


_status_operation("publish", "Publish an event", service.publish)
_status_operation("unpublish", "Take an event back from the public", service.unpublish)
_status_operation("archive", "Archive an event", service.archive)


@series_api.lists("list_series", "/series", "List the series")
def all_series(call: Call) -> Page:
    return page_of_list(queries.all_series(), lambda one: one.id, call.page)


@series_api.gets("get_series", "/series/<series_slug>", "Get a series")
def one_series(_call: Call, series_slug: str) -> Series:
    return found(queries.series_by_slug(series_slug))


@series_api.creates("create_series", "/series", "Make a series", SERIES_BODY)
def create_series(call: Call) -> Series:
    _demand_maker(call)
    form = series_form(
        None, queries.organisations_of(call.user, owned=True), needs_one=not call.user.is_admin,
        **SERIES_BODY.sent({"accent": "vermilion"} | call.values),
    )  # fmt: skip
    SERIES_BODY.check(form)
    try:
        return service.create_series(form.slug.data or "", form.details())
    except service.SlugTaken:
        words = _("Another series has this link. Choose a different one.")
        raise Problem("conflict", errors=[FieldError("/slug", words)]) from None


@series_api.changes("update_series", "/series/<series_slug>", "Change a series", SERIES_CHANGE)
def update_series(call: Call, series_slug: str) -> Series:
    one = _own_series(call, series_slug)
    values = SERIES_CHANGE.merged(schemas.written(SeriesSchema, one), call.values)
    form = series_form(
        one, queries.organisations_of(call.user, owned=True), needs_one=not call.user.is_admin,
        **SERIES_CHANGE.sent(values, is_change=True),
    )  # fmt: skip
    del form.slug
    SERIES_CHANGE.check(form)
    service.update_series(one, form.details())
    return one


@series_api.deletes(
    "delete_series", "/series/<series_slug>", "Delete a series", description="Only while no event is in it."
)
def delete_series(call: Call, series_slug: str) -> None:
    one = _own_series(call, series_slug)
    try:
        service.delete_series(one)
    except service.SeriesInUse:
        words = _("Events are in this series: take them out first. Nothing was deleted.")
        raise Problem("conflict", words) from None


def _own_series(call: Call, series_slug: str) -> Series:
    """One that the token's maker may change; to others it is not there."""
    _demand_maker(call)
    one = queries.series_by_slug(series_slug)
    return found(one if one is not None and policy.may_edit_series(call.user, one) else None)


def _demand_maker(call: Call) -> None:
    if call.token.event_id is not None or not policy.may_make_events(call.user):
        words = _("Only who makes events may do that, with a token that is not of one event.")
        raise Problem("not-allowed", words)


@changes_api.lists(
    "list_changes", "/events/<slug>/changes", "List what changed",
    description="In the order of the changes, without values and people. Come again with `after`, the `next` of the "
    "answer before: nothing is skipped and nothing told twice.",
    filters={"after": {"type": "string", "maxLength": 2000}},
)  # fmt: skip
def changes(call: Call) -> Page:
    after = call.asked.get("after", "") or call.page.cursor
    page = page_of_query(
        queries.settled_changes(call.event.id), {"id": (AuditEntry.id,)}, call.page._replace(cursor=after)
    )
    return page._replace(next=page.next or _end_of(page, after))


@history_api.lists(
    "list_history", "/events/<slug>/history", "List the history", sorts=("id",),
    description="Who changed what, from which value to which.",
)  # fmt: skip
def history(call: Call) -> Page:
    query = select(AuditEntry).where(AuditEntry.event_id == call.event.id)
    return page_of_query(query, {"id": (AuditEntry.id,)}, call.page)


def _end_of(page: Page, after: str) -> str | None:
    """Where to come again once something has changed."""
    if page.items:
        return cursor_at("", (page.items[-1].id,))
    return after or cursor_at("", (0,))
