"""Registration that can carry a market: questions, codes, invitations, groups, waiting lists, and campaigns."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

VISIBILITIES = "visibility IN ('public', 'code', 'invitation', 'staff')"
BADGE_CLASSES = "badge_class IN ('delegate', 'buyer', 'speaker', 'press', 'exhibitor', 'vip')"
MAIL_STATES = "state IN ('queued', 'sending', 'handed', 'sent', 'kept', 'failed', 'withdrawn', 'skipped')"
SEAT_BY_STATE = (
    "(state IN ('pending', 'confirmed') AND holds_seat) OR (state = 'waitlisted') "
    "OR (state IN ('declined', 'cancelled') AND NOT holds_seat)"
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    free_sqlite()
    make_tables()
    carry_links_over()
    with op.batch_alter_table('event') as event:
        event.add_column(sa.Column('transfers_until', INSTANT, nullable=True))
        event.add_column(sa.Column('group_limit', sa.Integer(), server_default='25', nullable=False))
        event.create_check_constraint(op.f('ck_event_group_limit'), 'group_limit BETWEEN 0 AND 25')
    with op.batch_alter_table('agenda_item') as agenda:
        agenda.add_column(sa.Column('waiting_since', INSTANT, nullable=True))
        agenda.create_check_constraint(
            op.f('ck_agenda_item_booked_or_waiting'), 'NOT is_booking OR waiting_since IS NULL'
        )
    change_mail()
    change_ticket_type()
    change_registration()


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


def carry_links_over() -> None:
    op.execute(
        "INSERT INTO retired_link (token_hash, registration_id, retired_at) "
        "SELECT token_hash, registration_id, retired_at FROM retired_calendar_link"
    )
    op.drop_index(op.f('ix_retired_calendar_link_registration_id'), table_name='retired_calendar_link')
    op.drop_table('retired_calendar_link')


def change_mail() -> None:
    with op.batch_alter_table('mail') as mail:
        mail.add_column(sa.Column('subject_type', sa.String(), server_default='Registration', nullable=False))
        mail.add_column(sa.Column('campaign_id', sa.Integer(), nullable=True))
        mail.add_column(sa.Column('details', sa.JSON(), server_default='{}', nullable=False))
        mail.add_column(sa.Column('claimed_by', sa.String(), server_default='', nullable=False))
        mail.drop_constraint(op.f('ck_mail_state'), type_='check')
        mail.create_check_constraint(op.f('ck_mail_state'), MAIL_STATES)
        mail.create_unique_constraint(op.f('uq_mail_campaign_id_subject_id'), ['campaign_id', 'subject_id'])
    op.create_index('ix_mail_subject', 'mail', ['subject_type', 'subject_id'], unique=False)


def change_ticket_type() -> None:
    with op.batch_alter_table('ticket_type') as kind:
        kind.add_column(sa.Column('reviews_needed', sa.Integer(), server_default='1', nullable=False))
        kind.add_column(sa.Column('has_waiting_list', sa.Boolean(), server_default='0', nullable=False))
        kind.add_column(sa.Column('waiting_list_paused', sa.Boolean(), server_default='0', nullable=False))
        kind.add_column(sa.Column('waiting', sa.Integer(), server_default='0', nullable=False))
        kind.add_column(sa.Column('offer_hours', sa.Integer(), server_default='24', nullable=False))
        kind.add_column(sa.Column('company_places', sa.Integer(), nullable=True))
        kind.drop_constraint(op.f('ck_ticket_type_visibility'), type_='check')
        kind.create_check_constraint(op.f('ck_ticket_type_visibility'), VISIBILITIES)
        kind.drop_constraint(op.f('ck_ticket_type_badge_class'), type_='check')
        kind.create_check_constraint(op.f('ck_ticket_type_badge_class'), BADGE_CLASSES)
        kind.create_check_constraint(op.f('ck_ticket_type_waiting_not_negative'), 'waiting >= 0')
        kind.create_check_constraint(op.f('ck_ticket_type_reviews_needed'), 'reviews_needed IN (1, 2)')
        kind.create_check_constraint(op.f('ck_ticket_type_offer_hours'), 'offer_hours BETWEEN 1 AND 720')
        kind.create_check_constraint(
            op.f('ck_ticket_type_company_places'), 'company_places IS NULL OR company_places > 0'
        )


def change_registration() -> None:
    for column in (
        sa.Column('delegation_id', sa.Integer(), nullable=True),
        sa.Column('access_code_id', sa.Integer(), nullable=True),
        sa.Column('holds_seat', sa.Boolean(), server_default='0', nullable=False),
        sa.Column('is_named', sa.Boolean(), server_default='1', nullable=False),
        sa.Column('romanised_name', sa.String(), server_default='', nullable=False),
        sa.Column('company_key', sa.String(), server_default='', nullable=False),
        sa.Column('badge_class', sa.String(), nullable=True),
        sa.Column('no_campaigns', sa.Boolean(), server_default='0', nullable=False),
        sa.Column('first_reviewer_id', sa.Integer(), nullable=True),
        sa.Column('merged_into_id', sa.Integer(), nullable=True),
        sa.Column('waitlisted_at', INSTANT, nullable=True),
        sa.Column('offer_ends_at', INSTANT, nullable=True),
        sa.Column('erased_at', INSTANT, nullable=True),
    ):
        op.add_column('registration', column)
    fill_registration()
    with op.batch_alter_table('registration') as registration:
        registration.create_check_constraint(op.f('ck_registration_seat_by_state'), SEAT_BY_STATE)
        for column, table in (
            ('merged_into_id', 'registration'), ('access_code_id', 'access_code'), ('delegation_id', 'delegation'),
        ):
            registration.create_foreign_key(op.f(f'fk_registration_{column}_{table}'), table, [column], ['id'])
    for column in ('access_code_id', 'delegation_id', 'merged_into_id'):
        op.create_index(op.f(f'ix_registration_{column}'), 'registration', [column], unique=False)
    op.drop_index('ix_registration_event_created', table_name='registration')
    op.create_index(
        'ix_registration_list', 'registration',
        ['event_id', 'created_at', 'state', 'ticket_type_id', 'search_text'], unique=False,
    )
    op.create_index('ix_registration_company', 'registration', ['event_id', 'company_key'], unique=False)
    op.create_index('ix_registration_waiting', 'registration', ['event_id', 'state', 'waitlisted_at'], unique=False)


def fill_registration() -> None:
    """What the new columns say of the people who are there: their seats, their classes, their companies."""
    from eventapp.registration.search import company_key

    connection = op.get_bind()
    registration = sa.table(
        'registration', sa.column('state', sa.String), sa.column('holds_seat', sa.Boolean),
        sa.column('company', sa.String), sa.column('company_key', sa.String), sa.column('search_text', sa.String),
        sa.column('badge_class', sa.String), sa.column('ticket_type_id', sa.Integer),
    )
    kind = sa.table('ticket_type', sa.column('id', sa.Integer), sa.column('badge_class', sa.String))
    holding = registration.c.state.in_(('pending', 'confirmed'))
    connection.execute(registration.update().where(holding).values(holds_seat=True))
    short = sa.func.substr(registration.c.search_text, 1, 800)
    connection.execute(registration.update().values(search_text=short))
    granted = sa.select(kind.c.badge_class).where(kind.c.id == registration.c.ticket_type_id).scalar_subquery()
    connection.execute(registration.update().where(registration.c.state == 'confirmed').values(badge_class=granted))
    for (company,) in connection.execute(sa.select(registration.c.company).distinct()).all():
        if key := company_key(company):
            connection.execute(
                registration.update().where(registration.c.company == company).values(company_key=key)
            )


def make_tables() -> None:
    op.create_table('bounced_address',
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('bounced_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('email', name=op.f('pk_bounced_address'))
    )
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('subject', sa.JSON(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('attaches_calendar', sa.Boolean(), nullable=False),
    sa.Column('attaches_ticket', sa.Boolean(), nullable=False),
    sa.Column('send_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('announcement', 'reminder', 'thanks')", name=op.f('ck_campaign_kind')),
    sa.CheckConstraint("state <> 'scheduled' OR send_at IS NOT NULL", name=op.f('ck_campaign_scheduled_for')),
    sa.CheckConstraint("state IN ('draft', 'scheduled', 'sending', 'paused', 'done')", name=op.f('ck_campaign_state')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_campaign_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign'))
    )
    op.create_index(op.f('ix_campaign_event_id'), 'campaign', ['event_id'], unique=False)
    op.create_index('ix_campaign_state', 'campaign', ['state', 'send_at'], unique=False)
    op.create_table('link_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_link_request_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_request'))
    )
    op.create_table('mail_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.JSON(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_mail_text_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_text')),
    sa.UniqueConstraint('event_id', 'kind', name=op.f('uq_mail_text_event_id_kind'))
    )
    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('label', sa.JSON(), nullable=False),
    sa.Column('hint', sa.JSON(), nullable=False),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.Column('is_evidence', sa.Boolean(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('ticket_type_ids', sa.JSON(), nullable=False),
    sa.Column('depends_on_id', sa.Integer(), nullable=True),
    sa.Column('depends_on_values', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('text', 'long_text', 'number', 'choice', 'choices', 'country', 'date', 'link', 'file', 'consent')", name=op.f('ck_question_kind')),
    sa.CheckConstraint('depends_on_id IS NULL OR depends_on_id <> id', name=op.f('ck_question_not_its_own_condition')),
    sa.ForeignKeyConstraint(['depends_on_id'], ['question.id'], name=op.f('fk_question_depends_on_id_question')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_question_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question'))
    )
    op.create_index('ix_question_event', 'question', ['event_id', 'position'], unique=False)
    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('query', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_saved_view_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view'))
    )
    op.create_index(op.f('ix_saved_view_event_id'), 'saved_view', ['event_id'], unique=False)
    op.create_table('access_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('ticket_type_id', sa.Integer(), nullable=True),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('capacity IS NULL OR taken <= capacity', name=op.f('ck_access_code_not_oversold')),
    sa.CheckConstraint('taken >= 0', name=op.f('ck_access_code_taken_not_negative')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_access_code_event_id_event')),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_type.id'], name=op.f('fk_access_code_ticket_type_id_ticket_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_code')),
    sa.UniqueConstraint('event_id', 'code', name=op.f('uq_access_code_event_id_code'))
    )
    op.create_index(op.f('ix_access_code_ticket_type_id'), 'access_code', ['ticket_type_id'], unique=False)
    op.create_table('attendee_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('people', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('ticket_type_id', sa.Integer(), nullable=True),
    sa.Column('sends_mail', sa.Boolean(), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('good_count', sa.Integer(), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('known', sa.Integer(), nullable=False),
    sa.Column('failure', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('uploaded', 'checked', 'running', 'done', 'failed')", name=op.f('ck_attendee_import_state')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_attendee_import_event_id_event')),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_type.id'], name=op.f('fk_attendee_import_ticket_type_id_ticket_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendee_import'))
    )
    op.create_index(op.f('ix_attendee_import_event_id'), 'attendee_import', ['event_id'], unique=False)
    op.create_table('company_places',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_type_id', sa.Integer(), nullable=False),
    sa.Column('company_key', sa.String(), nullable=False),
    sa.Column('company', sa.String(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=True),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.CheckConstraint('places IS NULL OR places >= 0', name=op.f('ck_company_places_places')),
    sa.CheckConstraint('taken >= 0', name=op.f('ck_company_places_taken_not_negative')),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_type.id'], name=op.f('fk_company_places_ticket_type_id_ticket_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_places')),
    sa.UniqueConstraint('ticket_type_id', 'company_key', name=op.f('uq_company_places_ticket_type_id_company_key'))
    )
    op.create_table('delegation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('ticket_type_id', sa.Integer(), nullable=False),
    sa.Column('submission_key', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('company', sa.String(), nullable=False),
    sa.Column('liaison_name', sa.String(), nullable=False),
    sa.Column('liaison_email', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_delegation_event_id_event')),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_type.id'], name=op.f('fk_delegation_ticket_type_id_ticket_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegation')),
    sa.UniqueConstraint('event_id', 'submission_key', name=op.f('uq_delegation_event_id_submission_key')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_delegation_token_hash')),
    sa.UniqueConstraint('uid', name=op.f('uq_delegation_uid'))
    )
    op.create_table('answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_answer_question_id_question')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_answer_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer')),
    sa.UniqueConstraint('registration_id', 'question_id', name=op.f('uq_answer_registration_id_question_id'))
    )
    op.create_index(op.f('ix_answer_question_id'), 'answer', ['question_id'], unique=False)
    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('ticket_type_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('company', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_invitation_event_id_event')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_invitation_registration_id_registration')),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_type.id'], name=op.f('fk_invitation_ticket_type_id_ticket_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('event_id', 'ticket_type_id', 'email', name=op.f('uq_invitation_event_id_ticket_type_id_email')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash')),
    sa.UniqueConstraint('uid', name=op.f('uq_invitation_uid'))
    )
    op.create_index(op.f('ix_invitation_registration_id'), 'invitation', ['registration_id'], unique=False)
    op.create_index(op.f('ix_invitation_ticket_type_id'), 'invitation', ['ticket_type_id'], unique=False)
    op.create_table('retired_link',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), server_default='renewed', nullable=False),
    sa.Column('sequence', sa.Integer(), server_default='0', nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("reason IN ('renewed', 'transferred', 'erased', 'merged')", name=op.f('ck_retired_link_reason')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_retired_link_registration_id_registration')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_retired_link'))
    )
    op.create_index(op.f('ix_retired_link_registration_id'), 'retired_link', ['registration_id'], unique=False)
    op.create_table('upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('submission_key', sa.String(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_upload_event_id_event')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_upload_question_id_question')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_upload_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload')),
    sa.UniqueConstraint('event_id', 'submission_key', 'question_id', name=op.f('uq_upload_event_id_submission_key_question_id'))
    )
    op.create_index(op.f('ix_upload_registration_id'), 'upload', ['registration_id'], unique=False)


def downgrade() -> None:
    free_sqlite()
    with op.batch_alter_table('registration') as registration:
        registration.drop_constraint(op.f('ck_registration_seat_by_state'), type_='check')
        for column, table in (
            ('merged_into_id', 'registration'), ('access_code_id', 'access_code'), ('delegation_id', 'delegation'),
        ):
            registration.drop_constraint(op.f(f'fk_registration_{column}_{table}'), type_='foreignkey')
    for index in (
        'ix_registration_access_code_id', 'ix_registration_delegation_id', 'ix_registration_merged_into_id',
        'ix_registration_company', 'ix_registration_waiting', 'ix_registration_list',
    ):
        op.drop_index(index, table_name='registration')
    op.create_index('ix_registration_event_created', 'registration', ['event_id', 'created_at'], unique=False)
    for column in (
        'delegation_id', 'access_code_id', 'holds_seat', 'is_named', 'romanised_name', 'company_key', 'badge_class',
        'no_campaigns', 'first_reviewer_id', 'merged_into_id', 'waitlisted_at', 'offer_ends_at', 'erased_at',
    ):
        op.drop_column('registration', column)
    restore_ticket_type()
    restore_mail()
    with op.batch_alter_table('agenda_item') as agenda:
        agenda.drop_constraint(op.f('ck_agenda_item_booked_or_waiting'), type_='check')
        agenda.drop_column('waiting_since')
    with op.batch_alter_table('event') as event:
        event.drop_constraint(op.f('ck_event_group_limit'), type_='check')
        event.drop_column('group_limit')
        event.drop_column('transfers_until')
    restore_links()
    for table in (
        'upload', 'retired_link', 'invitation', 'answer', 'delegation', 'company_places', 'attendee_import',
        'access_code', 'saved_view', 'question', 'mail_text', 'link_request', 'campaign', 'bounced_address',
    ):
        op.drop_table(table)


def restore_ticket_type() -> None:
    op.execute("UPDATE ticket_type SET visibility = 'staff' WHERE visibility IN ('code', 'invitation')")
    op.execute("UPDATE ticket_type SET badge_class = 'delegate' WHERE badge_class = 'buyer'")
    with op.batch_alter_table('ticket_type') as kind:
        for name in ('waiting_not_negative', 'reviews_needed', 'offer_hours', 'company_places'):
            kind.drop_constraint(op.f(f'ck_ticket_type_{name}'), type_='check')
        kind.drop_constraint(op.f('ck_ticket_type_visibility'), type_='check')
        kind.create_check_constraint(op.f('ck_ticket_type_visibility'), "visibility IN ('public', 'staff')")
        kind.drop_constraint(op.f('ck_ticket_type_badge_class'), type_='check')
        kind.create_check_constraint(
            op.f('ck_ticket_type_badge_class'), "badge_class IN ('delegate', 'speaker', 'press', 'exhibitor', 'vip')"
        )
        for column in (
            'reviews_needed', 'has_waiting_list', 'waiting_list_paused', 'waiting', 'offer_hours', 'company_places',
        ):
            kind.drop_column(column)


def restore_mail() -> None:
    op.execute("DELETE FROM mail WHERE subject_type <> 'Registration' OR state IN ('withdrawn', 'skipped')")
    op.execute("UPDATE mail SET state = 'sending' WHERE state = 'handed'")
    op.drop_index('ix_mail_subject', table_name='mail')
    with op.batch_alter_table('mail') as mail:
        mail.drop_constraint(op.f('uq_mail_campaign_id_subject_id'), type_='unique')
        mail.drop_constraint(op.f('ck_mail_state'), type_='check')
        mail.create_check_constraint(
            op.f('ck_mail_state'), "state IN ('queued', 'sending', 'sent', 'kept', 'failed')"
        )
        for column in ('subject_type', 'campaign_id', 'details', 'claimed_by'):
            mail.drop_column(column)


def restore_links() -> None:
    op.create_table('retired_calendar_link',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_retired_calendar_link_registration_id_registration')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_retired_calendar_link'))
    )
    op.create_index(op.f('ix_retired_calendar_link_registration_id'), 'retired_calendar_link', ['registration_id'], unique=False)
    op.execute(
        "INSERT INTO retired_calendar_link (token_hash, registration_id, retired_at) "
        "SELECT token_hash, registration_id, retired_at FROM retired_link WHERE reason = 'renewed'"
    )
