"""A language takes one catalogue and one line: shown with a fourth, written by a machine and marked as such."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from eventapp.core.files import ROOT

LINE = '    Language("de", "Deutsch", "de_DE", "de"),\n'
AFTER = '    Language("zh-Hans", "简体中文", "zh_Hans_CN", "zh"),\n'
LOOK = """
import json, sys
from pathlib import Path
from eventapp import create_app
from eventapp.accounts import service as accounts
from eventapp.config import Settings
from eventapp.core import migrations
from tests.factories import Factories

app = create_app(Settings(data_dir=Path(sys.argv[1]), database_url=f"sqlite:///{sys.argv[1]}/new.sqlite3",
                          secret_key="x" * 32, base_url="http://localhost", extra={"WTF_CSRF_ENABLED": False}))
with app.app_context():
    migrations.upgrade()
    accounts.create_user("ada@example.org", "Ada", "a long password", is_admin=True)
make = Factories(app)
event = make.event("new-vision")
make.ticket_type(event)
make.session(event)
client = app.test_client()
client.post("/login", data={"email": "ada@example.org", "password": "a long password"})
german = {"Accept-Language": "de-AT,de;q=0.9"}
settings = client.get("/admin/events/new-vision/settings", headers=german).text
changed = client.post("/admin/events/new-vision/rooms/new", data={"name-en": "Hall", "name-de": "Der Saal"})
print(json.dumps({
    "page": client.get("/events/new-vision/", headers=german).text,
    "register": client.post("/events/new-vision/register/", data={}, headers=german).text,
    "settings": settings,
    "rooms": client.get("/admin/events/new-vision/rooms/", headers=german).text,
    "feed": client.get("/events/new-vision/calendar.ics?lang=de").text,
}))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """This one with another language: its line, and what a machine made of every text."""
    for folder in ("eventapp", "templates", "migrations"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("vendor", "__pycache__"))
    locales = tmp_path / "eventapp/core/locales.py"
    locales.write_text(locales.read_text().replace(AFTER, AFTER + LINE))
    made = run(tmp_path, "-m", "eventapp.translations.update")
    assert (made.returncode, "not translated: Register\n" in made.stderr) == (1, True)  # it says what is to be done
    path = tmp_path / "eventapp/translations/de_DE/LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="de_DE")
    for message in catalogue:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = tuple(f"⟦{text}⟧" for text in ids)
            message.string = texts if isinstance(message.id, tuple) else texts[0]
    with path.open("wb") as file:
        write_po(file, catalogue)
    compiled = ["-m", "babel.messages.frontend", "compile", "-i", str(path), "-o", str(path.with_suffix(".mo"))]
    assert run(tmp_path, *compiled).returncode == 0
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}  # from here it has the factories alone
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_pages_forms_events_and_feeds_speak_it(checkout: Path) -> None:
    (checkout / "data").mkdir()
    looked = run(checkout, "-c", LOOK, str(checkout / "data"))
    assert looked.returncode == 0, looked.stderr
    found = json.loads(looked.stdout.splitlines()[-1])
    assert '<html lang="de"' in found["page"]
    assert ("⟦Register⟧" in found["page"], "⟦Enter your name as it" in found["register"]) == (True, True)
    assert ('value="de"' in found["settings"], 'name="name-de"' in found["settings"]) == (True, True)
    assert "Der Saal" in found["rooms"]
    assert "BEGIN:VEVENT" in found["feed"]
