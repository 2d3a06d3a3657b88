"""Invitations: whom the event asked to register, and what came of it."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from wtforms import Form, StringField
from wtforms.validators import Email, InputRequired, Length

from eventapp.core.api import schemas
from eventapp.core.api.bodies import Body, locale_of
from eventapp.core.api.pages import Page, page_of_query
from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.api.schemas import Schema
from eventapp.core.db import db
from eventapp.core.forms import one_line
from eventapp.core.locales import LOCALES
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.registration import queries, service
from eventapp.registration.api import blueprint
from eventapp.registration.forms import InvitationsForm
from eventapp.registration.models import Delegation, Invitation, Registration
from eventapp.registration.service import Invitee

INVITATIONS, ONE = "/events/<slug>/invitations", "/events/<slug>/invitations/<int:invitation_id>"
GROUPS, GROUP = "/events/<slug>/groups", "/events/<slug>/groups/<int:group_id>"


class InviteeForm(Form):
    """One person, as a line of the page's list has them."""

    email = StringField(validators=[InputRequired(), Length(max=254), Email()], filters=[one_line])
    name = StringField(validators=[Length(max=120)], filters=[one_line])
    company = StringField(validators=[Length(max=200)], filters=[one_line])


TERMS = Body(InvitationsForm, without=("people", "locale"))
PERSON = Body(InviteeForm)
BODY = Body(
    InviteeForm, required=("email", "ticket_type_id"),
    more={**TERMS.schema()["properties"], "locale": {"type": "string", "enum": list(LOCALES)}},
)  # fmt: skip


class InvitationSchema(Schema):
    id = schemas.number()
    state = schemas.text()
    ticket_type_id = schemas.number()
    email = schemas.text()
    name = schemas.text()
    company = schemas.text()
    locale = schemas.text()
    is_bound = schemas.flag()
    registration_code = schemas.text_or_null(of="registration.code")
    created_at = schemas.moment()
    expires_at = schemas.moment_or_null()
    opened_at = schemas.moment_or_null()
    registered_at = schemas.moment_or_null()
    declined_at = schemas.moment_or_null()
    withdrawn_at = schemas.moment_or_null()
    reminded_at = schemas.moment_or_null()


class GroupSchema(Schema):
    id = schemas.number()
    ticket_type_id = schemas.number()
    company = schemas.text()
    liaison_name = schemas.text()
    liaison_email = schemas.text()
    locale = schemas.text()
    registration_codes = schemas.computed(
        lambda group: [member.code for member in group.members], {"type": "array", "items": {"type": "string"}}
    )
    created_at = schemas.moment()


api = Resource(
    blueprint, "invitations", InvitationSchema, reads=policy.may_see_registrations,
    writes=policy.may_edit_registrations,
)  # fmt: skip
groups_api = Resource(blueprint, "invitations", GroupSchema, reads=policy.may_see_registrations)


@api.lists("list_invitations", INVITATIONS, "List the invitations", sorts=("id",))
def invitations(call: Call) -> Page:
    query = select(Invitation).options(joinedload(Invitation.registration))
    query = query.where(Invitation.event_id == call.event.id)
    return page_of_query(query, {"id": (Invitation.id,)}, call.page)


@api.gets("get_invitation", ONE, "Get an invitation")
def invitation(call: Call, invitation_id: int) -> Invitation:
    return found(queries.invitation(call.event.id, invitation_id))


@api.creates("create_invitation", INVITATIONS, "Invite somebody", BODY, description="By email, at once.")
def create(call: Call) -> Invitation:
    event = call.event
    BODY.read(call.values)
    person = InviteeForm(**PERSON.sent(_among(call, PERSON)))
    PERSON.check(person)
    terms = InvitationsForm(zone=event.timezone, **TERMS.sent(_among(call, TERMS)))
    ticket_types = [one for one in queries.ticket_types_of(event.id) if one.visibility in ("invitation", "public")]
    terms.offer(ticket_types)
    del terms.people, terms.locale
    TERMS.check(terms)
    locale = locale_of(call.values, event.main_locale)
    ticket_type = next(one for one in ticket_types if one.id == terms.ticket_type_id.data)
    invitee = Invitee(person.email.data or "", person.name.data or "", person.company.data or "", locale)
    made, _known = service.invite(
        event, ticket_type, [invitee], expires_at=terms.expires_at.data, is_bound=terms.is_bound.data
    )
    if not made:
        words = _("This address was invited with this ticket before.")
        raise Problem("conflict", errors=[FieldError("/email", words)])
    newest = select(Invitation).where(Invitation.event_id == event.id).order_by(Invitation.id.desc()).limit(1)
    return db.session.scalars(newest).one()


api.batches("create_invitations", INVITATIONS, "Invite many", BODY, create)


@api.acts("remind_invitee", f"{ONE}/remind", "Remind somebody who has not answered")
def remind(call: Call, invitation_id: int) -> Invitation:
    one = invitation(call, invitation_id)
    if not service.remind_invitees(call.event, [one.id]):
        raise Problem("conflict", _("They have answered, or were reminded within the last hour."))
    return one


@api.acts("withdraw_invitation", f"{ONE}/withdraw", "Take an invitation back")
def withdraw(call: Call, invitation_id: int) -> Invitation:
    one = invitation(call, invitation_id)
    service.withdraw_invitation(one)
    return one


@api.acts("send_invitation", f"{ONE}/send", "Email an invitation once more")
def send(call: Call, invitation_id: int) -> Invitation:
    one = invitation(call, invitation_id)
    try:
        service.invite_again(one)
    except service.InvitationInvalid:
        raise Problem("conflict", _("This person has registered already.")) from None
    return one


@groups_api.lists("list_groups", GROUPS, "List the groups", sorts=("id",))
def groups(call: Call) -> Page:
    query = select(Delegation).options(selectinload(Delegation.members).load_only(Registration.code))
    query = query.where(Delegation.event_id == call.event.id)
    return page_of_query(query, {"id": (Delegation.id,)}, call.page)


@groups_api.gets("get_group", GROUP, "Get a group")
def group(call: Call, group_id: int) -> Delegation:
    return found(
        db.session.scalar(select(Delegation).where(Delegation.event_id == call.event.id, Delegation.id == group_id))
    )


def _among(call: Call, body: Body) -> dict[str, Any]:
    names = {name for name, _field in body.fields()}
    return {name: value for name, value in call.values.items() if name in names}
