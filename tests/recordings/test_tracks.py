"""Tracks: who checked what, what others see of it, and edits by two at once that lose nothing."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import pairwise
from typing import Any
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.recordings.models import CueChange, PublishedCue, Recording, RecordingTrack, TrackCue
from eventapp.recordings.queries import tracks as queries
from eventapp.recordings.service import cues, errors, tracks
from eventapp.recordings.service.cues import CueEdit
from eventapp.recordings.subtitles.cues import Cue
from eventapp.recordings.subtitles.files import KINDS
from tests.pages import page_of
from tests.recordings.conftest import Recordings
from tests.thorough import part_of

TALK = [
    Cue(0, 2000, "Good morning, everybody.", "Ada"),
    Cue(2000, 5000, "We have 12 films\nfrom Hong Kong.", "Ada"),
    Cue(6000, 8000, "Thank you.", "Ben"),
]


class Tracks:
    """A recording's tracks. Rows come back detached."""

    def __init__(self, recordings: Recordings, recording: Recording | None = None) -> None:
        self.recordings, self.make = recordings, recordings.make
        self.recording = recording or recordings.ready()
        self.admin = f"{recordings.admin}{self.recording.uid}/tracks/"

    def create(self, kind: str = "transcript", language: str = "en", lines: list[Cue] = TALK, **options: Any) -> int:
        with self.make.inside():
            options = {"origin": "file"} | options
            recording = db.session.get_one(Recording, self.recording.id)
            return tracks.create_track(recording, kind, language, lines, **options).id

    def now(self, track_id: int) -> RecordingTrack:
        return db.session.get_one(RecordingTrack, track_id, populate_existing=True)

    def lines(self, track_id: int) -> list[Cue]:
        with self.make.inside():
            return [Cue(one.starts_ms, one.ends_ms, one.text, one.speaker) for one in queries.cues_of(track_id)]

    def uids(self, track_id: int) -> list[str]:
        with self.make.inside():
            return [cue.uid for cue in queries.cues_of(track_id)]

    def edit(self, track_id: int, *edits: CueEdit) -> None:
        with self.make.inside():
            cues.edit(self.now(track_id), list(edits))

    def check(self, track_id: int, checker: str = "Ada Wong") -> None:
        with self.make.inside():
            track = self.now(track_id)
            tracks.mark_checked(track, checker, track.revision)

    def publish(self, track_id: int) -> None:
        with self.make.inside():
            tracks.publish_track(self.now(track_id))

    def path(self, track_id: int) -> str:
        with self.make.inside():
            return f"{self.admin}{self.now(track_id).uid}/"


@pytest.fixture
def language(recordings: Recordings) -> Tracks:
    return Tracks(recordings)


def published(tracks_: Tracks, track_id: int) -> list[str]:
    with tracks_.make.inside():
        query = select(PublishedCue.text).where(PublishedCue.track_id == track_id).order_by(PublishedCue.number)
        return list(db.session.scalars(query))


def test_what_a_machine_made_is_published_only_once_somebody_has_checked_it(language: Tracks) -> None:
    track = language.create(engine="pocketsphinx", origin="engine")
    with language.make.inside():
        assert language.now(track).state == "machine_draft"
    with pytest.raises(errors.NotChecked):
        language.publish(track)
    assert published(language, track) == []
    language.check(track)
    language.publish(track)
    assert published(language, track) == [cue.text for cue in TALK]
    with language.make.inside():
        assert language.now(track).published_checker == "Ada Wong"


def test_others_see_what_was_checked_until_the_changes_are_checked_too(language: Tracks) -> None:
    track = language.create()
    language.check(track)
    language.publish(track)
    first = language.uids(track)[0]
    language.edit(track, CueEdit("change", first, 1, text="Good evening."))
    with language.make.inside():
        now = language.now(track)
        assert (now.is_checked, now.has_news, now.state) == (False, True, "being_checked")
    with pytest.raises(errors.NotChecked):
        language.publish(track)
    assert published(language, track)[0] == "Good morning, everybody."
    language.check(track)
    language.publish(track)
    assert published(language, track)[0] == "Good evening."


def test_who_checked_other_lines_than_there_are_has_not_checked_these(language: Tracks) -> None:
    track = language.create()
    language.edit(track, CueEdit("change", language.uids(track)[0], 1, text="Changed meanwhile."))
    with language.make.inside(), pytest.raises(errors.ChangedMeanwhile):
        tracks.mark_checked(language.now(track), "Ada Wong", 1)


def test_a_translation_is_stale_once_its_original_changes_and_until_it_is_looked_through(language: Tracks) -> None:
    source = language.create()
    with language.make.inside():
        recording = db.session.get_one(Recording, language.recording.id)
        track = tracks.create_track(
            recording, "subtitles", "zh-Hant", TALK, origin="engine", engine="test", source=language.now(source)
        ).id
        assert not language.now(track).is_stale
    language.edit(source, CueEdit("change", language.uids(source)[0], 1, text="Other words."))
    with language.make.inside():
        assert language.now(track).is_stale
    language.check(track)
    with language.make.inside():
        assert not language.now(track).is_stale


def test_there_is_one_track_of_a_kind_in_a_language(language: Tracks) -> None:
    language.create()
    with pytest.raises(errors.TrackThere):
        language.create()
    assert language.create(kind="subtitles") != language.create(language="fr")


# Edits


def test_a_line_is_split_and_merged_again(language: Tracks) -> None:
    track = language.create()
    uid = language.uids(track)[1]
    language.edit(track, CueEdit("split", uid, 1, at=16, at_ms=3500))
    assert language.lines(track)[1:3] == [
        Cue(2000, 3500, "We have 12 films", "Ada"), Cue(3500, 5000, "from Hong Kong.", "Ada"),
    ]  # fmt: skip
    language.edit(track, CueEdit("merge", uid, 2))
    assert language.lines(track) == TALK


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (CueEdit("change", "0", 1, ends_ms=2001), errors.LinesOverlap),
        (CueEdit("change", "0", 1, starts_ms=2000), errors.LinesOverlap),
        (CueEdit("change", "0", 1, starts_ms=-1), errors.LinesOverlap),
        (CueEdit("change", "2", 1, ends_ms=2**31 - 1), errors.LinesOverlap),
        (CueEdit("change", "2", 1, starts_ms=8000, ends_ms=6000), errors.LinesOverlap),
        (CueEdit("change", "0", 1, text="  \n "), errors.LineEmpty),
        (CueEdit("change", "0", 1, text="x" * 1001), errors.LineEmpty),
        (CueEdit("change", "0", 2, text="x"), errors.ChangedMeanwhile),
        (CueEdit("change", "nobody", 1, text="x"), errors.LineMissing),
        (CueEdit("split", "0", 1, at=0, at_ms=1000), errors.LineEmpty),
        (CueEdit("split", "0", 1, at=4, at_ms=2000), errors.LinesOverlap),
        (CueEdit("merge", "2", 1), errors.LineMissing),
        (CueEdit("add", text="x", starts_ms=1000, ends_ms=1500), errors.LinesOverlap),
        (CueEdit("add", text="", starts_ms=9000, ends_ms=9500), errors.LineEmpty),
        (CueEdit("add", text="x"), errors.LinesOverlap),
        (CueEdit("delete", "nobody", 1), errors.LineMissing),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_is_refused_and_none_of_those_with_it_is_done(
    language: Tracks, edit: CueEdit, error: type[Exception]
) -> None:
    track = language.create()
    uids = language.uids(track)
    known = {str(number): uid for number, uid in enumerate(uids)}
    wanted = CueEdit(**{**edit.__dict__, "uid": known.get(edit.uid, edit.uid)})
    with pytest.raises(error):
        language.edit(track, CueEdit("change", uids[1], 1, speaker="Cy"), wanted)
    assert language.lines(track) == TALK
    with language.make.inside():
        assert (language.now(track).revision, queries.changes_of(track)) == (1, [])


def test_every_change_is_kept_with_who_made_it(language: Tracks) -> None:
    track = language.create()
    uid = language.uids(track)[2]
    language.edit(track, CueEdit("change", uid, 1, text="Thanks."))
    language.edit(track, CueEdit("delete", uid, 2))
    with language.make.inside():
        found = queries.changes_of(track)
    told = [(one.actor, (one.before or {}).get("text"), (one.after or {}).get("text")) for one in found]
    assert told == [("system", "Thanks.", None), ("system", "Thank you.", "Thanks.")]


def _any_edit(chance: random.Random, known: list[TrackCue]) -> CueEdit:
    """Anything that an editor could send about the lines that there are."""
    at = chance.randrange(0, 60_000)
    kind = chance.choice(("change", "change", "split", "merge", "add", "add", "delete")) if known else "add"
    if kind == "add":
        return CueEdit(kind, text="New", starts_ms=at, ends_ms=at + 900)
    cue = chance.choice(known)
    times = {"starts_ms": at, "ends_ms": at + chance.randrange(1, 4000)} if kind == "change" else {}
    return CueEdit(kind, cue.uid, cue.version, at=chance.randrange(0, 9), at_ms=at, **times)


def test_a_year_of_edits_keeps_every_line_in_its_place(language: Tracks) -> None:
    """A few hundred edits at random, many of which are refused: no overlap, nothing out of order, nothing empty."""
    chance = random.Random(20261128)
    track = language.create(lines=[Cue(n * 3000, n * 3000 + 2500, f"Line {n}") for n in range(12)])
    with language.make.inside():
        for _number in range(part_of(400)):
            edit = _any_edit(chance, queries.cues_of(track))
            try:
                cues.edit(language.now(track), [edit])
            except errors.RecordingError:
                db.session.rollback()
    lines = language.lines(track)
    assert len(lines) > 1
    assert all(line.starts_ms < line.ends_ms and line.text for line in lines)
    assert all(one.ends_ms <= two.starts_ms for one, two in pairwise(lines))


def test_two_who_edit_at_once_lose_nothing(language: Tracks) -> None:
    """Each line is changed by four at once: one of them is first, the others hear of it and keep their words."""
    track = language.create(lines=[Cue(n * 1000, n * 1000 + 900, f"Line {n}") for n in range(8)])
    uids = language.uids(track)

    def change(number: int) -> list[str]:
        kept = []
        for uid in uids:
            try:
                language.edit(track, CueEdit("change", uid, 1, text=f"By {number}"))
                kept.append(uid)
            except errors.ChangedMeanwhile:
                continue
        return kept

    with ThreadPoolExecutor(4) as people:
        kept = list(people.map(change, range(4)))
    assert sorted(uid for one in kept for uid in one) == sorted(uids)
    expected = {uid: f"By {number}" for number, one in enumerate(kept) for uid in one}
    with language.make.inside():
        assert {cue.uid: cue.text for cue in queries.cues_of(track)} == expected
        assert language.now(track).revision == 1 + len(uids)
        assert len(db.session.scalars(select(CueChange)).all()) == len(uids)


# Through the pages


def test_an_editor_gets_what_changed_since_it_looked(language: Tracks, organiser: FlaskClient) -> None:
    track = language.create()
    path = language.path(track)
    first, second, third = organiser.get(f"{path}lines").json["cues"]
    language.edit(track, CueEdit("change", first["uid"], 1, text="Changed."), CueEdit("delete", third["uid"], 1))
    told = organiser.get(f"{path}lines?after=1").json
    assert ([cue["text"] for cue in told["cues"]], told["gone"], told["revision"]) == (["Changed."], [third["uid"]], 2)
    assert organiser.get(f"{path}lines?after=2").json["cues"] == []
    assert second["text"] == "We have 12 films\nfrom Hong Kong."


def test_who_was_second_is_told_and_sees_how_the_line_is_now(language: Tracks, organiser: FlaskClient) -> None:
    track = language.create()
    path, uid = language.path(track), language.uids(track)[0]
    edit = {"kind": "change", "uid": uid, "version": 1}
    assert organiser.post(f"{path}edits", json={"edits": [{**edit, "text": "First."}]}).json["cues"][0]["version"] == 2
    answer = organiser.post(f"{path}edits", json={"edits": [{**edit, "text": "Second."}]})
    assert (answer.status_code, answer.json["cues"][0]["text"]) == (409, "First.")
    assert answer.json["error"].startswith("Somebody else has changed this meanwhile.")


@pytest.mark.parametrize(
    "sent",
    [
        None, [], {}, {"edits": []}, {"edits": "all"}, {"edits": [None]}, {"edits": [{"kind": "burn"}]},
        {"edits": [{"kind": "add", "starts_ms": "1"}]}, {"edits": [{"kind": "add", "starts_ms": 2**40}]},
        {"edits": [{"kind": "add", "starts_ms": True}]}, {"edits": [{"kind": "add", "text": ["x"]}]},
        {"edits": [{"kind": "add", "text": "x" * 6000}]}, {"edits": [{"kind": "add", "track_id": 1}]},
        {"edits": [{"kind": "delete", "uid": "x", "version": 1}] * 2001},
    ],
)  # fmt: skip
def test_what_is_no_edit_is_refused(language: Tracks, organiser: FlaskClient, sent: Any) -> None:
    track = language.create()
    assert organiser.post(f"{language.path(track)}edits", json=sent).status_code == 400
    assert language.lines(track) == TALK


@pytest.mark.parametrize("role", ["door", "read", "registration"])
def test_who_may_not_edit_the_programme_edits_no_track(language: Tracks, role: str) -> None:
    track = language.create()
    language.make.member(language.recordings.event, role, "other@example.org")
    other = language.make.signed_in("other@example.org")
    path = language.path(track)
    edit = {"edits": [{"kind": "add", "text": "x", "starts_ms": 9000, "ends_ms": 9500}]}
    answers = [
        other.get(path), other.get(f"{path}lines"), other.post(f"{path}edits", json=edit), other.post(f"{path}publish"),
        other.get(f"{path}lines.vtt"), other.post(f"{path}translator", data={"name": "Me"}), other.get(language.admin),
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {403}
    assert language.lines(track) == TALK


def test_a_track_is_reached_through_its_own_recording_alone(language: Tracks, organiser: FlaskClient) -> None:
    track = language.create()
    other = language.recordings.ready()
    with language.make.inside():
        uid = language.now(track).uid
    assert organiser.get(f"{language.recordings.admin}{other.uid}/tracks/{uid}/").status_code == 404


def test_a_file_becomes_a_track_and_comes_out_as_every_kind(language: Tracks, organiser: FlaskClient) -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,500\nGood morning\n\n2\n00:00:02,000 --> 00:00:04,000\nWelcome\n"
    answer = organiser.post(language.admin, data={
        "kind": "subtitles", "language": "fr", "origin": "file", "file": (BytesIO(srt.encode()), "talk.srt"),
    }, follow_redirects=True)  # fmt: skip
    page = page_of(answer)
    assert "1 line reached into the next one and was cut short." in page.text
    (track,) = _all_tracks(language)
    assert language.lines(track) == [Cue(1000, 2000, "Good morning"), Cue(2000, 4000, "Welcome")]
    path = language.path(track)
    found = {kind: organiser.get(f"{path}lines.{kind}") for kind in ("vtt", "srt", "ttml", "ass", "txt", "exe")}
    assert {kind: answer.status_code for kind, answer in found.items()} == {
        "vtt": 200, "srt": 200, "ttml": 200, "ass": 200, "txt": 200, "exe": 404,
    }  # fmt: skip
    name = f"forum-{language.recordings.session.code}-subtitles-fr.vtt"
    assert found["vtt"].headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "00:00:01.000 --> 00:00:02.000\nGood morning\n" in found["vtt"].text


def test_a_file_that_is_none_is_refused_in_words(language: Tracks, organiser: FlaskClient) -> None:
    answer = organiser.post(language.admin, data={
        "kind": "subtitles", "language": "fr", "origin": "file", "file": (BytesIO(b"<script>"), "talk.txt"),
    })  # fmt: skip
    words = "This is no file of subtitles that we can read. Bring WebVTT, SRT, TTML or ASS."
    assert (answer.status_code, page_of(answer).errors) == (422, [words])
    assert _all_tracks(language) == []


def test_the_lines_of_a_file_take_the_place_of_all_unless_somebody_changed_them_meanwhile(
    language: Tracks, organiser: FlaskClient
) -> None:
    track = language.create()
    path = language.path(track)

    def replace(revision: int) -> None:
        file = (BytesIO(b"WEBVTT\n\n00:01.000 --> 00:02.000\nOther lines\n"), "talk.vtt")
        organiser.post(f"{path}file", data={"revision": str(revision), "file": file})

    language.edit(track, CueEdit("change", language.uids(track)[0], 1, speaker="Cy"))
    replace(1)
    before = language.lines(track)
    replace(2)
    assert (before[0].speaker, language.lines(track)) == ("Cy", [Cue(1000, 2000, "Other lines")])


def test_who_checks_and_publishes_through_the_pages_is_named(language: Tracks, organiser: FlaskClient) -> None:
    track = language.create()
    path = language.path(track)
    organiser.post(f"{path}check")
    organiser.post(f"{path}publish")
    assert published(language, track) == []
    organiser.post(f"{path}checked", data={"revision": "7"})
    organiser.post(f"{path}publish")
    assert published(language, track) == []
    organiser.post(f"{path}checked", data={"revision": "1"})
    organiser.post(f"{path}publish")
    assert published(language, track) == [cue.text for cue in TALK]
    with language.make.inside():
        assert language.now(track).published_checker == "Team"
    organiser.post(f"{path}unpublish")
    assert published(language, track) == []


def _all_tracks(language: Tracks) -> list[int]:
    with language.make.inside():
        return list(db.session.scalars(select(RecordingTrack.id)))


def test_all_tracks_are_had_at_once(language: Tracks, organiser: FlaskClient) -> None:
    language.create()
    language.create(kind="subtitles", language="zh-Hant", lines=[Cue(0, 1000, "各位早上好。")])
    language.create(kind="chapters", lines=[])
    with ZipFile(BytesIO(organiser.get(f"{language.admin}all.zip").data)) as archive:
        assert sorted(archive.namelist()) == sorted(
            f"{name}.{kind}" for name in ("transcript-en", "subtitles-zh-Hant") for kind in KINDS
        )
        assert "各位早上好。" in archive.read("subtitles-zh-Hant.srt").decode()


# An outside translator


@pytest.fixture
def invited(language: Tracks, organiser: FlaskClient) -> Callable[[], tuple[int, str]]:
    def invited() -> tuple[int, str]:
        """A track, and the address of the link to it."""
        track = language.create(kind="subtitles", language="fr")
        answer = organiser.post(f"{language.path(track)}translator", data={"name": "Marie"}, follow_redirects=True)
        link = page_of(answer).attributes("//input[@id='translator-link']", "value")[0]
        return track, link.removeprefix("http://localhost")

    return invited


def test_a_translator_edits_one_track_and_nothing_else(
    language: Tracks, invited: Callable[[], tuple[int, str]], client: FlaskClient
) -> None:
    track, link = invited()
    uid = language.uids(track)[0]
    edit = {"edits": [{"kind": "change", "uid": uid, "version": 1, "text": "Bonjour à tous."}]}
    assert client.get(link).status_code == 200
    assert client.post(f"{link}edits", json=edit).status_code == 200
    assert client.post(f"{link}comments", json={"uid": uid, "text": "Or “mesdames et messieurs”?"}).status_code == 200
    assert language.lines(track)[0].text == "Bonjour à tous."
    told = client.get(f"{link}lines").json
    assert told["comments"] == {uid: [{"author": "Marie", "text": "Or “mesdames et messieurs”?"}]}
    with language.make.inside():
        assert [one.actor for one in queries.changes_of(track)] == ["Marie"]
    assert client.post(f"{link}publish").status_code == 404


def test_a_translators_link_that_was_withdrawn_or_replaced_opens_nothing(
    language: Tracks, invited: Callable[[], tuple[int, str]], organiser: FlaskClient, client: FlaskClient
) -> None:
    track, link = invited()
    organiser.post(f"{language.path(track)}translator", data={"name": "Marie"})
    with language.make.inside():
        second = f"/tracks/{tracks.translator_token(language.now(track))}/"
    assert [client.get(one).status_code for one in (link, second)] == [404, 200]
    organiser.post(f"{language.path(track)}withdraw")
    assert [client.get(f"{second}{name}").status_code for name in ("", "lines")] == [404, 404]
    assert client.post(f"{second}edits", json={"edits": []}).status_code == 404


# What others see


def test_a_recording_has_its_published_tracks_and_no_others(language: Tracks, client: FlaskClient) -> None:
    shown = language.create()
    language.create(kind="subtitles", language="zh-Hant", engine="test", origin="engine")
    language.check(shown)
    language.publish(shown)
    page = page_of(client.get(language.recordings.public(language.recording)))
    assert page.texts("//ol[contains(@class, 'lines-tall')]//li/a/span[2]") == [
        "Ada: Good morning, everybody.", "We have 12 films from Hong Kong.", "Ben: Thank you.",
    ]  # fmt: skip
    stream = page.attributes("//video", "data-stream")[0].rpartition("/")[0]
    names = ("transcript-en.vtt", "subtitles-zh-Hant.vtt", "dub-en.vtt")
    found = {name: client.get(f"{stream}/{name}") for name in names}
    assert [answer.status_code for answer in found.values()] == [200, 404, 404]
    text = found["transcript-en.vtt"].text
    assert text.startswith("WEBVTT\n\nNOTE en\n\n1\n00:00:00.000 --> 00:00:02.000\n<v Ada>Good")
    etag = found["transcript-en.vtt"].headers["ETag"]
    again = client.get(f"{stream}/transcript-en.vtt", headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_the_schedules_files_say_which_languages_a_recording_has(language: Tracks, client: FlaskClient) -> None:
    def told() -> Any:
        days = client.get("/events/forum/schedule.json").json["schedule"]["conference"]["days"]
        return [talk.get("recordings") for day in days for talks in day["rooms"].values() for talk in talks]

    before = told()
    track = language.create(kind="subtitles", language="zh-Hant")
    language.check(track)
    language.publish(track)
    ((found,),) = told()
    assert before[0][0]["subtitles"] == []
    assert (found["language"], found["subtitles"], found["transcripts"]) == ("en", ["zh-Hant"], [])
    assert found["url"].endswith(language.recordings.public(language.recording))


FILMS = ["We have 12 films\nfrom Hong Kong."]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("films", FILMS), ("FILMS hong", FILMS), ("ben", ["Thank you."]), ("nothing", []), ("%", []), ("", [])],
)
def test_what_was_said_is_found(language: Tracks, wanted: str, found: list[str]) -> None:
    track = language.create()
    language.check(track)
    language.publish(track)
    with language.make.inside():
        assert [line.cue.text for line in queries.search_lines([language.recording.id], wanted)] == found


@pytest.mark.parametrize("wanted", ["電影", "电影"])
def test_what_was_said_is_found_in_either_script(language: Tracks, client: FlaskClient, wanted: str) -> None:
    track = language.create(language="zh-Hant", lines=[Cue(61_000, 63_000, "我們先談香港電影。")])
    language.check(track)
    language.publish(track)
    page = page_of(client.get("/events/forum/recordings/", query_string={"q": wanted}))
    assert page.texts("//ol//li/a/span[2]") == ["我們先談香港電影。"]
    link = page.attributes("//ol//li/a", "href")[0]
    assert link == f"{language.recordings.public(language.recording)}?transcript=zh-Hant#t=61"


def test_what_is_not_for_everybody_is_not_found_by_everybody(language: Tracks, client: FlaskClient) -> None:
    hidden = language.recordings.ready(audience="watching")
    with language.make.inside():
        recording = db.session.get_one(Recording, hidden.id)
        track = tracks.create_track(recording, "transcript", "en", [Cue(0, 1000, "A secret figure")], origin="file").id
    language.check(track)
    language.publish(track)
    answer = client.get("/events/forum/recordings/", query_string={"q": "figure"})
    assert (answer.status_code, "A secret figure" in answer.text) == (200, False)
