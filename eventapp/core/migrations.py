"""Where the database stands among the migrations, and how it gets to another. Alembic is loaded for that alone."""

import logging
import re
from functools import cache
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import inspect

from eventapp.core.db import Model, db
from eventapp.core.files import MIGRATIONS

if TYPE_CHECKING:
    from flask_alembic import Alembic

logging.getLogger("alembic").setLevel(logging.WARNING)


@cache
def newest_revision() -> str:
    """The last migration of this release. History is linear, and a file's name begins with its revision."""
    return max(found[0] for path in MIGRATIONS.glob("*.py") if (found := re.match(r"\d{4}(?=_)", path.name)))


def revision_of_database() -> str | None:
    """The migration at which the database stands; None for one that has had none."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def are_current() -> bool:
    """Whether the database stands at the newest migration."""
    return revision_of_database() == newest_revision()


def upgrade() -> None:
    """Bring the database to the newest migration."""
    _alembic().upgrade()


def downgrade(revision: str) -> None:
    """Bring the database back to an older migration; `base` is before the first."""
    _alembic().downgrade(revision)


def _alembic() -> "Alembic":
    if "eventapp_alembic" not in current_app.extensions:
        from flask_alembic import Alembic

        tool = Alembic(current_app._get_current_object(), run_mkdir=False, metadatas=Model.metadata)  # type: ignore[attr-defined]
        current_app.extensions["eventapp_alembic"] = tool
    found: Alembic = current_app.extensions["eventapp_alembic"]
    return found


def free_sqlite() -> None:
    """Within a migration: let SQLite make tables anew to change them, which its foreign keys would forbid.

    The pool forgets this connection.
    """
    from alembic import op

    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        driver = connection.connection
        assert driver.dbapi_connection is not None
        cursor = driver.cursor()
        if driver.dbapi_connection.in_transaction:
            cursor.execute("COMMIT")
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("BEGIN IMMEDIATE")
        driver.invalidate(soft=True)
