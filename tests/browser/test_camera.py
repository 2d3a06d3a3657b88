"""Real tickets before a real browser's camera: tilted, small and dark, played to it as a video."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from eventapp.checkin import service
from eventapp.checkin.models import Gate, Scan
from eventapp.core.db import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration
from eventapp.registration.tickets import sign_ticket
from tests.browser.conftest import ARGUMENTS, chromium, new_context
from tests.factories import Factories
from tests.server import Server, running

SIZE = (1280, 720)
SHOWN, BETWEEN = 45, 12
"""Frames, of which the browser plays thirty a second."""


def qr_code(text: str, side: int, *, dark: int = 0, light: int = 255) -> Image.Image:
    made = memoryview(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=4))
    height, width = made.shape
    image = Image.frombytes("L", (width, height), bytes(made)).resize((side, side), Image.Resampling.LANCZOS)
    return image.point(lambda value: dark + (light - dark) * value // 255)


def scene(code: Image.Image, wall: int, *, angle: float = 0) -> Image.Image:
    """A ticket held up before a wall of some brightness."""
    frame = Image.new("L", SIZE, wall)
    held = code.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=wall)
    frame.paste(held, ((SIZE[0] - held.width) // 2 + 60, (SIZE[1] - held.height) // 2 - 20))
    return frame


def film(path: Path, tickets: list[str]) -> Path:
    """Motion JPEG: each ticket for a second and a half, with an empty wall in between."""
    tilted, small, dark = tickets
    scenes = [
        scene(qr_code(tilted, 420), 200, angle=24),
        scene(qr_code(small, 210), 180, angle=-4),
        scene(qr_code(dark, 400, dark=8, light=52), 14, angle=7),
    ]
    with path.open("wb") as file:
        for shown in scenes:
            for frame, number in ((shown, SHOWN), (Image.new("L", SIZE, 120), BETWEEN)):
                out = io.BytesIO()
                frame.convert("RGB").save(out, "JPEG", quality=85)
                file.write(out.getvalue() * number)
    return path


@pytest.fixture
def guests(make: Factories, event: Event) -> list[Registration]:
    ticket_type = make.ticket_type(event)
    return [make.registration(event, ticket_type, name=name) for name in ("Tilted", "Small", "Dark")]


@pytest.fixture
def server(database_url: str, tmp_path: Path, guests: object) -> Iterator[Server]:
    with running(database_url, tmp_path, jobs="0") as server:
        yield server


@pytest.mark.timeout(120)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_tickets_tilted_small_and_dark_are_read_and_admitted(
    browser: Browser, server: Server, make: Factories, event: Event, guests: list[Registration], tmp_path: Path
) -> None:
    gate = make.gate(event)
    with make.inside():
        tickets = [sign_ticket(db.session.get_one(Registration, guest.id)) for guest in guests]
        code = service.open_pairing(db.session.get_one(Gate, gate.id))
    video = film(tmp_path / "tickets.mjpeg", tickets)
    camera = browser.browser_type.launch(
        executable_path=chromium(), args=[*ARGUMENTS, f"--use-file-for-fake-video-capture={video}"]
    )
    page = new_context(camera, phone=True).new_page()
    page.goto(f"{server.url}/checkin/#pair={code}")
    expect(page.locator("[data-part=state]")).to_contain_text("in step at")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator("[data-part=admitted]")).to_have_text("3", timeout=60_000)
    expect(page.locator("[data-part=state]")).not_to_contain_text("Scans to be sent")
    camera.close()
    with make.inside():
        entered = db.session.scalars(select(Scan).where(Scan.outcome == "admitted", Scan.mode == "camera"))
        assert {scan.ticket for scan in entered} == set(tickets)
