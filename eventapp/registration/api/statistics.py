"""Numbers of an event's registrations."""

from typing import Any

from eventapp.core.api import schemas
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call
from eventapp.events.api.operations import Resource
from eventapp.registration import queries
from eventapp.registration.api import blueprint

_COUNTS = {"type": "object", "additionalProperties": {"type": "integer"}}


class StatisticsSchema(Schema):
    by_state = schemas.value(_COUNTS)
    confirmed_by_ticket_type = schemas.value(_COUNTS)
    confirmed_by_country = schemas.value(_COUNTS)
    registrations_by_day = schemas.value(_COUNTS)


api = Resource(blueprint, "statistics", StatisticsSchema, reads=policy.may_see_registrations)


@api.gets("get_statistics", "/events/<slug>/statistics", "Get the numbers of registrations")
def statistics(call: Call) -> dict[str, Any]:
    event = call.event
    return {
        "by_state": queries.counts_by_standing(event.id),
        "confirmed_by_ticket_type": {str(key): number for key, number in queries.confirmed_by_type(event.id).items()},
        "confirmed_by_country": dict(queries.confirmed_by_country(event.id, 300)),
        "registrations_by_day": {day.isoformat(): number for day, number in queries.registrations_by_day(event)},
    }
