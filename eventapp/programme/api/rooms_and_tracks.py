"""Rooms, tracks and types of session: three kinds with the same operations."""

from typing import Any

from flask_babel import gettext as _

from eventapp.core.api import schemas
from eventapp.core.api.bodies import Body
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import Problem
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.programme import queries, service
from eventapp.programme.api import blueprint
from eventapp.programme.kinds import KINDS, Kind


class RoomSchema(Schema):
    id = schemas.number()
    slug = schemas.text()
    name = schemas.localized()
    description = schemas.localized()
    capacity = schemas.number_or_null()
    area = schemas.localized()


class TrackSchema(Schema):
    id = schemas.number()
    slug = schemas.text()
    name = schemas.localized()
    colour = schemas.number()


class SessionTypeSchema(Schema):
    id = schemas.number()
    slug = schemas.text()
    name = schemas.localized()
    is_break = schemas.flag()
    default_minutes = schemas.number()


def _add(kind: Kind, name: str, names: str, schema: type[Schema], rows: Any) -> None:
    everything, one = f"/events/<slug>/{names}", f"/events/<slug>/{names}/<place_slug>"
    words, words_of_many = name.replace("_", " "), names.replace("-", " ")
    body = Body(kind.form, required=("name",))
    api = Resource(blueprint, "rooms", schema, reads=policy.may_see, writes=policy.may_edit_programme)

    @api.lists(f"list_{names.replace('-', '_')}", everything, f"List the {words_of_many}")
    def list_all(call: Call) -> Page:
        return page_of_list(rows(call.event.id), lambda row: row.slug, call.page)

    @api.gets(f"get_{name}", one, f"Get a {words}")
    def get(call: Call, place_slug: str) -> Any:
        return found(kind.by_slug(call.event.id, place_slug))

    @api.creates(f"create_{name}", everything, f"Add a {words}", body)
    def create(call: Call) -> Any:
        values = _defaults(kind, call) | call.values
        return kind.create(call.event, _details(kind, body, values, is_change=False))

    @api.changes(f"update_{name}", one, f"Change a {words}", body)
    def update(call: Call, place_slug: str) -> Any:
        row = found(kind.by_slug(call.event.id, place_slug))
        values = body.merged(schemas.written(schema, row), call.values)
        kind.update(row, _details(kind, body, values, is_change=True))
        return row

    @api.deletes(f"delete_{name}", one, f"Delete a {words}", description="Only while no session needs it.")
    def delete(call: Call, place_slug: str) -> None:
        row = found(kind.by_slug(call.event.id, place_slug))
        try:
            kind.delete(row)
        except service.InUse as error:
            words = _("Still needed, by this many sessions: %(number)s.", number=error.sessions)
            raise Problem("conflict", words) from None


def _defaults(kind: Kind, call: Call) -> dict[str, Any]:
    """What the page of a new one begins with."""
    return {
        "track": {"colour": queries.next_track_colour(call.event.id)}, "type": {"default_minutes": 45},
    }.get(kind.name, {})  # fmt: skip


def _details(kind: Kind, body: Body, values: dict[str, Any], *, is_change: bool) -> Any:
    form = kind.form(**body.sent(values, is_change=is_change))
    body.check(form)
    return form.details()


_add(KINDS["room"], "room", "rooms", RoomSchema, queries.rooms_of)
_add(KINDS["track"], "track", "tracks", TrackSchema, queries.tracks_of)
_add(KINDS["type"], "session_type", "session-types", SessionTypeSchema, queries.types_of)
