"""Speakers."""

from flask import g
from flask_babel import gettext as _

from eventapp.core.api import schemas
from eventapp.core.api.bodies import UID, Body, moment, uid_of, uid_taken
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import Problem
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.programme import queries, service
from eventapp.programme.api import blueprint
from eventapp.programme.forms import SpeakerForm
from eventapp.programme.models import Speaker
from eventapp.programme.service import NewSpeaker, SpeakerDetails

SPEAKERS, ONE = "/events/<slug>/speakers", "/events/<slug>/speakers/<code>"
BODY = Body(SpeakerForm, without=("photo", "photo_part", "remove_photo"), required=("name",))
NEW = Body(SpeakerForm, without=tuple(BODY.without), required=("name",), more={"uid": UID})


class SpeakerSchema(Schema):
    id = schemas.number()
    code = schemas.text()
    uid = schemas.uuid()
    name = schemas.localized()
    post = schemas.localized()
    organisation = schemas.localized()
    biography = schemas.localized()
    email = schemas.text_or_null()
    phone = schemas.text()
    locale = schemas.text()
    travel_needs = schemas.text()
    technical_needs = schemas.text()
    availability = schemas.computed(
        lambda one: [{"begins": moment(begins), "ends": moment(ends)} for begins, ends in one.windows],
        {"type": "array", "items": {"type": "object"}},
    )
    confirmed_at = schemas.moment_or_null()


api = Resource(blueprint, "speakers", SpeakerSchema, reads=policy.may_edit_programme, writes=policy.may_edit_programme)


@api.lists("list_speakers", SPEAKERS, "List the speakers")
def speakers(call: Call) -> Page:
    return page_of_list(queries.speakers_of(call.event.id), lambda one: one.code, call.page)


@api.gets("get_speaker", ONE, "Get a speaker")
def speaker(call: Call, code: str) -> Speaker:
    return found(queries.speaker_by_code(call.event.id, code))


@api.creates("create_speaker", SPEAKERS, "Add a speaker", NEW)
def create(call: Call) -> Speaker:
    uid = uid_of(call.values)
    if uid is not None and queries.speaker_by_uid(uid) is not None:
        raise uid_taken()
    details = _details(call, {"locale": call.event.main_locale} | call.values, body=NEW)
    (made,) = service.create_speakers(call.event, [NewSpeaker(details, uid=uid)])
    return made


api.batches("create_speakers", SPEAKERS, "Add speakers", NEW, create)


@api.changes("update_speaker", ONE, "Change a speaker", BODY)
def update(call: Call, code: str) -> Speaker:
    one = found(queries.speaker_by_code(call.event.id, code))
    values = BODY.merged(schemas.written(SpeakerSchema, one), call.values)
    service.update_speaker(one, _details(call, values, is_change=True))
    return one


@api.deletes("delete_speaker", ONE, "Delete a speaker", description="Only while they are in no session.")
def delete(call: Call, code: str) -> None:
    try:
        service.delete_speaker(found(queries.speaker_by_code(call.event.id, code)))
    except service.InUse as error:
        words = _("Still needed, by this many sessions: %(number)s.", number=error.sessions)
        raise Problem("conflict", words) from None


@api.acts("ask_speaker", f"{ONE}/ask", "Email a speaker the private link")
def ask(call: Call, code: str) -> Speaker:
    one = found(queries.speaker_by_code(call.event.id, code))
    if not one.email:
        raise Problem("conflict", _("Enter an email address first."))
    service.ask_speaker(one)
    return one


def _details(call: Call, values: dict[str, object], *, body: Body = BODY, is_change: bool = False) -> SpeakerDetails:
    g.form_zone = call.event.timezone
    form = SpeakerForm(zone=call.event.timezone, **body.sent(values, is_change=is_change))
    BODY.check(form)
    return form.details()
