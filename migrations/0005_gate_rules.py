"""Whom a gate lets in, and when."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    free_sqlite()
    with op.batch_alter_table('gate') as batch_op:
        batch_op.add_column(sa.Column('ticket_type_ids', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            op.f('ck_gate_hours'), 'opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at'
        )


def free_sqlite() -> None:
    """SQLite makes a table anew to change it, which its foreign keys would forbid; the pool forgets this connection."""
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        driver = connection.connection
        cursor = driver.cursor()
        if driver.dbapi_connection.in_transaction:
            cursor.execute('COMMIT')
        cursor.execute('PRAGMA foreign_keys = OFF')
        cursor.execute('BEGIN IMMEDIATE')
        driver.invalidate(soft=True)


def downgrade() -> None:
    free_sqlite()
    with op.batch_alter_table('gate') as batch_op:
        batch_op.drop_constraint(op.f('ck_gate_hours'), type_='check')
        batch_op.drop_column('closes_at')
        batch_op.drop_column('opens_at')
        batch_op.drop_column('ticket_type_ids')
