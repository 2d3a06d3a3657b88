"""Uploads by the tus protocol: in pieces, over connections that break, by two at once, and by those who may not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core import clock
from eventapp.core.db import db
from eventapp.recordings import queries, service
from eventapp.recordings.models import Recording
from eventapp.recordings.service import uploads
from eventapp.recordings.storage import GIGABYTE
from tests.factories import Factories
from tests.recordings.conftest import PIECE, TUS, Recordings, Uploader, recording_of


def test_an_upload_says_what_it_understands(uploader: Uploader) -> None:
    answer = uploader.browser.options(uploader.address)
    assert [answer.headers[name] for name in ("Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size")] == [
        "1.0.0", "1.0.0", "creation,termination,expiration", str(20 * GIGABYTE)
    ]  # fmt: skip


def test_pieces_become_the_file_that_was_sent(uploader: Uploader, recordings: Recordings, talk: Path) -> None:
    content = talk.read_bytes()
    location = uploader.begin(len(content), title="Part 1", language="zh-Hant", audience="watching")
    at = 0
    for end in (1, 1000, 70_000, len(content)):
        answer = uploader.send(location, at, content[at:end])
        assert (answer.status_code, answer.headers["Upload-Offset"], uploader.offset(location)) == (204, str(end), end)
        at = end
    brought = recording_of(location, recordings.make.app)
    assert (brought.title, brought.language, brought.audience, brought.file_name, brought.state) == (
        "Part 1", "zh-Hant", "watching", "talk.mp4", "waiting"
    )  # fmt: skip
    assert recordings.prepare().state == "ready"
    assert recordings.content(brought, "original") == content


def test_a_piece_that_begins_elsewhere_is_refused_and_changes_nothing(
    uploader: Uploader, recordings: Recordings
) -> None:
    location = uploader.begin(10)
    uploader.send(location, 0, b"0123")
    statuses = [uploader.send(location, start, b"x").status_code for start in (0, 3, 5, 10)]
    assert (statuses, uploader.offset(location)) == ([409] * 4, 4)
    assert len(recordings.stored(recording_of(location, recordings.make.app))) == 1


def test_more_than_was_announced_is_refused_and_nothing_of_it_stays(uploader: Uploader, recordings: Recordings) -> None:
    location = uploader.begin(4)
    assert (uploader.send(location, 0, b"01234").status_code, uploader.offset(location)) == (413, 0)
    assert recordings.stored(recording_of(location, recordings.make.app)) == []


def test_what_came_before_a_connection_broke_is_kept(uploader: Uploader, recordings: Recordings) -> None:
    location = uploader.begin(10_000_000)
    brought = recording_of(location, recordings.make.app)
    blocks = iter([b"a" * 100_000, b"b" * 200_000])

    def read(_most: int) -> bytes:
        try:
            return next(blocks)
        except StopIteration:
            raise ConnectionResetError from None

    with recordings.make.inside():
        assert service.receive(db.session.get_one(Recording, brought.id), 0, read) == 300_000
    assert uploader.offset(location) == 300_000


def test_of_many_who_send_the_same_piece_one_is_counted(uploader: Uploader, recordings: Recordings, app: Flask) -> None:
    location = uploader.begin(1_000)
    browsers = [uploader.browser, *(recordings.make.signed_in("team@example.org") for _ in range(3))]
    with ThreadPoolExecutor(4) as people:
        sent = [
            people.submit(Uploader(browser, recordings.admin).send, location, 0, b"x" * 500) for browser in browsers
        ]
        statuses = sorted(one.result().status_code for one in sent)
    assert (statuses, uploader.offset(location)) == ([204, 409, 409, 409], 500)
    assert len(recordings.stored(recording_of(location, app))) == 1


@pytest.mark.parametrize(
    ("size", "told", "status"),
    [
        ("0", {}, 422), ("-1", {}, 400), ("many", {}, 400), ("1" * 16, {}, 400), (str(21 * GIGABYTE), {}, 413),
        ("10", {"language": "xx"}, 422), ("10", {"audience": "nobody"}, 422), ("10", {"title": "x" * 201}, 422),
    ],
)  # fmt: skip
def test_an_upload_that_cannot_be_is_refused_in_words(
    uploader: Uploader, recordings: Recordings, size: str, told: dict[str, str], status: int
) -> None:
    answer = uploader.create(size, **told)
    assert (answer.status_code, bool(answer.text.strip())) == (status, True)
    with recordings.make.inside():
        assert queries.recordings_of(recordings.session) == []


def test_what_does_not_speak_the_protocol_is_told_how(uploader: Uploader) -> None:
    location = uploader.begin(10)
    browser = uploader.browser
    assert [
        uploader.create(10, headers={"Tus-Resumable": "0.2.0"}).status_code,
        browser.head(location).status_code,
        browser.patch(location, data=b"x", headers=TUS | {"Upload-Offset": "0"}).status_code,
        browser.patch(location, data=b"x", headers=PIECE).status_code,
        browser.post(
            uploader.address, headers=TUS | {"Upload-Length": "9", "Upload-Metadata": "title ***"}
        ).status_code,
    ] == [412, 412, 415, 400, 400]
    assert uploader.offset(location) == 0


def test_an_upload_that_is_whole_takes_nothing_more(uploader: Uploader) -> None:
    location = uploader.begin(4)
    uploader.send(location, 0, b"0123")
    assert uploader.send(location, 4, b"4").status_code == 410
    assert uploader.browser.delete(location, headers=TUS).status_code == 410


def test_an_upload_that_is_called_off_leaves_nothing(uploader: Uploader, recordings: Recordings) -> None:
    location = uploader.begin(10)
    uploader.send(location, 0, b"0123")
    brought = recording_of(location, recordings.make.app)
    assert uploader.browser.delete(location, headers=TUS).status_code == 204
    assert uploader.browser.head(location, headers=TUS).status_code == 404
    _delete_leftovers(recordings)
    assert recordings.stored(brought) == []


def test_an_upload_that_nobody_goes_on_with_is_thrown_away_after_a_week(recordings: Recordings) -> None:
    old, new = recordings.begin(10), recordings.begin(10)
    with recordings.make.inside():
        service.receive(db.session.get_one(Recording, old.id), 0, _reader(b"0123"))
        db.session.get_one(Recording, old.id).changed_at = clock.now() - timedelta(days=8)
        db.session.commit()
        uploads.forget_abandoned()
        assert [one.id for one in queries.recordings_of(recordings.session)] == [new.id]
    _delete_leftovers(recordings)
    assert recordings.stored(old) == []


def _reader(content: bytes) -> Callable[[int], bytes]:
    pieces = [content, b""]
    return lambda _most: pieces.pop(0) if pieces else b""


def test_recordings_take_no_more_room_than_the_event_has(
    uploader: Uploader, recordings: Recordings, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "EVENT_GIGABYTES", 1)
    assert uploader.create(GIGABYTE - 10).status_code == 201
    refused = uploader.create(11)
    assert (refused.status_code, "Delete one first" in refused.text) == (409, True)
    assert uploader.create(10).status_code == 201


@pytest.mark.parametrize("role", ["door", "read", "registration"])
def test_who_may_not_edit_the_programme_uploads_nothing(
    make: Factories, recordings: Recordings, uploader: Uploader, role: str
) -> None:
    location = uploader.begin(10)
    make.member(recordings.event, role, "other@example.org")
    other = Uploader(make.signed_in("other@example.org"), recordings.admin)
    answers = [other.create(10), other.send(location, 0, b"x"), other.browser.head(location, headers=TUS)]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert uploader.offset(location) == 0


def test_nobody_reaches_an_upload_through_another_event(
    make: Factories, recordings: Recordings, uploader: Uploader, client: FlaskClient
) -> None:
    location = uploader.begin(10)
    other_event = make.event(slug="other")
    other = make.session(other_event)
    uid = location.rsplit("/", 1)[-1]
    elsewhere = f"/admin/events/other/sessions/{other.code}/recordings/uploads/{uid}"
    assert uploader.send(elsewhere, 0, b"x").status_code == 404
    assert uploader.offset(location) == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\talks\\one.mp4", "one.mp4"),
        ("a\r\nb.mp4", "ab.mp4"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_files_name_is_kept_without_its_folders(uploader: Uploader, app: Flask, sent: str, kept: str) -> None:
    assert recording_of(uploader.begin(10, filename=sent), app).file_name == kept


def _delete_leftovers(recordings: Recordings) -> None:
    with recordings.make.inside():
        while uploads.delete_leftovers():
            pass
