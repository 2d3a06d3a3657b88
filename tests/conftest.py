"""What every test stands on: an empty instance on SQLite and on PostgreSQL, and a clock where one is needed."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as examples

from eventapp import create_app
from eventapp.accounts import service as accounts
from eventapp.accounts.models import User
from eventapp.config import Settings
from eventapp.core.db import db
from eventapp.core.rate_limits import limiter
from eventapp.demo import seed
from eventapp.events.models import Event
from eventapp.registration.models import TicketType
from tests.databases import PostgresCluster, SharedPostgres, SharedSqlite, upgraded_sqlite
from tests.factories import PASSWORD, SECRET, Factories
from tests.package.builds import made_once
from tests.server import Server, Servers, running
from tests.thorough import part_of

examples.register_profile("suite", max_examples=part_of(100), suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("suite")
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SHARED = {"sqlite": "shared_sqlite", "postgresql": "shared_postgres"}


accounts.use_hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))  # as sure as passwords of tests need


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are processors: a good part of a test is waiting for servers, browsers and clocks."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What builds whole systems comes first: at the end the other processes would have nothing left to do beside it."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/package/"))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresCluster]:
    cluster = PostgresCluster(tmp_path_factory.mktemp("postgres"))
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        folder.mkdir()
        upgraded_sqlite(folder / "template.sqlite3")

    return made_once(tmp_path_factory, "sqlite", make) / "template.sqlite3"


@pytest.fixture(scope="session")
def shared_sqlite(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> SharedSqlite:
    path = tmp_path_factory.mktemp("shared") / "test.sqlite3"
    shutil.copy(sqlite_template, path)
    return SharedSqlite(path)


@pytest.fixture(scope="session")
def shared_postgres(postgres: PostgresCluster) -> Iterator[SharedPostgres]:
    with postgres.database("shared") as url:
        yield SharedPostgres(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An upgraded, empty database. The next test has the same one, emptied: that takes a tenth of making one."""
    shared: SharedSqlite | SharedPostgres = request.getfixturevalue(SHARED[request.param])
    yield shared.url
    shared.empty()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def settings(database_url: str, shared_folder: Path) -> Settings:
    return Settings(
        data_dir=shared_folder,
        database_url=database_url,
        secret_key=SECRET,
        base_url="http://localhost",
        rate_limits=False,
        extra={"TESTING": True, "WTF_CSRF_ENABLED": False},
    )


@pytest.fixture
def app_with() -> Iterator[Callable[[Settings], Flask]]:
    """Makes apps with settings of one's own, and closes what they opened."""
    made: list[Flask] = []

    def app_with(settings: Settings) -> Flask:
        made.append(create_app(settings))
        return made[-1]

    yield app_with
    for app in made:
        close(app)


@pytest.fixture(scope="session")
def known_apps() -> Iterator[dict[str, Flask]]:
    apps: dict[str, Flask] = {}
    yield apps
    for app in apps.values():
        close(app)


@pytest.fixture
def app(settings: Settings, known_apps: dict[str, Flask]) -> Iterator[Flask]:
    """An app with these settings: the one that a test before had with the same, since making one takes long."""
    app = known_apps.get(repr(settings)) or create_app(settings)
    known_apps[repr(settings)] = app
    limiter.enabled = settings.rate_limits  # there is one for all apps, and it does as the last one made said
    config = dict(app.config)
    yield app
    app.config.clear()
    app.config.update(config)
    app.extensions["jobs"].huey.flush()
    with app.app_context():
        db.engine.dispose()


def close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
    app.extensions["jobs"].huey.storage.close()


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    servers = Servers()
    yield servers
    servers.stop()


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The data of the demo's forum on SQLite, made once in a run: nobody writes to it."""

    def make(folder: Path) -> None:
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "eventapp.sqlite3")
        url = f"sqlite:///{folder / 'eventapp.sqlite3'}"
        app = create_app(Settings(data_dir=folder, database_url=url, secret_key=SECRET, base_url="http://127.0.0.1"))
        with app.app_context():
            seed.seed()
        close(app)
        with closing(sqlite3.connect(folder / "eventapp.sqlite3")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    return made_once(tmp_path_factory, "seeded", make)


@pytest.fixture
def forum(app: Flask, database_url: str, shared_sqlite: SharedSqlite, seeded_folder: Path) -> None:
    """The demo's forum in the test's database."""
    if database_url == shared_sqlite.url:
        shared_sqlite.fill(seeded_folder / "eventapp.sqlite3")
        return
    with app.app_context():
        seed.seed()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, seeded_folder: Path) -> Iterator[Server]:
    """The demo's forum, served."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(seeded_folder, folder)
    with running(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder, demo="1", jobs="0") as server:
        yield server


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[[User], FlaskClient]:
    """Signs the test's client in as somebody whom `make.user` made."""

    def sign_in(user: User) -> FlaskClient:
        answer = client.post("/login", data={"email": user.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return client

    return sign_in


@pytest.fixture
def make(app: Flask) -> Factories:
    return Factories(app)


@pytest.fixture
def event(make: Factories) -> Event:
    """A published event; files that need another have their own."""
    return make.event()


@pytest.fixture
def ticket_type(make: Factories, event: Event) -> TicketType:
    """A ticket type without limits."""
    return make.ticket_type(event)


@pytest.fixture
def data() -> Path:
    """The real input files, which are not part of the project."""
    if not DATA.exists():
        pytest.skip(f"real input is not at {DATA}")
    return DATA


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("EVENTAPP_")]:
        monkeypatch.delenv(name)
