"""What a clone of an event takes along of its registration."""

from dataclasses import fields
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from eventapp.events.extension_points import ClonePart, add_clone_part
from eventapp.events.models import Event
from eventapp.events.service.cloning import shifted
from eventapp.registration import queries, service
from eventapp.registration.service import QuestionDetails, TicketTypeDetails

Ids = dict[tuple[str, int], int]


def _tickets(event: Event, clone: Event, shift: timedelta, ids: Ids) -> None:
    for ticket_type in queries.ticket_types_of(event.id):
        values = {field.name: getattr(ticket_type, field.name) for field in fields(TicketTypeDetails)}
        for name in ("opens_at", "closes_at"):
            values[name] = shifted(values[name], shift, event)
        ids["ticket_type", ticket_type.id] = service.create_ticket_type(clone, TicketTypeDetails(**values)).id


def _questions(event: Event, clone: Event, _shift: timedelta, ids: Ids) -> None:
    for question in queries.questions_of(event.id):
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
        ids["question", question.id] = service.create_question(clone, QuestionDetails(**values)).id


add_clone_part(ClonePart(40, "tickets", _l("Tickets"), _tickets))
add_clone_part(ClonePart(50, "questions", _l("Questions"), _questions))
