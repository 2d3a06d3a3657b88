"""Speakers' photos, and the files on the pages of sessions."""

from collections.abc import Callable
from typing import Any, TypeVar

from eventapp.core.api import schemas
from eventapp.core.api.bodies import FILE, Body, EmptyForm, choice_of, file_of
from eventapp.core.api.pages import Page, page_of_list
from eventapp.core.api.problems import FieldError, Problem
from eventapp.core.api.schemas import Schema
from eventapp.events import policy
from eventapp.events.api.calls import Call, found
from eventapp.events.api.operations import Resource
from eventapp.programme import queries, service
from eventapp.programme.api import blueprint
from eventapp.programme.api.speakers import ONE as SPEAKER
from eventapp.programme.api.speakers import SpeakerSchema
from eventapp.programme.models import Session, SessionFile, Speaker

FILES = "/events/<slug>/sessions/<code>/files"
PARTS = ("start", "middle", "end")
PHOTO = Body(
    EmptyForm, required=("content",),
    more={
        "content": FILE["content"],
        "part": {"type": "string", "enum": list(PARTS), "description": "Which part of it is cut square."},
    },
)  # fmt: skip
FILE_BODY = Body(EmptyForm, required=("name", "content"), more=FILE)
Made = TypeVar("Made")


class SessionFileSchema(Schema):
    id = schemas.number()
    name = schemas.text()
    content_type = schemas.text()


photos = Resource(blueprint, "speakers", SpeakerSchema, writes=policy.may_edit_programme)
files = Resource(
    blueprint, "sessions", SessionFileSchema, reads=policy.may_edit_programme, writes=policy.may_edit_programme
)


@photos.acts("set_speaker_photo", f"{SPEAKER}/photo", "Give a speaker a photo", body=PHOTO)
def set_photo(call: Call, code: str) -> Speaker:
    one = found(queries.speaker_by_code(call.event.id, code))
    _name, content = file_of(PHOTO, call.values, service.LARGEST_PHOTO)
    part: Any = choice_of({"part": "middle", **call.values}, "part", PARTS)
    _taken(lambda: service.set_photo(one, content, part))
    return one


@photos.deletes("remove_speaker_photo", f"{SPEAKER}/photo", "Take a speaker's photo away")
def remove_photo(call: Call, code: str) -> None:
    service.remove_photo(found(queries.speaker_by_code(call.event.id, code)))


@files.lists("list_session_files", FILES, "List the files on a session's page")
def session_files(call: Call, code: str) -> Page:
    return page_of_list(queries.files_of(_session(call, code).id), lambda one: one.id, call.page)


@files.creates("add_session_file", FILES, "Put a file on a session's page", FILE_BODY)
def add_file(call: Call, code: str) -> SessionFile:
    one = _session(call, code)
    name, content = file_of(FILE_BODY, call.values, service.LARGEST_FILE)
    return _taken(lambda: service.add_file(one, name, content))


@files.deletes("remove_session_file", f"{FILES}/<int:file_id>", "Take a file off a session's page")
def remove_file(call: Call, code: str, file_id: int) -> None:
    service.remove_file(found(queries.file_of(_session(call, code).id, file_id)))


def _session(call: Call, code: str) -> Session:
    return found(queries.session_by_code(call.event.id, code))


def _taken(keep: Callable[[], Made]) -> Made:
    try:
        return keep()
    except service.FileRefused as error:
        raise Problem("invalid-body", errors=[FieldError("/content", str(error))]) from None
