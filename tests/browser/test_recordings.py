"""A recording through the interface: uploaded over a network that breaks, watched, searched; two who edit at once."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from eventapp.core.db import db
from eventapp.demo import seed
from eventapp.events.models import Event
from eventapp.programme.queries import public_sessions
from eventapp.recordings.drafting import make
from eventapp.recordings.models import Recording
from eventapp.recordings.preparing import prepare
from eventapp.recordings.queries import recordings_of
from eventapp.recordings.queries import tracks as queries
from eventapp.recordings.service import drafts, preparation, tracks
from eventapp.recordings.subtitles.cues import Cue
from tests.browser.conftest import Console, new_context
from tests.recordings.prepared import Made, insert_part, insert_ready, prepared_talk
from tests.server import Server, create_app_of

ADMIN = f"/admin/events/{seed.SLUG}/"
TALK = [Cue(0, 2000, "Good morning, everybody."), Cue(2000, 4000, "We begin with films.")]
CHINESE = [Cue(0, 2000, "各位早上好。"), Cue(2000, 4000, "我們先談電影。")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return prepared_talk(tmp_path_factory)


@pytest.fixture
def organiser(browser: Browser, demo: Server) -> Iterator[Page]:
    context = new_context(browser, phone=False, dark=False, locale="en")
    page = context.new_page()
    page.goto(f"{demo.url}/login")
    page.get_by_label("Email").fill("organiser@example.org")
    page.get_by_label("Password").first.fill("new-vision-demo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/**")
    yield page
    context.close()


def some_session(demo: Server) -> str:
    with create_app_of(demo).app_context():
        event = db.session.scalars(select(Event).where(Event.slug == seed.SLUG)).one()
        code = public_sessions(event.id)[3].code
        db.engine.dispose()
    return code


def a_recording(demo: Server, made: Made) -> str:
    """The address of a recording that everybody sees, with a transcript and subtitles; one for all tests."""
    with create_app_of(demo).app_context():
        event = db.session.scalars(select(Event).where(Event.slug == seed.SLUG)).one()
        session = public_sessions(event.id)[4]
        if before := recordings_of(session):
            found = f"{demo.url}/events/{seed.SLUG}/sessions/{session.code}/recordings/{before[0].uid}/"
            db.engine.dispose()
            return found
        recording = insert_ready(session, made, is_downloadable=True)
        signed = insert_part(recording, "sign_language", "hks", made)
        for track in [one for one in recording.tracks if one.part_id == signed.id]:
            tracks.mark_checked(track, "Ada", 1)
            tracks.publish_track(track)
        for kind, language, lines in (("transcript", "en", TALK), ("subtitles", "zh-Hant", CHINESE)):
            track = tracks.create_track(recording, kind, language, lines, origin="file")
            tracks.mark_checked(track, "Ada", 1)
            tracks.publish_track(track)
        found = f"{demo.url}/events/{seed.SLUG}/sessions/{session.code}/recordings/{recording.uid}/"
        db.engine.dispose()
    return found


def test_an_upload_goes_on_after_the_network_broke_and_becomes_a_recording(
    organiser: Page, demo: Server, made: Made
) -> None:
    code = some_session(demo)
    organiser.goto(f"{demo.url}{ADMIN}sessions/{code}/recordings/")
    broken = []

    def breaks(route: Route) -> None:
        """The first piece does not arrive."""
        if route.request.method == "PATCH" and not broken:
            broken.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    organiser.route("**/recordings/uploads/**", breaks)
    organiser.get_by_label("Video or sound").set_input_files(made.talk)
    organiser.get_by_label("Everybody").first.check()
    organiser.get_by_role("button", name="Upload it").click()
    expect(organiser.locator("[data-upload-words]")).to_have_text("All of it is there.")
    assert len(broken) == 1
    with create_app_of(demo).app_context():
        claimed = preparation.claim_next()
        assert claimed is not None
        prepare(claimed)
        assert db.session.get_one(Recording, claimed).state == "ready"
        db.engine.dispose()
    organiser.get_by_role("link", name="Open").click()
    organiser.get_by_role("button", name="Publish").click()
    expect(organiser.locator("main")).to_contain_text("Everybody sees it on the session's page.")
    organiser.goto(f"{demo.url}/events/{seed.SLUG}/sessions/{code}/")
    expect(organiser.locator("#recordings a")).to_have_count(1)


def test_a_sign_language_video_goes_where_the_recording_goes(
    browser: Browser, demo: Server, made: Made, console: Console
) -> None:
    viewer = new_context(browser, phone=False, dark=False, locale="en").new_page()
    console.follow(viewer)
    viewer.goto(a_recording(demo, made))
    viewer.get_by_label("Sign language").select_option(label="Hong Kong Sign Language")
    corner = viewer.locator(".video-js .signed")
    expect(corner).to_be_visible()
    viewer.get_by_role("button", name="Play").first.click()
    viewer.locator(".signed.vjs-playing").wait_for()
    viewer.evaluate("(() => { const [it] = videojs.getAllPlayers(); it.pause(); it.currentTime(3); })()")
    viewer.locator(".signed.vjs-paused").wait_for()
    times = "videojs.getAllPlayers().map((it) => Math.round(it.currentTime()))"
    assert [viewer.evaluate(times), viewer.evaluate("videojs.getAllPlayers()[1].muted()")] == [[3, 3], True]
    viewer.get_by_label("Sign language").select_option("")
    expect(corner).to_be_hidden()
    viewer.context.close()


def test_a_listener_changes_to_the_dub_while_it_plays(browser: Browser, demo: Server, made: Made) -> None:
    address = a_recording(demo, made)
    with create_app_of(demo).app_context():
        recording = db.session.scalars(select(Recording).where(Recording.uid == UUID(address.split("/")[-2]))).one()
        lines = [Cue(0, 2000, "Buenos días a todos.")]
        source = tracks.create_track(recording, "subtitles", "es", lines, origin="written")
        drafts.ask_for_draft(recording, "speak", "es", "espeak-ng", source=source, cost=0.0)
        claimed = drafts.claim_draft()
        assert claimed is not None
        make(claimed)
        dub = next(one for one in queries.tracks_of(recording.id) if one.kind == "dub")
        tracks.mark_checked(dub, "Ada", dub.revision)
        tracks.publish_track(dub)
        db.engine.dispose()
    viewer = new_context(browser, phone=False, dark=False, locale="en").new_page()
    viewer.goto(address)
    viewer.get_by_role("button", name="Play").first.click()
    viewer.locator(".video-js.vjs-playing").wait_for()
    viewer.get_by_role("button", name="Audio Track").click()
    with viewer.expect_request("**/dub-es.m4s"):
        viewer.get_by_role("menuitemradio", name="Español, spoken by machine").click()
    enabled = "Array.from(videojs.getAllPlayers()[0].audioTracks()).filter((one) => one.enabled)"
    assert viewer.evaluate(f"{enabled}.map((one) => one.language)") == ["es"]
    viewer.context.close()


def test_the_bar_shows_the_moment_that_is_pointed_at(browser: Browser, demo: Server, made: Made) -> None:
    viewer = new_context(browser, phone=False, dark=False, locale="en").new_page()
    viewer.goto(a_recording(demo, made))
    viewer.get_by_role("button", name="Play").first.click()
    viewer.locator(".video-js.vjs-playing").wait_for()
    viewer.evaluate("videojs.getAllPlayers()[0].pause()")
    bar = viewer.locator(".vjs-progress-holder")
    bar.hover()
    moment = viewer.locator(".moment")
    expect(moment).to_be_visible()
    address = moment.evaluate("(it) => it.style.backgroundImage.slice(5, -2)")
    assert viewer.request.get(f"{demo.url}{address}").headers["content-type"] == "image/jpeg"
    viewer.mouse.move(5, 5)
    expect(moment).to_be_hidden()
    viewer.context.close()


def test_a_recording_that_is_kept_plays_without_a_network(browser: Browser, demo: Server, made: Made) -> None:
    context = new_context(browser, phone=True, dark=True, locale="zh-Hant")
    viewer = context.new_page()
    viewer.goto(a_recording(demo, made))
    viewer.locator("[data-keep]").click()
    viewer.locator("[data-kept-link]").click()
    viewer.wait_for_url("**/kept-recordings/")
    viewer.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    viewer.reload()
    viewer.locator("[data-kept-play]").click()
    playing = "(it) => new Promise((done) => { it.ontimeupdate = () => it.currentTime > 0.5 && done(true); })"
    video = viewer.locator(".kept-video")
    assert video.evaluate(playing)
    shown = "(it) => [...it.textTracks].filter((one) => one.mode === 'showing').map((one) => one.language)"
    assert video.evaluate(shown) == ["zh-Hant"]
    viewer.locator("[data-kept-remove]").click()
    expect(viewer.locator("[data-kept-none]")).to_be_visible()
    assert viewer.evaluate("caches.open('kept-recordings').then((it) => it.keys()).then((keys) => keys.length)") == 0
    context.close()


def test_a_viewer_has_subtitles_in_two_languages_and_finds_what_is_said(
    browser: Browser, demo: Server, made: Made, console: Console
) -> None:
    address = a_recording(demo, made)
    viewer = new_context(browser, phone=True, dark=True, locale="zh-Hant").new_page()
    console.follow(viewer)
    viewer.goto(address)
    viewer.get_by_role("button", name="播放").first.click()
    viewer.locator(".video-js.vjs-playing").wait_for()
    viewer.evaluate("(() => { const [it] = videojs.getAllPlayers(); it.pause(); it.currentTime(1); })()")
    lines = viewer.locator(".vjs-text-track-cue")
    expect(lines.filter(has_text="各位早上好。")).to_be_visible()
    viewer.locator("[data-second]").select_option("en")
    expect(lines.filter(has_text="Good morning, everybody.")).to_be_visible()
    expect(lines.filter(has_text="各位早上好。")).to_be_visible()
    viewer.get_by_label("在其中搜尋").fill("電影")
    expect(viewer.locator("[data-transcript] li:visible")).to_have_count(1)
    viewer.locator("[data-transcript] li:visible a").click()
    viewer.evaluate("(() => { const [it] = videojs.getAllPlayers(); it.pause(); it.currentTime(3); })()")
    expect(lines.filter(has_text="我們先談電影。")).to_be_visible()
    viewer.goto(f"{demo.url}/events/{seed.SLUG}/recordings/?q=电影")
    viewer.locator(".lines a").first.click()
    expect(viewer).to_have_url(f"{address}?transcript=zh-Hant#t=2")
    viewer.context.close()


def test_two_who_edit_a_track_see_each_other_and_lose_nothing(
    browser: Browser, organiser: Page, demo: Server, made: Made, console: Console
) -> None:
    with create_app_of(demo).app_context():
        event = db.session.scalars(select(Event).where(Event.slug == seed.SLUG)).one()
        session = public_sessions(event.id)[5]
        recording = insert_ready(session, made, is_published=False)
        track = tracks.create_track(recording, "transcript", "en", TALK, origin="file")
        tracks.invite_translator(track, "Marie")
        path = f"{ADMIN}sessions/{session.code}/recordings/{recording.uid}/tracks/{track.uid}/"
        link, track_id = f"{demo.url}/tracks/{tracks.translator_token(track)}/", track.id
        db.engine.dispose()
    marie = new_context(browser, phone=False, dark=True, locale="en").new_page()
    console.follow(marie)
    organiser.goto(f"{demo.url}{path}")
    marie.goto(link)
    ours, theirs = (page.locator("[data-cues] textarea") for page in (organiser, marie))
    expect(ours).to_have_count(2)
    theirs.nth(0).fill("Good morning, dear guests.")
    theirs.nth(0).press("Tab")
    expect(ours.nth(0)).to_have_value("Good morning, dear guests.")
    ours.nth(1).click()
    ours.nth(1).press("Home")
    for _letter in range("We begin ".count("") - 1):
        ours.nth(1).press("ArrowRight")
    ours.nth(1).press("Alt+s")
    expect(ours).to_have_count(3)
    expect(theirs).to_have_count(3)
    organiser.keyboard.press("Alt+z")
    expect(ours).to_have_count(2)
    expect(theirs.nth(1)).to_have_value("We begin with films.")
    marie.locator("[data-cues] [data-do=comment]").first.click()
    marie.get_by_label("What the others should know").fill("Or “ladies and gentlemen”?")
    marie.get_by_role("button", name="Save").click()
    expect(organiser.locator("[data-comments-of]").first).to_contain_text("Marie: Or “ladies and gentlemen”?")
    with create_app_of(demo).app_context():
        assert [cue.text for cue in queries.cues_of(track_id)] == ["Good morning, dear guests.", "We begin with films."]
        db.engine.dispose()
    marie.context.close()
