"""Migrations go up, down and up again, and end at what the models say."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from eventapp.config import Settings
from eventapp.core import migrations
from eventapp.core.db import Model, db
from tests.databases import PostgresCluster


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, app_with: Callable[[Settings], Flask], tmp_path: Path):
    """An app on a database without a single table."""
    settings = Settings(data_dir=tmp_path, secret_key="x" * 32, database_url=f"sqlite:///{tmp_path / 'bare.sqlite3'}")
    if request.param == "sqlite":
        yield app_with(settings)
    else:
        cluster: PostgresCluster = request.getfixturevalue("postgres")
        with cluster.database(f"bare_{tmp_path.name[-20:]}", template="template0") as url:
            app = app_with(replace(settings, database_url=url))
            yield app
            with app.app_context():
                db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again(bare: Flask) -> None:
    with bare.app_context():
        assert not migrations.are_current()
        migrations.upgrade()
        assert migrations.are_current()
        assert tables() == set(Model.metadata.tables)
        migrations.downgrade("base")
        assert tables() == set()
        migrations.upgrade()
        assert tables() == set(Model.metadata.tables)


def test_the_migrations_end_at_the_models(bare: Flask) -> None:
    with bare.app_context():
        migrations.upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Model.metadata) == []


def test_an_instance_that_is_not_upgraded_says_so(bare: Flask) -> None:
    answer = bare.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"database": "answers", "migrations": "due", "disk": "writable"})
