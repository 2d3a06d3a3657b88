"""A speaker's private page."""

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from eventapp.core import outbox
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.programme import queries, service
from eventapp.programme.models import Session, Speaker, SpeakerPhoto
from tests.factories import Factories, text, tomorrow
from tests.pages import page_of
from tests.programme.conftest import ADMIN


@pytest.fixture
def ada(make: Factories, event: Event) -> Speaker:
    return make.speaker(event, "Ada Wong", email="ada@example.org")


@pytest.fixture
def path(make: Factories, ada: Speaker) -> str:
    with make.inside():
        found = db.session.get_one(Speaker, ada.id)
        service.ask_speaker(found)
        return f"/s/{service.speaker_token(found)}/"


def again(make: Factories, ada: Speaker) -> Speaker:
    with make.inside():
        return db.session.get_one(Speaker, ada.id)


def photo(make: Factories, ada: Speaker) -> Image.Image | None:
    with make.inside():
        found = db.session.get(SpeakerPhoto, ada.id)
        return Image.open(BytesIO(found.content)) if found else None


def picture(size: tuple[int, int], colours: tuple[str, str] = ("red", "blue"), form: str = "JPEG") -> bytes:
    """Its upper half in one colour, its lower in another, with a place in its metadata."""
    image = Image.new("RGB", size, colours[0])
    image.paste(colours[1], (0, size[1] // 2, size[0], size[1]))
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    out = BytesIO()
    image.save(out, form, exif=exif)
    return out.getvalue()


def test_the_mail_leads_to_the_page(make: Factories, ada: Speaker, path: str, client: FlaskClient) -> None:
    with make.inside():
        mail = db.session.scalars(select(outbox.Mail)).one()
        assert (mail.recipient, path in outbox.compose(mail).text) == ("ada@example.org", True)
    assert page_of(client.get(path)).heading == "Welcome, Ada Wong"


def test_a_profile_is_completed_and_confirmed(make: Factories, ada: Speaker, path: str, client: FlaskClient) -> None:
    data = {"name-en": "Ada Wong", "name-zh_hant": "黃雅達", "biography-en": "Builds **things**.", "phone": "+852 1234",
            "locale": "zh-Hant", "technical_needs": "A lectern.", "photo_part": "middle"}  # fmt: skip
    assert client.post(path, data=data).status_code == 303
    found = again(make, ada)
    assert (found.name["zh-Hant"], found.phone, found.technical_needs, found.email) == (
        "黃雅達", "+852 1234", "A lectern.", "ada@example.org",
    )  # fmt: skip
    assert found.confirmed_at is not None


def test_contact_and_needs_are_never_public(make: Factories, event: Event, client: FlaskClient) -> None:
    ada = make.speaker(
        event,
        "Ada Wong",
        email="ada@example.org",
        phone="+85299",
        travel_needs="A wheelchair",
        technical_needs="A cable",
    )
    session = make.session(event, speakers=(ada,))
    pages = ("", "schedule/", "speakers/", f"speakers/{ada.code}/", f"sessions/{session.code}/", "calendar.ics",
             "schedule.json", "schedule.xml")  # fmt: skip
    shown = " ".join(client.get(f"/events/forum/{page}").text for page in pages)
    assert [word in shown for word in ("ada@example.org", "+85299", "wheelchair", "cable")] == [False] * 4


def test_they_say_whether_they_come(
    make: Factories, event: Event, ada: Speaker, path: str, client: FlaskClient
) -> None:
    session = make.session(event, speakers=(ada,))
    client.post(f"{path}sessions/{session.code}/no")
    client.post(f"{path}sessions/{session.code}/yes")
    assert again(make, ada).answers == {session.code: "yes"}


def test_a_session_of_somebody_else_is_not_theirs(
    make: Factories, event: Event, ada: Speaker, path: str, client: FlaskClient
) -> None:
    session = make.session(event)
    answers = [client.post(f"{path}sessions/{session.code}/yes"), client.get(f"{path}sessions/{session.code}")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_their_words_wait_for_a_release(
    make: Factories, event: Event, ada: Speaker, path: str, client: FlaskClient
) -> None:
    session = make.session(event, "A talk", speakers=(ada,))
    client.post(f"{path}sessions/{session.code}", data={"title-en": "A better talk", "abstract-en": "Why."})
    with make.inside():
        assert queries.session_with_draft(db.session.get_one(Session, session.id)).title["en"] == "A better talk"
    assert page_of(client.get(f"/events/forum/sessions/{session.code}/")).heading == "A talk"


def test_times_are_kept_on_the_events_clocks(
    make: Factories, event: Event, ada: Speaker, path: str, client: FlaskClient
) -> None:
    local = [event.local(moment).strftime("%Y-%m-%dT%H:%M") for moment in (tomorrow(2), tomorrow(4))]
    data = {"name-en": "Ada Wong", "locale": "en", "photo_part": "middle",
            "availability-0-begins": local[0], "availability-0-ends": local[1]}  # fmt: skip
    client.post(path, data=data)
    found = again(make, ada)
    assert found.windows == [(tomorrow(2), tomorrow(4))]
    assert [found.is_available(tomorrow(2), tomorrow(3)), found.is_available(tomorrow(3), tomorrow(5))] == [True, False]
    refused = client.post(path, data={**data, "availability-0-ends": ""})
    assert page_of(refused).errors == ["Give both the start and the end, or neither."]


def send(client: FlaskClient, path: str, content: bytes, **more: Any) -> Any:
    data = {"name-en": "Ada Wong", "locale": "en", "photo_part": "middle", "photo": (BytesIO(content), "a.jpg"), **more}
    return client.post(path, data=data, content_type="multipart/form-data")


def test_a_photo_is_square_bounded_and_without_metadata(
    make: Factories, ada: Speaker, path: str, client: FlaskClient
) -> None:
    send(client, path, picture((1600, 2400)))
    kept = photo(make, ada)
    assert kept is not None
    assert (kept.size, kept.format, dict(kept.getexif())) == ((640, 640), "JPEG", {})


@pytest.mark.parametrize(("part", "colour"), [("start", (254, 0, 0)), ("end", (0, 0, 254))])
def test_the_chosen_part_of_a_photo_is_kept(
    make: Factories, ada: Speaker, path: str, client: FlaskClient, part: str, colour: tuple[int, int, int]
) -> None:
    send(client, path, picture((400, 800)), photo_part=part)
    kept = photo(make, ada)
    assert kept is not None
    assert all(abs(mine - theirs) < 12 for mine, theirs in zip(kept.getpixel((200, 200)), colour, strict=True))


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"GIF89a" + b"\0" * 40, b"\xff\xd8\xff\xe0broken", b"%PDF-1.7"])
def test_what_is_no_photo_is_refused_and_the_rest_kept(
    make: Factories, ada: Speaker, path: str, client: FlaskClient, content: bytes
) -> None:
    answer = send(client, path, content, phone="+852 1")
    assert page_of(answer).errors == ["This is not a photo we can read: choose a JPEG, PNG or WebP file."]
    assert (photo(make, ada), again(make, ada).phone) == (None, "+852 1")


def test_a_photo_is_served_by_its_own_address(
    make: Factories, event: Event, ada: Speaker, path: str, client: FlaskClient
) -> None:
    make.session(event, speakers=(ada,))
    send(client, path, picture((300, 300)))
    page = page_of(client.get(f"/events/forum/speakers/{ada.code}/"))
    (address,) = page.tree.xpath("//img[contains(@class, 'avatar')]/@src")
    answer = client.get(address)
    assert (answer.content_type, "immutable" in answer.headers["Cache-Control"]) == ("image/jpeg", True)
    assert client.get(address.replace("photo-", "photo-0")).status_code == 404


def test_a_renewed_link_ends_the_old_one(make: Factories, ada: Speaker, path: str, client: FlaskClient) -> None:
    with make.inside():
        service.renew_link(db.session.get_one(Speaker, ada.id))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 22, "%00", "../admin"])
def test_a_link_that_nobody_has_leads_nowhere(event: Event, client: FlaskClient, token: str) -> None:
    assert client.get(f"/s/{token}/").status_code == 404


def test_those_who_are_silent_are_reminded(make: Factories, event: Event, ada: Speaker, team: FlaskClient) -> None:
    make.speaker(event, "Without an address")
    done = make.speaker(event, "Done", email="done@example.org")
    with make.inside():
        found = db.session.get_one(Speaker, done.id)
        service.confirm_profile(found, service.SpeakerDetails(found.name, email=found.email))
    team.post(f"{ADMIN}/speakers/ask")
    with make.inside():
        assert list(db.session.scalars(select(outbox.Mail.recipient))) == ["ada@example.org"]


def test_files_are_on_the_sessions_page(make: Factories, event: Event, team: FlaskClient) -> None:
    session = make.session(event)
    path = f"{ADMIN}/sessions/{session.code}/files"

    def put(name: str, content: bytes) -> None:
        team.post(path, data={"file": (BytesIO(content), name)}, content_type="multipart/form-data")

    put("../../slides.pdf", b"%PDF-1.7")
    put("evil.html", b"<script>")
    put("empty.pdf", b"")
    page = page_of(team.get(f"/events/forum/sessions/{session.code}/"))
    (link,) = [link for link in page.links() if "/files/" in link]
    answer = team.get(link)
    assert (answer.data, answer.headers["Content-Disposition"]) == (b"%PDF-1.7", "attachment; filename=slides.pdf")


def test_a_file_of_a_draft_is_not_public(make: Factories, event: Event, client: FlaskClient) -> None:
    session = make.session(event, status="draft")
    with make.inside():
        file = service.add_file(db.session.get_one(Session, session.id), "a.pdf", b"%PDF")
    assert client.get(f"/events/forum/sessions/{session.code}/files/{file.id}").status_code == 404


def test_a_profiles_texts_are_converted_and_checked(make: Factories, event: Event, team: FlaskClient) -> None:
    ada = make.speaker(event, "Ada Wong")
    with make.inside():
        found = db.session.get_one(Speaker, ada.id)
        service.update_speaker(found, service.SpeakerDetails(text("Ada Wong", zh_Hant="黃雅達")))
    path = f"{ADMIN}/speakers/{ada.code}"
    team.post(f"{path}/convert", data={"text": "name/zh-Hans"})
    page = page_of(team.get(path))
    assert (page.values["name-zh_hans"], "简体中文 converted, to be checked" in page.text) == ("黄雅达", True)
    team.post(f"{path}/approve", data={"text": "name/zh-Hans"})
    assert "简体中文 checked" in page_of(team.get(path)).text
    assert team.post(f"{path}/convert", data={"text": "email/zh-Hans"}).status_code == 400
