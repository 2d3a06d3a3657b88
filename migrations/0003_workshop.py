"""The organiser's workshop: drafts and releases of the programme, speakers' own pages, series, and teams by mail."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    free_sqlite()
    op.create_table('series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('description', sa.JSON(), nullable=False),
    sa.Column('accent', sa.String(), nullable=False),
    sa.CheckConstraint("accent IN ('vermilion', 'plum', 'indigo', 'ocean', 'jade', 'amber', 'graphite')", name=op.f('ck_series_accent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_series')),
    sa.UniqueConstraint('slug', name=op.f('uq_series_slug'))
    )
    op.create_table('programme_release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('released_at', INSTANT, nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('note', sa.JSON(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_programme_release_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_release')),
    sa.UniqueConstraint('event_id', 'number', name=op.f('uq_programme_release_event_id_number'))
    )
    op.create_table('programme_upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_programme_upload_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_upload'))
    )
    op.create_index(op.f('ix_programme_upload_event_id'), 'programme_upload', ['event_id'], unique=False)
    op.create_table('schedule_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('claimed_by', sa.String(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.Column('finished_at', INSTANT, nullable=True),
    sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'applied')", name=op.f('ck_schedule_proposal_state')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_schedule_proposal_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedule_proposal'))
    )
    op.create_index(op.f('ix_schedule_proposal_event_id'), 'schedule_proposal', ['event_id'], unique=False)
    op.create_index(op.f('ix_schedule_proposal_state'), 'schedule_proposal', ['state'], unique=False)
    op.create_table('team_invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('invited_by', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.Column('expires_at', INSTANT, nullable=False),
    sa.CheckConstraint("role IN ('owner', 'programme', 'registration', 'door', 'read')", name=op.f('ck_team_invitation_role')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_team_invitation_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_invitation')),
    sa.UniqueConstraint('event_id', 'email', name=op.f('uq_team_invitation_event_id_email')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_team_invitation_token_hash'))
    )
    op.create_table('speaker_photo',
    sa.Column('speaker_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('changed_at', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['speaker_id'], ['speaker.id'], name=op.f('fk_speaker_photo_speaker_id_speaker')),
    sa.PrimaryKeyConstraint('speaker_id', name=op.f('pk_speaker_photo'))
    )
    op.create_table('session_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_session_file_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_file'))
    )
    op.create_index(op.f('ix_session_file_session_id'), 'session_file', ['session_id'], unique=False)
    with op.batch_alter_table('event') as batch_op:
        batch_op.add_column(sa.Column('draft_cursor', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('locales', sa.JSON(), server_default='["en", "zh-Hant", "zh-Hans"]', nullable=False))
        batch_op.add_column(sa.Column('headsets', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('changeover_minutes', sa.Integer(), server_default='10', nullable=False))
        batch_op.add_column(sa.Column('series_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('previous_id', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f('ck_event_headsets'), 'headsets IS NULL OR headsets >= 0')
        batch_op.create_check_constraint(op.f('ck_event_changeover'), 'changeover_minutes BETWEEN 0 AND 120')
        batch_op.create_index(op.f('ix_event_series_id'), ['series_id'], unique=False)
        batch_op.create_foreign_key(op.f('fk_event_series_id_series'), 'series', ['series_id'], ['id'])
        batch_op.create_foreign_key(op.f('fk_event_previous_id_event'), 'event', ['previous_id'], ['id'])

    with op.batch_alter_table('session') as batch_op:
        batch_op.add_column(sa.Column('interpretation', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('links', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('internal_notes', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('headsets', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('planned_minutes', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('expected_audience', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('text_states', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('draft', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('draft_version', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('draft_by', sa.String(), server_default='', nullable=False))
        batch_op.create_index('ix_session_event_draft', ['event_id', 'draft_version'], unique=False)

    with op.batch_alter_table('session_type') as batch_op:
        batch_op.add_column(sa.Column('default_minutes', sa.Integer(), server_default='45', nullable=False))
        batch_op.create_check_constraint(op.f('ck_session_type_default_minutes'), 'default_minutes BETWEEN 5 AND 2880')

    with op.batch_alter_table('speaker') as batch_op:
        batch_op.add_column(sa.Column('phone', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('locale', sa.String(), server_default='en', nullable=False))
        batch_op.add_column(sa.Column('travel_needs', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('technical_needs', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('availability', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('answers', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('text_states', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('photo_key', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('link_generation', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('link_hash', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('asked_at', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', INSTANT, nullable=True))
        batch_op.create_unique_constraint(op.f('uq_speaker_link_hash'), ['link_hash'])

    with op.batch_alter_table('user') as batch_op:
        batch_op.add_column(sa.Column('is_disabled', sa.Boolean(), server_default=sa.false(), nullable=False))


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
    with op.batch_alter_table('user') as batch_op:
        batch_op.drop_column('is_disabled')

    with op.batch_alter_table('speaker') as batch_op:
        batch_op.drop_constraint(op.f('uq_speaker_link_hash'), type_='unique')
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('asked_at')
        batch_op.drop_column('link_hash')
        batch_op.drop_column('link_generation')
        batch_op.drop_column('photo_key')
        batch_op.drop_column('text_states')
        batch_op.drop_column('answers')
        batch_op.drop_column('availability')
        batch_op.drop_column('technical_needs')
        batch_op.drop_column('travel_needs')
        batch_op.drop_column('locale')
        batch_op.drop_column('phone')

    with op.batch_alter_table('session_type') as batch_op:
        batch_op.drop_constraint(op.f('ck_session_type_default_minutes'), type_='check')
        batch_op.drop_column('default_minutes')

    with op.batch_alter_table('session') as batch_op:
        batch_op.drop_index('ix_session_event_draft')
        batch_op.drop_column('draft_by')
        batch_op.drop_column('draft_version')
        batch_op.drop_column('draft')
        batch_op.drop_column('text_states')
        batch_op.drop_column('expected_audience')
        batch_op.drop_column('planned_minutes')
        batch_op.drop_column('headsets')
        batch_op.drop_column('internal_notes')
        batch_op.drop_column('links')
        batch_op.drop_column('interpretation')

    with op.batch_alter_table('event') as batch_op:
        batch_op.drop_constraint(op.f('fk_event_previous_id_event'), type_='foreignkey')
        batch_op.drop_constraint(op.f('fk_event_series_id_series'), type_='foreignkey')
        batch_op.drop_index(op.f('ix_event_series_id'))
        batch_op.drop_constraint(op.f('ck_event_headsets'), type_='check')
        batch_op.drop_constraint(op.f('ck_event_changeover'), type_='check')
        batch_op.drop_column('previous_id')
        batch_op.drop_column('series_id')
        batch_op.drop_column('changeover_minutes')
        batch_op.drop_column('headsets')
        batch_op.drop_column('locales')
        batch_op.drop_column('draft_cursor')

    op.drop_table('session_file')
    op.drop_table('speaker_photo')
    op.drop_table('team_invitation')
    op.drop_table('schedule_proposal')
    op.drop_table('programme_upload')
    op.drop_table('programme_release')
    op.drop_table('series')
