"""The people: their registrations, with what they answered and chose; and what the team decides about them."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from eventapp.core.api import schemas
from eventapp.core.api.bodies import Body, EmptyForm, Values, choice_of, locale_of
from eventapp.core.api.pages import Page, page_of_query
from eventapp.core.api.problems import FieldError, Problem, not_now
from eventapp.core.api.schemas import Schema
from eventapp.core.codes import normal_code
from eventapp.core.db import db
from eventapp.core.locales import LOCALES
from eventapp.events import policy
from eventapp.events.access import waits_for_approval
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import File, Resource
from eventapp.events.service import note_bulk_read
from eventapp.programme.models import Session
from eventapp.programme.queries import session_by_id
from eventapp.registration import queries, service, tickets
from eventapp.registration.api import blueprint
from eventapp.registration.forms import AttendeeForm, ManualForm, NotesForm, ReasonForm, RegistrationForm
from eventapp.registration.forms.questions import QuestionFields
from eventapp.registration.models import BADGE_CLASSES, STANDING, STANDINGS, AgendaItem, Registration
from eventapp.registration.queries import RegistrationFilter

PEOPLE, ONE = "/events/<slug>/registrations", "/events/<slug>/registrations/<code>"
MORE: dict[str, dict[str, Any]] = {
    "locale": {"type": "string", "enum": list(LOCALES)},
    "answers": {"type": "object", "description": "Answers by the ids of their questions."},
}
CREATION = Body(
    ManualForm, required=("name", "ticket_type_id"), names={"ticket_type": "ticket_type_id", "tells": "sends_mail"},
    more=MORE | {
        "may_wait": {"type": "boolean", "description": "Stand in the waiting list where no place is left."},
    },
)  # fmt: skip
NOTES = Body(NotesForm)
CHANGE = Body(AttendeeForm, more={"answers": MORE["answers"], **NOTES.schema()["properties"]})
REASON = Body(ReasonForm)
AGENDA = Body(
    EmptyForm, required=("session_id",),
    more={"session_id": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}, "waits": {"type": "boolean"}},
)  # fmt: skip
APPROVAL = Body(EmptyForm, more={"badge_class": {"type": ["string", "null"], "enum": [*BADGE_CLASSES, None]}})
ORDERS = {
    "serial": (Registration.serial,),
    "created_at": (Registration.created_at, Registration.id),
    "changed_at": (Registration.changed_at, Registration.id),
    "name": (func.lower(Registration.name), Registration.id),
}
FILTERS: dict[str, Any] = {
    "text": {"type": "string", "maxLength": 200},
    "state": {"type": "string", "enum": STANDINGS},
    "ticket_type_id": {"type": "integer"},
    "country": {"type": "string", "maxLength": 2},
    "language": {"type": "string", "enum": LOCALES},
    "badge_class": {"type": "string", "enum": BADGE_CLASSES},
    "session_id": {"type": "integer"},
    "delegation_id": {"type": "integer"},
    "access_code_id": {"type": "integer"},
}


Person = dict[str, Any]
"""A registration as it is told, by the names of the schema. A row and no object of the database's: thousands are read
at once."""


class RegistrationSchema(Schema):
    code = schemas.text()
    serial = schemas.number()
    state = schemas.text()
    name = schemas.text()
    romanised_name = schemas.text()
    email = schemas.text()
    company = schemas.text()
    job_title = schemas.text()
    country = schemas.text_or_null()
    phone = schemas.text()
    locale = schemas.text()
    ticket_type_id = schemas.number()
    badge_class = schemas.text_or_null()
    delegation_id = schemas.number_or_null()
    access_code_id = schemas.number_or_null()
    notes = schemas.text()
    door_note = schemas.text()
    reason = schemas.text()
    answers = schemas.value({"type": "object"})
    agenda = schemas.value(
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "session_id": {"type": "integer"}, "is_booking": {"type": "boolean"},
                    "is_waiting": {"type": "boolean"},
                },
            },
        }
    )  # fmt: skip
    created_at = schemas.moment()
    changed_at = schemas.moment()
    confirmed_at = schemas.moment_or_null()
    cancelled_at = schemas.moment_or_null()
    waitlisted_at = schemas.moment_or_null()
    offer_ends_at = schemas.moment_or_null()


_NAMES = ("id", *(name for name in RegistrationSchema.fields if name not in ("answers", "agenda")))
_COLUMNS = [STANDING.label("state") if name == "state" else getattr(Registration, name) for name in _NAMES]

api = Resource(
    blueprint, "registrations", RegistrationSchema, reads=policy.may_see_registrations,
    writes=policy.may_edit_registrations,
)  # fmt: skip


@api.lists(
    "list_registrations", PEOPLE, "List the registrations",
    description="Of all people at once: your role has to permit exports, and each reading is written down.",
    may=policy.may_export_people, filters=FILTERS, sorts=tuple(ORDERS),
)  # fmt: skip
@waits_for_approval(policy.may_export_people)
def registrations(call: Call) -> Page:
    values: dict[str, Any] = {name: int(value) if name.endswith("_id") else value for name, value in call.asked.items()}
    wanted = RegistrationFilter(**values)
    if not call.page.cursor:
        note_bulk_read(call.event, "registration_api.list_registrations", is_narrowed=wanted.is_narrow)
    query = queries.narrowed(select(*_COLUMNS), call.event.id, wanted)
    page = page_of_query(query, ORDERS, call.page)
    return page._replace(items=_with_choices(page.items))


@api.gets("get_registration", ONE, "Get a registration", description="By its code, or by a former one.")
def registration(call: Call, code: str) -> Person:
    return _told(_one(call, code))


@api.creates(
    "create_registration", PEOPLE, "Register somebody",
    CREATION, description="As the team does it: whatever is on offer, and with a mail only where `sends_mail` says so.",
)  # fmt: skip
def create(call: Call) -> Person:
    event = call.event
    locale = locale_of(call.values, event.main_locale)
    form = ManualForm(**CREATION.sent(call.values))
    form.submission_key.data = RegistrationForm.new_submission_key()
    form.submission_key.raw_data = [form.submission_key.data]
    ticket_types = queries.ticket_types_of(event.id)
    form.ticket_type.offer(ticket_types)
    CREATION.check(form)
    ticket_type = next(one for one in ticket_types if one.id == form.ticket_type.data)
    made = _tried(
        lambda: service.register_by_team(
            event, ticket_type, form.details(locale), submission_key=form.submission_key.data or "",
            tells=bool(call.values.get("sends_mail", False)), may_wait=call.values.get("may_wait") is True,
        )
    )  # fmt: skip
    if "answers" in call.values:
        _answer(call, made)
    return _told(made)


api.batches("create_registrations", PEOPLE, "Register many", CREATION, create)


@api.changes("update_registration", ONE, "Change what somebody said, and the team's notes", CHANGE)
def update(call: Call, code: str) -> Person:
    one = _one(call, code)
    present = schemas.written(RegistrationSchema, _told(one))
    form = AttendeeForm(**CHANGE.sent(CHANGE.merged(present, call.values), is_change=True))
    CHANGE.check(form)
    notes = _notes(call, present)
    details = form.details(form.locale.data)
    if any(getattr(one, name) != value for name, value in vars(details).items()):
        _tried(lambda: service.change_details(one, details))
    if "answers" in call.values:
        _answer(call, one)
    if {"notes", "door_note"} & set(call.values):
        service.set_notes(one, notes.notes.data or "", notes.door_note.data or "")
    return _told(one)


def _notes(call: Call, present: Values) -> NotesForm:
    sent = {name: call.values[name] for name, _field in NOTES.fields() if name in call.values}
    form = NotesForm(**NOTES.sent(NOTES.merged(present, sent), is_change=True))
    NOTES.check(form)
    return form


def _decision(name: str, summary: str, act: Callable[[Call, Registration], object], body: Body | None = None) -> None:
    @api.acts(f"{name}_registration", f"{ONE}/{name}", summary, body=body)
    def decide(call: Call, code: str) -> Person:
        one = _one(call, code)
        _tried(lambda: act(call, one))
        return _told(one)


def _reason(call: Call) -> str:
    form = ReasonForm(**REASON.sent(call.values))
    REASON.check(form)
    return form.reason.data or ""


def _badge_class(call: Call) -> str | None:
    if call.values.get("badge_class") is None:
        return None
    return choice_of(call.values, "badge_class", BADGE_CLASSES)


_decision(
    "approve", "Approve a registration that waits for it",
    lambda call, one: service.approve(one, reviewer_id=call.user.id, badge_class=_badge_class(call)), APPROVAL,
)  # fmt: skip
_decision("decline", "Decline a registration", lambda call, one: service.decline(one, _reason(call)), REASON)
_decision("cancel", "Cancel a registration", lambda call, one: service.cancel(one, _reason(call)), REASON)
_decision("revoke", "Withdraw an accreditation", lambda call, one: service.revoke(one, _reason(call)), REASON)
_decision("confirm", "Confirm without the emailed link", lambda _call, one: service.confirm_by_hand(one))
_decision("send", "Email the ticket once more", lambda _call, one: service.send_mail_again(one))
_decision("offer", "Offer a place to somebody of the waiting list", lambda _call, one: service.offer_by_hand(one))


@api.acts(
    "add_to_agenda", f"{ONE}/agenda", "Put a session into somebody's agenda", body=AGENDA,
    description="With a seat where it is booked; with `waits` a place in its queue where it is full.",
)  # fmt: skip
def add_to_agenda(call: Call, code: str) -> Person:
    AGENDA.read(call.values)
    one, session = _one(call, code), _session(call, call.values.get("session_id"))
    waits = call.values.get("waits", False)
    if not isinstance(waits, bool):
        raise Problem("invalid-body", errors=[FieldError("/waits", _("Give true or false."))])
    try:
        service.add_to_agenda(one, session, wait=waits)
    except service.SessionFull:
        raise Problem("conflict", _("No seat is left in this session. Nothing was changed.")) from None
    except service.SessionsOverlap as error:
        title = error.title.text(one.locale, call.event.main_locale)
        words = _("“%(title)s” is booked at that time. Nothing was changed.", title=title)
        raise Problem("conflict", words) from None
    except service.NotAllowed:
        raise Problem("conflict", _("This session cannot be chosen now. Nothing was changed.")) from None
    return _told(one)


@api.deletes(
    "remove_from_agenda", f"{ONE}/agenda/<int:session_id>", "Take a session out of somebody's agenda",
    description="Its seat goes to who is next in its queue.",
)  # fmt: skip
def remove_from_agenda(call: Call, code: str, session_id: int) -> None:
    one, session = _one(call, code), found(session_by_id(call.event.id, session_id))
    try:
        service.remove_from_agenda(one, session)
    except service.NotAllowed:
        raise Problem("conflict", _("This session cannot be chosen now. Nothing was changed.")) from None


def _session(call: Call, session_id: object) -> Session:
    found_one = None
    if isinstance(session_id, int) and not isinstance(session_id, bool) and abs(session_id) < 2**31:
        found_one = session_by_id(call.event.id, session_id)
    if found_one is None:
        raise Problem("invalid-body", errors=[FieldError("/session_id", _("There is no such session."))])
    return found_one


@api.gets("get_ticket", f"{ONE}/ticket.pdf", "Get a ticket as PDF", answer=None, content_type="application/pdf")
def ticket(call: Call, code: str) -> File:
    one = _one(call, code)
    if not one.is_confirmed:
        raise Problem("conflict", _("Only who is confirmed has a ticket."))
    return File(tickets.ticket_pdf(one), f"{one.code}.pdf")


def _one(call: Call, code: str) -> Registration:
    typed = normal_code(code)[:40]
    return found(
        queries.registration_by_code(call.event.id, typed) or queries.registration_by_former_code(call.event.id, typed)
    )


def _told(one: Registration) -> Person:
    db.session.flush()
    query = select(*_COLUMNS).where(Registration.id == one.id)
    return _with_choices(db.session.execute(query).all())[0]


def _with_choices(rows: Sequence[Any]) -> list[Person]:
    """Registrations with their answers and agendas, in two queries however many there are."""
    ids = [row.id for row in rows]
    answers = queries.every_answer(ids)
    agendas: dict[int, list[dict[str, Any]]] = {}
    items = select(AgendaItem.registration_id, AgendaItem.session_id, AgendaItem.is_booking, AgendaItem.waiting_since)
    for row_id, session_id, is_booking, waiting_since in db.session.execute(
        items.where(AgendaItem.registration_id.in_(ids)).order_by(AgendaItem.id)
    ):
        agendas.setdefault(row_id, []).append(
            {"session_id": session_id, "is_booking": is_booking, "is_waiting": waiting_since is not None}
        )
    return [
        {
            **dict(zip(_NAMES, row, strict=False)),
            "answers": {str(key): value for key, value in answers.get(row.id, {}).items()},
            "agenda": agendas.get(row.id, []),
        }
        for row in rows
    ]  # fmt: skip


def _answer(call: Call, one: Registration) -> None:
    """Put what a body says in `answers` in the place of what was answered before."""
    questions = queries.questions_of(call.event.id)
    sent = call.values["answers"]
    if not isinstance(sent, dict):
        raise Problem("invalid-body", errors=[FieldError("/answers", _("Give an object."))])
    known = {str(question.id) for question in questions}
    wrong = [FieldError(f"/answers/{key}", _("There is no such question.")) for key in sent if key not in known]
    form = QuestionFields(questions, call.event.main_locale, sent=sent, asks_all=False)
    if not wrong and not form.clean(one.ticket_type_id):
        wrong = [FieldError(f"/answers/{question.id}", words) for question, words in form.errors()]
    if wrong:
        raise Problem("invalid-body", _("Nothing was stored."), errors=wrong)
    _tried(lambda: service.change_answers(one, form.answers, form.consents))


def _tried(action: Callable[[], Any]) -> Any:
    try:
        return action()
    except service.SecondReviewerNeeded:
        words = _("You said yes already. Somebody else of the team has to agree.")
    except service.CompanyNeeded:
        raise Problem(
            "invalid-body",
            errors=[FieldError("/company", _("Name the company: this ticket counts places by company."))],
        ) from None
    except service.CompanyFull:
        words = _("That company has all the places it may have. Nothing was changed.")
    except service.SoldOut:
        words = _("No place is left for this ticket. Nothing was changed.")
    except service.RegistrationError:
        raise not_now() from None
    raise Problem("conflict", words) from None
