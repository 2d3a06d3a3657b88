"""What a clone of an event takes along of its registration."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from eventapp.events.extension_points import ClonePart, add_clone_part
from eventapp.events.models import Event
from eventapp.events.service.cloning import shifted
from eventapp.registration import queries, service
from eventapp.registration.service import FollowUpDetails, QuestionDetails, TicketTypeDetails

Ids = dict[tuple[str, int], int]


def _tickets(event: Event, clone: Event, shift: timedelta, ids: Ids) -> None:
    for ticket_type in queries.ticket_types_of(event.id):
        values = {field.name: getattr(ticket_type, field.name) for field in fields(TicketTypeDetails)}
        for name in ("opens_at", "closes_at"):
            values[name] = shifted(values[name], shift, event)
        ids["ticket_type", ticket_type.id] = service.create_ticket_type(clone, TicketTypeDetails(**values)).id


def _questions(event: Event, clone: Event, shift: timedelta, ids: Ids) -> None:
    """Those of the registration, and follow-up forms, which are sent anew."""
    for form in queries.follow_ups_of(event.id):
        values = {field.name: getattr(form, field.name) for field in fields(FollowUpDetails)}
        values["closes_at"] = shifted(form.closes_at, shift, event)
        wanted = values["ticket_type_ids"]
        values["ticket_type_ids"] = tuple(ids["ticket_type", key] for key in wanted if ("ticket_type", key) in ids)
        if not wanted or values["ticket_type_ids"]:
            ids["follow_up", form.id] = service.create_follow_up(clone, FollowUpDetails(**values)).id
    for question in queries.every_question_of(event.id):
        if question.follow_up_id and ("follow_up", question.follow_up_id) not in ids:
            continue
        values = {field.name: getattr(question, field.name) for field in fields(QuestionDetails)}
        wanted = values["ticket_type_ids"]
        kept = [ids["ticket_type", key] for key in wanted if ("ticket_type", key) in ids]
        if wanted and not kept:
            continue  # asked for tickets alone that the clone does not have
        values["ticket_type_ids"] = type(wanted)(kept)
        depends_on = values["depends_on_id"]
        values["depends_on_id"] = ids.get(("question", depends_on or 0))
        if depends_on and values["depends_on_id"] is None:
            continue
        ids["question", question.id] = _copy_question(clone, values, question.follow_up_id, ids)


def _copy_question(clone: Event, values: dict[str, Any], follow_up_id: int | None, ids: Ids) -> int:
    form = queries.follow_up(clone.id, ids["follow_up", follow_up_id]) if follow_up_id else None
    return service.create_question(clone, QuestionDetails(**values), form).id


add_clone_part(ClonePart(40, "tickets", _l("Tickets"), _tickets))
add_clone_part(ClonePart(50, "questions", _l("Questions"), _questions))
