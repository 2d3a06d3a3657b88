"""What every test stands on: an empty instance on SQLite and on PostgreSQL, and a clock where one is needed."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import create_app
from eventapp.accounts.models import User
from eventapp.config import Settings
from eventapp.core.db import db
from tests.databases import PostgresCluster, upgraded_sqlite
from tests.factories import PASSWORD, Factories

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SECRET = "a secret of the tests, and of nothing else"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresCluster]:
    cluster = PostgresCluster(tmp_path_factory.mktemp("postgres"))
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return upgraded_sqlite(tmp_path_factory.mktemp("sqlite") / "template.sqlite3")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An upgraded, empty database of one's own."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "test.sqlite3")
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
    else:
        cluster: PostgresCluster = request.getfixturevalue("postgres")
        with cluster.database(f"test_{uuid4().hex}") as url:
            yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
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
        with app.app_context():
            db.engine.dispose()
        app.extensions["jobs"].huey.storage.close()


@pytest.fixture
def app(app_with: Callable[[Settings], Flask], settings: Settings) -> Flask:
    return app_with(settings)


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
def data() -> Path:
    """The real input files, which are not part of the project."""
    if not DATA.exists():
        pytest.skip(f"real input is not at {DATA}")
    return DATA


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("EVENTAPP_")]:
        monkeypatch.delenv(name)
