"""Titles and their rights through the API."""

from typing import Any

from flask import Blueprint

from eventapp.companies.models import COMPANY_STATES
from eventapp.companies.queries import all_companies
from eventapp.core.api import BASE, schemas
from eventapp.core.api.bodies import UID, Body, choice_of, uid_of, uid_taken
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.programme.queries import sessions_with_drafts
from eventapp.titles import queries, service
from eventapp.titles.forms import TitleForm, rows_of
from eventapp.titles.models import TITLE_STATES, Title
from eventapp.titles.service import TitleDetails

blueprint = Blueprint("titles_api", __name__, url_prefix=BASE)
TITLES, TITLE = "/events/<slug>/titles", "/events/<slug>/titles/<code>"
_NO_FILES = ("picture", "remove_picture")
_STATE = {"state": {"type": "string", "enum": list(TITLE_STATES)}}
BODY = Body(TitleForm, without=_NO_FILES, required=("name",), more=_STATE)
NEW = Body(TitleForm, without=_NO_FILES, required=("name",), more={**_STATE, "uid": UID})
_OBJECTS: dict[str, Any] = {"type": "array", "items": {"type": "object"}}
_DEFAULTS = {"kind": "film", "stage": "finished", "audience": "public"}


def _days(title: Title) -> list[dict[str, Any]]:
    return [
        {name: str(value) if name.endswith("_on") and value else value or "" for name, value in right.items()}
        for right in rows_of(title)["rights"]
    ]


class TitleSchema(Schema):
    id = schemas.number()
    code = schemas.text()
    uid = schemas.uuid()
    state = schemas.text()
    name = schemas.localized()
    original_name = schemas.text()
    kind = schemas.text()
    stage = schemas.text()
    synopsis = schemas.localized()
    genres = schemas.texts()
    year = schemas.number_or_null()
    episodes = schemas.number_or_null()
    minutes = schemas.number_or_null()
    countries = schemas.texts()
    languages = schemas.texts()
    subtitles = schemas.texts()
    dubs = schemas.texts()
    people = schemas.computed(lambda title: rows_of(title)["people"], _OBJECTS)
    clips = schemas.computed(lambda title: rows_of(title)["clips"], _OBJECTS)
    based_on_id = schemas.number_or_null()
    based_on = schemas.localized()
    budget_band = schemas.text_or_null()
    sought = schemas.texts()
    regime = schemas.text_or_null()
    audience = schemas.text()
    badge_class = schemas.text_or_null()
    embargo_until = schemas.moment_or_null()
    company_id = schemas.number_or_null()
    rights = schemas.computed(_days, _OBJECTS)
    session_ids = schemas.computed(
        lambda title: sorted(one.session_id for one in title.showings), {"type": "array", "items": {"type": "integer"}}
    )


api = Resource(
    blueprint, "titles", TitleSchema, reads=policy.may_edit_companies, writes=policy.may_edit_companies
)  # fmt: skip


@api.lists("list_titles", TITLES, "List the titles")
def list_titles(call: Call) -> Page:
    return page_of_list(queries.titles_of(call.event.id), lambda one: one.code, call.page)


@api.gets("get_title", TITLE, "Get a title")
def get_title(call: Call, code: str) -> Title:
    return found(queries.title_by_code(call.event.id, code))


@api.creates("create_title", TITLES, "Add a title", NEW)
def create_title(call: Call) -> Title:
    uid = uid_of(call.values)
    if uid is not None and queries.title_by_uid(uid) is not None:
        raise uid_taken()
    details = _details(call, NEW, _DEFAULTS | call.values)
    state = choice_of({"state": "published"} | call.values, "state", TITLE_STATES)
    (made,) = service.create_titles(call.event, [service.NewTitle(details, None, state, uid)])
    return made


api.batches("create_titles", TITLES, "Add titles", NEW, create_title)


@api.changes("update_title", TITLE, "Change a title", BODY)
def update_title(call: Call, code: str) -> Title:
    title = found(queries.title_by_code(call.event.id, code))
    values = BODY.merged(schemas.written(TitleSchema, title), call.values)
    service.update_title(title, _details(call, BODY, values, is_change=True, title=title))
    if "state" in call.values:
        service.set_title_state(title, choice_of(call.values, "state", TITLE_STATES))
    return title


@api.deletes("delete_title", TITLE, "Delete a title", description="With its rights. Hide it to keep them.")
def delete_title(call: Call, code: str) -> None:
    service.delete_title(found(queries.title_by_code(call.event.id, code)))


def _details(
    call: Call, body: Body, values: dict[str, Any], *, is_change: bool = False, title: Title | None = None
) -> TitleDetails:
    form = TitleForm(zone=call.event.timezone, **body.sent(values, is_change=is_change))
    others = [one for one in queries.titles_of(call.event.id) if title is None or one.id != title.id]
    form.offer(others, is_sent=True)
    form.offer_places(all_companies(call.event.id, COMPANY_STATES), sessions_with_drafts(call.event.id))
    body.check(form)
    return form.details()
