"""The disk is full, or read-only: writes say so and leave nothing half done, and whoever reads goes on."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import select

from eventapp import close_connections, create_app
from eventapp.config import Settings
from eventapp.core import migrations
from eventapp.core.db import db
from eventapp.registration.models import Registration
from tests.databases import PostgresCluster
from tests.factories import SECRET, Factories
from tests.faults.small_disk import SmallDisk
from tests.faults.test_worker import children
from tests.server import Server, answers, running
from tests.visitor import Answer, Visitor
from tests.waiting import waited_for

READ = ("/", "/events/forum/", "/events/forum/schedule/", "/events/forum/calendar.ics", "/events/forum/register/")
FULL, READ_ONLY = "full", "read-only"
NO_ROOM = "Nothing can be stored at this moment"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(tmp_path / "disk", 40)
    yield disk
    disk.remove()


class Instance:
    """A forum with one ticket type and one phone, whose every file lies on one disk."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        app = create_app(Settings(data_dir=folder, database_url=url, secret_key=SECRET))
        self.make = Factories(app)
        with self.make.inside():
            migrations.upgrade()
        event = self.make.event()
        self.make.session(event, "Opening")
        self.ticket_type = self.make.ticket_type(event)
        self.guest = self.make.registration(event, self.ticket_type)
        self.token = self.make.device(self.make.gate(event))[1]
        close_connections(app)

    def form(self, visitor: Visitor, email: str) -> dict[str, str]:
        values = visitor.get("/events/forum/register/").page.values
        return values | {
            "ticket_type": str(self.ticket_type.id), "name": "Ada", "email": email, "consent": "y", "country": "",
        }  # fmt: skip

    def people(self) -> list[str]:
        with self.make.inside():
            try:
                return list(db.session.scalars(select(Registration.email).order_by(Registration.id)))
            finally:
                db.session.close()
                db.engine.dispose()

    def scan(self, visitor: Visitor) -> Answer:
        scan = {"uuid": str(uuid4()), "ticket": self.guest.code, "direction": "entry", "device_seq": 1, "mode": "typed",
                "scanned_at": datetime.now(UTC).isoformat()}  # fmt: skip
        return visitor.post_json("/checkin/api/scans", {"scans": [scan]}, {"Authorization": f"Bearer {self.token}"})


@pytest.fixture
def instance(disk: SmallDisk) -> Instance:
    return Instance(f"sqlite:///{disk.path / 'eventapp.sqlite3'}", disk.path)


@pytest.fixture
def server(instance: Instance, disk: SmallDisk, tmp_path: Path) -> Iterator[Server]:
    with running(instance.url, disk.path, tmp_path / "server.log", jobs="1", metrics="1") as server:
        yield server


def begins(fault: str, disk: SmallDisk, server: Server | None = None) -> Callable[[], None]:
    """Make the fault; what is returned ends it."""
    if fault == FULL:
        disk.fill()
        return disk.make_room
    disk.read_only()
    if server is not None:  # other processes take the places of those that have their files open
        for child in children(server.pid):
            os.kill(child, signal.SIGKILL)
        waited_for(lambda: answers(server))
    return disk.writable


@pytest.mark.parametrize("fault", [FULL, READ_ONLY])
def test_writes_say_so_and_who_reads_goes_on(instance: Instance, server: Server, disk: SmallDisk, fault: str) -> None:
    visitor = Visitor(server.url)
    form = instance.form(visitor, "ada@example.org")
    ends = begins(fault, disk, server)
    refused = visitor.post("/events/forum/register/", form)
    assert (refused.status, refused.page.heading, refused.headers["Retry-After"]) == (503, NO_ROOM, "60")
    assert {path: Visitor(server.url).get(path).status for path in READ} == dict.fromkeys(READ, 200)
    scanned = instance.scan(visitor)
    assert (scanned.status, "nothing was stored" in scanned.json.get("detail", "")) == (503, True), scanned.body
    assert visitor.get("/readyz").json == {"database": "answers", "migrations": "current", "disk": fault}
    assert Visitor(server.url).get("/metrics").status == 200
    ends()
    assert instance.people() == [instance.guest.email]
    waited_for(lambda: visitor.post("/events/forum/register/", form).status == 303)
    results: list[dict[str, str]] = []

    def is_stored() -> bool:
        """Another process may answer, which finds out anew that the disk can be written again."""
        results.extend(instance.scan(visitor).json.get("results", []))
        return bool(results)

    waited_for(is_stored)
    assert [result["outcome"] for result in results] == ["admitted"]
    assert instance.people() == [instance.guest.email, "ada@example.org"]


def test_the_refusal_is_in_the_readers_language(instance: Instance, server: Server, disk: SmallDisk) -> None:
    visitor = Visitor(server.url)
    form = instance.form(visitor, "ada@example.org")
    disk.fill()
    refused = visitor.post("/events/forum/register/", form, {"Accept-Language": "zh-HK"})
    assert refused.page.heading == "暫時無法儲存資料"
    disk.make_room()


@pytest.mark.parametrize("fault", [FULL, READ_ONLY])
def test_the_doctor_names_it(instance: Instance, disk: SmallDisk, fault: str) -> None:
    ends = begins(fault, disk)
    environment = {**os.environ, "EVENTAPP_DATA_DIR": str(disk.path), "EVENTAPP_SECRET_KEY": SECRET}
    run = subprocess.run(
        [sys.executable, "-m", "eventapp.cli", "doctor", "--json"],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    ends()
    if fault == READ_ONLY:  # no command begins its work on a folder that it cannot write
        said = f"eventapp: EVENTAPP_DATA_DIR: {disk.path} cannot be written (Read-only file system)"
        assert (run.returncode, run.stderr.strip()) == (2, said)
        return
    found = {check["name"]: check for check in json.loads(run.stdout)["checks"]}
    assert (run.returncode, found["data_folder"]["state"]) == (1, "bad")
    assert found["data_folder"]["detail"] == f"{disk.path}: The disk is full: make room."


def test_on_a_full_disk_a_backup_leaves_nothing_behind(disk: SmallDisk, tmp_path: Path) -> None:
    Instance(f"sqlite:///{tmp_path / 'eventapp.sqlite3'}", tmp_path)
    environment = {**os.environ, "EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET}
    disk.fill()
    run = subprocess.run(
        [sys.executable, "-m", "eventapp.cli", "backup", str(disk.path / "backup.tar.gz")],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    left = [path.name for path in disk.path.iterdir()]
    said = f"Error: {disk.path / 'backup.tar.gz'} cannot be written: No space left on device"
    assert (run.returncode, run.stderr.strip(), left) == (1, said, ["ballast"])


class TestPostgres:
    """Its disk is another than that of the machine which serves."""

    @pytest.fixture
    def disk(self) -> Iterator[SmallDisk]:
        """Where PostgreSQL's own user can reach it."""
        with TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            disk = SmallDisk(Path(folder) / "disk", 40)
            yield disk
            disk.remove()

    @pytest.fixture
    def instance(self, postgres: PostgresCluster, disk: SmallDisk, tmp_path: Path) -> Iterator[Instance]:
        with postgres.database_on("small_disk", disk.path / "table-space") as url:
            (tmp_path / "data").mkdir()
            yield Instance(url, tmp_path / "data")

    @pytest.fixture
    def server(self, instance: Instance, tmp_path: Path) -> Iterator[Server]:
        with running(instance.url, tmp_path / "data", jobs="0") as server:
            yield server

    def test_its_full_disk_refuses_in_words(self, instance: Instance, server: Server, disk: SmallDisk) -> None:
        visitor = Visitor(server.url)
        forms = [instance.form(visitor, f"guest{number}@example.org") for number in range(200)]
        disk.fill()
        answers = []
        for form in forms:  # until the pages that are begun are full
            answers.append(visitor.post("/events/forum/register/", form))
            if answers[-1].status != 303:
                break
        stored = [f"guest{number}@example.org" for number in range(len(answers) - 1)]
        assert (answers[-1].status, answers[-1].page.heading) == (503, NO_ROOM)
        assert {path: Visitor(server.url).get(path).status for path in READ} == dict.fromkeys(READ, 200)
        disk.make_room()
        assert instance.people() == [instance.guest.email, *stored]
        assert visitor.post("/events/forum/register/", forms[len(answers) - 1]).status == 303

    def test_one_that_only_reads_refuses_in_words(self, instance: Instance, server: Server) -> None:
        visitor = Visitor(server.url)
        form = instance.form(visitor, "ada@example.org")
        _set_read_only(instance.url, "on")
        refused = visitor.post("/events/forum/register/", form)
        assert (refused.status, refused.page.heading) == (503, NO_ROOM)
        assert {path: Visitor(server.url).get(path).status for path in READ} == dict.fromkeys(READ, 200)
        _set_read_only(instance.url, "off")
        waited_for(lambda: visitor.post("/events/forum/register/", form).status == 303)
        assert instance.people() == [instance.guest.email, "ada@example.org"]


def _set_read_only(url: str, value: str) -> None:
    """As when a standby takes over whose promotion did not succeed: old connections end."""
    with psycopg.connect(url, autocommit=True, options="-c default_transaction_read_only=off") as connection:
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {value}')
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            (name,),
        )
