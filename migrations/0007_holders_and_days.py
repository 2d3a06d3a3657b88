"""Places that pass from one person to another, tickets by day, places above a limit, answers that are still owed."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

COUNTED = ('event', 'ticket_type')
UNLIMITED = 'capacity IS NULL OR taken <= capacity'


def upgrade() -> None:
    free_sqlite()
    op.create_table('retired_ticket',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('holder', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('company', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("reason IN ('renewed', 'transferred')", name=op.f('ck_retired_ticket_reason')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_retired_ticket_event_id_event')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_retired_ticket_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retired_ticket')),
    sa.UniqueConstraint('event_id', 'code', name=op.f('uq_retired_ticket_event_id_code'))
    )
    op.create_index(op.f('ix_retired_ticket_registration_id'), 'retired_ticket', ['registration_id'])
    op.create_table('event_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.String(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('beyond', sa.Integer(), nullable=False),
    sa.CheckConstraint('taken <= capacity + beyond', name=op.f('ck_event_day_not_oversold')),
    sa.CheckConstraint('capacity > 0', name=op.f('ck_event_day_capacity')),
    sa.CheckConstraint('taken >= 0', name=op.f('ck_event_day_taken_not_negative')),
    sa.CheckConstraint('beyond >= 0', name=op.f('ck_event_day_beyond_not_negative')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_day_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_day')),
    sa.UniqueConstraint('event_id', 'day', name=op.f('uq_event_day_event_id_day'))
    )
    for table in COUNTED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column('beyond', sa.Integer(), server_default='0', nullable=False))
            if table == 'ticket_type':
                batch_op.add_column(sa.Column('days', sa.JSON(), server_default='[]', nullable=False))
            else:
                batch_op.add_column(sa.Column('limits_days', sa.Boolean(), server_default=sa.false(), nullable=False))
            batch_op.drop_constraint(op.f(f'ck_{table}_not_oversold'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_{table}_not_oversold'), f'{UNLIMITED} + beyond')
            batch_op.create_check_constraint(op.f(f'ck_{table}_beyond_not_negative'), 'beyond >= 0')
    with op.batch_alter_table('registration') as batch_op:
        batch_op.add_column(sa.Column('is_complete', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('holder', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('pairing') as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(), server_default='', nullable=False))
    with op.batch_alter_table('scan') as batch_op:
        batch_op.add_column(sa.Column('holder', sa.Integer(), server_default='1', nullable=False))


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
    """What is held above a limit raises the limit: the older version knows no other way to keep everybody's place."""
    free_sqlite()
    with op.batch_alter_table('scan') as batch_op:
        batch_op.drop_column('holder')
    with op.batch_alter_table('pairing') as batch_op:
        batch_op.drop_column('name')
    with op.batch_alter_table('registration') as batch_op:
        batch_op.drop_column('holder')
        batch_op.drop_column('is_complete')
    for table in COUNTED:
        op.execute(f'UPDATE {table} SET capacity = taken WHERE capacity IS NOT NULL AND taken > capacity')
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_beyond_not_negative'), type_='check')
            batch_op.drop_constraint(op.f(f'ck_{table}_not_oversold'), type_='check')
            batch_op.create_check_constraint(op.f(f'ck_{table}_not_oversold'), UNLIMITED)
            batch_op.drop_column('beyond')
            batch_op.drop_column('days' if table == 'ticket_type' else 'limits_days')
    op.drop_table('event_day')
    op.drop_index(op.f('ix_retired_ticket_registration_id'), table_name='retired_ticket')
    op.drop_table('retired_ticket')
