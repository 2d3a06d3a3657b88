"""Uploads by the tus protocol, version 1.0.0: its core, with creation, termination and expiration.

A file comes in pieces over as many connections as it takes; whoever sends it asks where to go on.
"""

import base64
import binascii
from typing import NoReturn
from uuid import UUID

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from werkzeug.datastructures import MultiDict
from werkzeug.http import http_date

from eventapp.core.db import db
from eventapp.recordings import queries, remarks, service, storage
from eventapp.recordings.admin.lookups import RECORDINGS_OF, AskedSubject, asked_recording, asked_subject, name_subjects
from eventapp.recordings.admin.recordings import refusal
from eventapp.recordings.forms.recordings import RecordingForm
from eventapp.recordings.forms.tracks import FileTrackForm
from eventapp.recordings.models import Recording
from eventapp.recordings.queries.recordings import Subject
from eventapp.recordings.service.errors import TrackThere

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
blueprint = Blueprint("recording_uploads", __name__, url_prefix=f"/admin/events/<slug>{RECORDINGS_OF}/uploads")
name_subjects(blueprint)


@blueprint.after_request
def say_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    if request.method == "OPTIONS":  # what is understood here
        told = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(storage.largest_file())}
        response.headers.update(told)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/")
@login_required
def create(slug: str, asked: AskedSubject) -> ResponseReturnValue:
    """A new upload: how long it is, and in Upload-Metadata what its form says, the file's name, and of a part the
    recording that it belongs to."""
    subject = asked_subject(slug, asked)[1]
    _check_version()
    size = _number("Upload-Length")
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    main = _main(subject, told) if "main" in told else None
    sent = {"formdata": MultiDict(told), "meta": {"csrf": False}}  # the header has it
    form = FileTrackForm(**sent) if main else RecordingForm(asked.subject_kind, **sent)
    if not form.validate():
        _refuse(422, " ".join(str(error) for errors in form.errors.values() for error in errors))
    if size < 1:
        _refuse(422, "Upload-Length: an empty file is no recording.")
    try:
        made = _begin(subject, main, form, told.get("filename", ""), size)
    except TrackThere as error:
        db.session.rollback()
        _refuse(409, remarks.refusal(error))
    except service.FileTooLarge as error:
        db.session.rollback()
        _refuse(413, refusal(error))
    except service.RecordingError as error:
        db.session.rollback()
        _refuse(409, refusal(error))
    address = url_for("recording_uploads.upload", slug=slug, code=asked.code, uid=made.uid)
    headers = {"Location": address, "Upload-Expires": http_date(service.expires_at(made))}
    return Response(status=201, headers=headers)


def _begin(
    subject: Subject, main: Recording | None, form: RecordingForm | FileTrackForm, file_name: str, size: int
) -> Recording:
    if isinstance(form, FileTrackForm):
        assert main is not None
        return service.begin_part(main, form.kind.data, form.language.data, file_name, size)
    return service.begin_upload(subject, form.details, file_name, size)


def _main(subject: Subject, told: dict[str, str]) -> Recording:
    """The recording that the file will be a part of."""
    try:
        found = queries.recording(subject, UUID(told["main"]))
    except ValueError:
        abort(404)
    if found is None or found.main_id is not None:
        abort(404)
    return found


@blueprint.route("/<uuid:uid>", methods=["HEAD"])
@login_required
def upload(slug: str, asked: AskedSubject, uid: UUID) -> ResponseReturnValue:
    """Where to go on."""
    found = _upload(slug, asked, uid)
    _check_version()
    headers = {"Upload-Offset": str(found.received), "Upload-Length": str(found.size)}
    return Response(status=200, headers=headers)


@blueprint.route("/<uuid:uid>", methods=["PATCH"])
@login_required
def receive(slug: str, asked: AskedSubject, uid: UUID) -> ResponseReturnValue:
    """A piece, of any length: it is stored as it comes."""
    found = _upload(slug, asked, uid)
    _check_version()
    if request.mimetype != "application/offset+octet-stream":
        _refuse(415, "Content-Type: application/offset+octet-stream")
    request.max_content_length = None
    start = _number("Upload-Offset")
    try:
        end = service.receive(found, start, request.stream.read)
    except service.OffsetElsewhere:
        _refuse(409, f"Upload-Offset: {found.received}")
    except (service.UploadOver, service.TooMuch) as error:
        _refuse(410 if isinstance(error, service.UploadOver) else 413, refusal(error))
    headers = {"Upload-Offset": str(end), "Upload-Expires": http_date(service.expires_at(found))}
    return Response(status=204, headers=headers)


@blueprint.delete("/<uuid:uid>")
@login_required
def terminate(slug: str, asked: AskedSubject, uid: UUID) -> ResponseReturnValue:
    """Nobody goes on with it: what came is thrown away."""
    found = _upload(slug, asked, uid)
    _check_version()
    if found.state != "uploading":
        _refuse(410, refusal(service.UploadOver()))
    service.delete_recording(found)
    return Response(status=204)


def _check_version() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        _refuse(412, f"Tus-Resumable: {VERSION}", {"Tus-Version": VERSION})


def _number(header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        _refuse(400, f"{header}: a whole number of bytes")
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """Keys with values in base64, with commas between."""
    told = {}
    for pair in header.split(",") if header else []:
        key, _, value = pair.strip().partition(" ")
        try:
            told[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            _refuse(400, f"Upload-Metadata: {key[:40]}")
    return told


def _refuse(status: int, words: str, headers: dict[str, str] | None = None) -> NoReturn:
    abort(Response(words, status, headers, content_type="text/plain; charset=utf-8"))


def _upload(slug: str, asked: AskedSubject, uid: UUID) -> Recording:
    found = asked_recording(slug, asked, uid)[1]
    if found.origin != "upload":
        abort(404)
    return found
