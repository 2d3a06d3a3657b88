"""Calendars that are always right: what left a feed, answers to invitations, app passwords, and CalDAV's collections."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    free_sqlite()
    op.create_table('calendar_collection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('made_from', sa.String(), nullable=False),
    sa.CheckConstraint("kind IN ('programme', 'agenda')", name=op.f('ck_calendar_collection_kind')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_calendar_collection_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_collection')),
    sa.UniqueConstraint('kind', 'subject_id', 'locale', name=op.f('uq_calendar_collection_kind_subject_id_locale')),
    sa.UniqueConstraint('uid', name=op.f('uq_calendar_collection_uid'))
    )
    op.create_index(op.f('ix_calendar_collection_event_id'), 'calendar_collection', ['event_id'], unique=False)

    op.create_table('calendar_collection_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('collection_id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('etag', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('is_gone', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['collection_id'], ['calendar_collection.id'], name=op.f('fk_calendar_collection_item_collection_id_calendar_collection')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_collection_item')),
    sa.UniqueConstraint('collection_id', 'uid', name=op.f('uq_calendar_collection_item_collection_id_uid'))
    )
    op.create_index('ix_calendar_collection_item_version', 'calendar_collection_item', ['collection_id', 'version'], unique=False)

    op.create_table('departure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('is_away', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('turns', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('starts_at', INSTANT, nullable=False),
    sa.Column('ends_at', INSTANT, nullable=False),
    sa.Column('turned_at', INSTANT, nullable=False),
    sa.CheckConstraint("place IN ('room', 'track', 'speaker', 'agenda')", name=op.f('ck_departure_place')),
    sa.CheckConstraint('turns > 0', name=op.f('ck_departure_turns')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_departure_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_departure')),
    sa.UniqueConstraint('place', 'subject_id', 'session_id', name=op.f('uq_departure_place_subject_id_session_id'))
    )
    op.create_index(op.f('ix_departure_session_id'), 'departure', ['session_id'], unique=False)

    op.create_table('app_password',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.Column('used_at', INSTANT, nullable=True),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_app_password_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_app_password')),
    sa.UniqueConstraint('password_hash', name=op.f('uq_app_password_password_hash'))
    )
    op.create_index(op.f('ix_app_password_registration_id'), 'app_password', ['registration_id'], unique=False)

    op.create_table('invitation_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('comment', sa.String(), server_default='', nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('answered_at', INSTANT, nullable=False),
    sa.Column('received_at', INSTANT, nullable=False),
    sa.CheckConstraint("answer IN ('ACCEPTED', 'TENTATIVE', 'DECLINED')", name=op.f('ck_invitation_reply_answer')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_invitation_reply_registration_id_registration')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_invitation_reply_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_reply')),
    sa.UniqueConstraint('registration_id', 'session_id', name=op.f('uq_invitation_reply_registration_id_session_id'))
    )
    op.create_index(op.f('ix_invitation_reply_session_id'), 'invitation_reply', ['session_id'], unique=False)
    op.create_index('uq_invitation_reply_event', 'invitation_reply', ['registration_id'], unique=True, sqlite_where=sa.text('session_id IS NULL'), postgresql_where=sa.text('session_id IS NULL'))

    with op.batch_alter_table('event') as batch_op:
        batch_op.add_column(sa.Column('streams_public', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('invites_to_sessions', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('declining_frees_seats', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('details_changed_at', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('was_public', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('registration') as batch_op:
        batch_op.add_column(sa.Column('reminder_minutes', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            op.f('ck_registration_reminder'), 'reminder_minutes IS NULL OR reminder_minutes BETWEEN 0 AND 10080'
        )

    op.execute("UPDATE event SET was_public = (status <> 'draft'), details_changed_at = programme_changed_at")
    with op.batch_alter_table('event') as batch_op:
        batch_op.alter_column('details_changed_at', existing_type=INSTANT, nullable=False)


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
    with op.batch_alter_table('registration') as batch_op:
        batch_op.drop_constraint(op.f('ck_registration_reminder'), type_='check')
        batch_op.drop_column('reminder_minutes')

    with op.batch_alter_table('event') as batch_op:
        batch_op.drop_column('details_changed_at')
        batch_op.drop_column('was_public')
        batch_op.drop_column('declining_frees_seats')
        batch_op.drop_column('invites_to_sessions')
        batch_op.drop_column('streams_public')

    op.drop_table('invitation_reply')
    op.drop_table('app_password')
    op.drop_table('departure')
    op.drop_table('calendar_collection_item')
    op.drop_table('calendar_collection')
