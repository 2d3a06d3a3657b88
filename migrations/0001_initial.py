"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('subject_type', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    op.create_index(op.f('ix_audit_entry_event_id'), 'audit_entry', ['event_id'], unique=False)
    op.create_index('ix_audit_entry_subject', 'audit_entry', ['subject_type', 'subject_id'], unique=False)
    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('tagline', sa.JSON(), nullable=False),
    sa.Column('description', sa.JSON(), nullable=False),
    sa.Column('organiser', sa.JSON(), nullable=False),
    sa.Column('venue', sa.JSON(), nullable=False),
    sa.Column('address', sa.JSON(), nullable=False),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('timezone', sa.String(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('main_locale', sa.String(), nullable=False),
    sa.Column('contact_email', sa.String(), nullable=False),
    sa.Column('accent', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('registration_opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('registration_closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('registration_serial', sa.Integer(), nullable=False),
    sa.Column('registration_cursor', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('programme_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("accent IN ('vermilion', 'plum', 'indigo', 'ocean', 'jade', 'amber', 'graphite')", name=op.f('ck_event_accent')),
    sa.CheckConstraint("status IN ('draft', 'published', 'archived')", name=op.f('ck_event_status')),
    sa.CheckConstraint('capacity IS NULL OR taken <= capacity', name=op.f('ck_event_not_oversold')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_event_ends_after_start')),
    sa.CheckConstraint('taken >= 0', name=op.f('ck_event_taken_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sa.UniqueConstraint('slug', name=op.f('uq_event_slug')),
    sa.UniqueConstraint('uid', name=op.f('uq_event_uid'))
    )
    op.create_table('mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('recipient', sa.String(), nullable=False),
    sa.Column('recipient_name', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('html', sa.String(), nullable=False),
    sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'kept', 'failed')", name=op.f('ck_mail_state')),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_mail_attempts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail')),
    sa.UniqueConstraint('message_id', name=op.f('uq_mail_message_id'))
    )
    op.create_index('ix_mail_event', 'mail', ['event_id', 'id'], unique=False)
    op.create_index('ix_mail_state_due', 'mail', ['state', 'due_at'], unique=False)
    op.create_table('user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('is_admin', sa.Boolean(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('session_generation', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_user_email_lower')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user')),
    sa.UniqueConstraint('email', name=op.f('uq_user_email'))
    )
    op.create_table('gate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_gate_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate')),
    sa.UniqueConstraint('event_id', 'slug', name=op.f('uq_gate_event_id_slug'))
    )
    op.create_table('membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.CheckConstraint("role IN ('owner', 'programme', 'registration', 'door', 'read')", name=op.f('ck_membership_role')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_membership_event_id_event')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_membership_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('user_id', 'event_id', name=op.f('uq_membership_user_id_event_id'))
    )
    op.create_index(op.f('ix_membership_event_id'), 'membership', ['event_id'], unique=False)
    op.create_table('room',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('description', sa.JSON(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_room_capacity')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_room_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_room')),
    sa.UniqueConstraint('event_id', 'slug', name=op.f('uq_room_event_id_slug'))
    )
    op.create_table('session_type',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('is_break', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_session_type_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_type')),
    sa.UniqueConstraint('event_id', 'slug', name=op.f('uq_session_type_event_id_slug'))
    )
    op.create_table('speaker',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('uid', sa.Uuid(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('post', sa.JSON(), nullable=False),
    sa.Column('organisation', sa.JSON(), nullable=False),
    sa.Column('biography', sa.JSON(), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('import_reference', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_speaker_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_speaker')),
    sa.UniqueConstraint('event_id', 'code', name=op.f('uq_speaker_event_id_code')),
    sa.UniqueConstraint('event_id', 'import_reference', name=op.f('uq_speaker_event_id_import_reference'))
    )
    op.create_table('ticket_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('private_key', sa.LargeBinary(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_ticket_key_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_key'))
    )
    op.create_index(op.f('ix_ticket_key_event_id'), 'ticket_key', ['event_id'], unique=False)
    op.create_table('ticket_type',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('description', sa.JSON(), nullable=False),
    sa.Column('badge_class', sa.String(), nullable=False),
    sa.Column('visibility', sa.String(), nullable=False),
    sa.Column('needs_approval', sa.Boolean(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('price_minor', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint("badge_class IN ('delegate', 'speaker', 'press', 'exhibitor', 'vip')", name=op.f('ck_ticket_type_badge_class')),
    sa.CheckConstraint("visibility IN ('public', 'staff')", name=op.f('ck_ticket_type_visibility')),
    sa.CheckConstraint('capacity IS NULL OR taken <= capacity', name=op.f('ck_ticket_type_not_oversold')),
    sa.CheckConstraint('price_minor >= 0', name=op.f('ck_ticket_type_price')),
    sa.CheckConstraint('taken >= 0', name=op.f('ck_ticket_type_taken_not_negative')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_ticket_type_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_type'))
    )
    op.create_index(op.f('ix_ticket_type_event_id'), 'ticket_type', ['event_id'], unique=False)
    op.create_table('track',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('colour', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint('colour BETWEEN 1 AND 8', name=op.f('ck_track_colour')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_track_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_track')),
    sa.UniqueConstraint('event_id', 'slug', name=op.f('uq_track_event_id_slug'))
    )
    op.create_table('device',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('gate_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('paired_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_device_event_id_event')),
    sa.ForeignKeyConstraint(['gate_id'], ['gate.id'], name=op.f('fk_device_gate_id_gate')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_device_token_hash')),
    sa.UniqueConstraint('uid', name=op.f('uq_device_uid'))
    )
    op.create_index(op.f('ix_device_event_id'), 'device', ['event_id'], unique=False)
    op.create_table('pairing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('gate_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_pairing_event_id_event')),
    sa.ForeignKeyConstraint(['gate_id'], ['gate.id'], name=op.f('fk_pairing_gate_id_gate')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_pairing_code_hash'))
    )
    op.create_table('registration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('ticket_type_id', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('token_generation', sa.Integer(), nullable=False),
    sa.Column('calendar_token_hash', sa.String(), nullable=False),
    sa.Column('calendar_generation', sa.Integer(), nullable=False),
    sa.Column('submission_key', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('company', sa.String(), nullable=False),
    sa.Column('job_title', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('notes', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('search_text', sa.String(), nullable=False),
    sa.Column('ticket_version', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('pending', 'waitlisted', 'confirmed', 'declined', 'cancelled')", name=op.f('ck_registration_state')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_registration_event_id_event')),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_type.id'], name=op.f('fk_registration_ticket_type_id_ticket_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration')),
    sa.UniqueConstraint('calendar_token_hash', name=op.f('uq_registration_calendar_token_hash')),
    sa.UniqueConstraint('event_id', 'code', name=op.f('uq_registration_event_id_code')),
    sa.UniqueConstraint('event_id', 'serial', name=op.f('uq_registration_event_id_serial')),
    sa.UniqueConstraint('event_id', 'submission_key', name=op.f('uq_registration_event_id_submission_key')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_registration_token_hash')),
    sa.UniqueConstraint('uid', name=op.f('uq_registration_uid'))
    )
    op.create_index(op.f('ix_registration_email'), 'registration', ['email'], unique=False)
    op.create_index('ix_registration_event_created', 'registration', ['event_id', 'created_at'], unique=False)
    op.create_index('ix_registration_event_cursor', 'registration', ['event_id', 'cursor'], unique=False)
    op.create_index(op.f('ix_registration_ticket_type_id'), 'registration', ['ticket_type_id'], unique=False)
    op.create_table('session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('uid', sa.Uuid(), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('subtitle', sa.JSON(), nullable=False),
    sa.Column('abstract', sa.JSON(), nullable=False),
    sa.Column('description', sa.JSON(), nullable=False),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('track_id', sa.Integer(), nullable=True),
    sa.Column('room_id', sa.Integer(), nullable=True),
    sa.Column('type_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('was_public', sa.Boolean(), nullable=False),
    sa.Column('stream_url', sa.String(), nullable=True),
    sa.Column('needs_booking', sa.Boolean(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('import_reference', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('draft', 'confirmed', 'cancelled')", name=op.f('ck_session_status')),
    sa.CheckConstraint('(starts_at IS NULL) = (ends_at IS NULL)', name=op.f('ck_session_whole_slot')),
    sa.CheckConstraint('capacity IS NULL OR taken <= capacity', name=op.f('ck_session_not_oversold')),
    sa.CheckConstraint('ends_at IS NULL OR ends_at > starts_at', name=op.f('ck_session_ends_after_start')),
    sa.CheckConstraint('taken >= 0', name=op.f('ck_session_taken_not_negative')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_session_event_id_event')),
    sa.ForeignKeyConstraint(['room_id'], ['room.id'], name=op.f('fk_session_room_id_room')),
    sa.ForeignKeyConstraint(['track_id'], ['track.id'], name=op.f('fk_session_track_id_track')),
    sa.ForeignKeyConstraint(['type_id'], ['session_type.id'], name=op.f('fk_session_type_id_session_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session')),
    sa.UniqueConstraint('event_id', 'code', name=op.f('uq_session_event_id_code')),
    sa.UniqueConstraint('event_id', 'import_reference', name=op.f('uq_session_event_id_import_reference')),
    sa.UniqueConstraint('uid', name=op.f('uq_session_uid'))
    )
    op.create_index('ix_session_event_start', 'session', ['event_id', 'starts_at'], unique=False)
    op.create_index(op.f('ix_session_room_id'), 'session', ['room_id'], unique=False)
    op.create_index(op.f('ix_session_track_id'), 'session', ['track_id'], unique=False)
    op.create_table('agenda_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('is_booking', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_agenda_item_registration_id_registration')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_agenda_item_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item')),
    sa.UniqueConstraint('registration_id', 'session_id', name=op.f('uq_agenda_item_registration_id_session_id'))
    )
    op.create_index(op.f('ix_agenda_item_session_id'), 'agenda_item', ['session_id'], unique=False)
    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_consent_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    op.create_index(op.f('ix_consent_registration_id'), 'consent', ['registration_id'], unique=False)
    op.create_table('retired_calendar_link',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_retired_calendar_link_registration_id_registration')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_retired_calendar_link'))
    )
    op.create_index(op.f('ix_retired_calendar_link_registration_id'), 'retired_calendar_link', ['registration_id'], unique=False)
    op.create_table('scan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('gate_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('device_seq', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.Column('ticket', sa.String(), nullable=False),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('mode', sa.String(), nullable=False),
    sa.Column('scanned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.CheckConstraint("direction IN ('entry', 'exit')", name=op.f('ck_scan_direction')),
    sa.CheckConstraint("mode IN ('camera', 'typed', 'search')", name=op.f('ck_scan_mode')),
    sa.CheckConstraint("outcome IN ('admitted', 'already_admitted', 'wrong_gate', 'not_valid_now', 'pending', 'cancelled', 'unknown', 'forged', 'session_full', 'revoked')", name=op.f('ck_scan_outcome')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_scan_device_id_device')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_scan_event_id_event')),
    sa.ForeignKeyConstraint(['gate_id'], ['gate.id'], name=op.f('fk_scan_gate_id_gate')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_scan_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scan')),
    sa.UniqueConstraint('uuid', name=op.f('uq_scan_uuid'))
    )
    op.create_index('ix_scan_event_scanned', 'scan', ['event_id', 'scanned_at'], unique=False)
    op.create_index(op.f('ix_scan_registration_id'), 'scan', ['registration_id'], unique=False)
    op.create_table('session_speaker',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('speaker_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint("role IN ('speaker', 'moderator', 'panellist', 'interpreter')", name=op.f('ck_session_speaker_role')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_session_speaker_session_id_session')),
    sa.ForeignKeyConstraint(['speaker_id'], ['speaker.id'], name=op.f('fk_session_speaker_speaker_id_speaker')),
    sa.PrimaryKeyConstraint('session_id', 'speaker_id', name=op.f('pk_session_speaker'))
    )
    op.create_index(op.f('ix_session_speaker_speaker_id'), 'session_speaker', ['speaker_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_session_speaker_speaker_id'), table_name='session_speaker')
    op.drop_table('session_speaker')
    op.drop_index(op.f('ix_scan_registration_id'), table_name='scan')
    op.drop_index('ix_scan_event_scanned', table_name='scan')
    op.drop_table('scan')
    op.drop_index(op.f('ix_retired_calendar_link_registration_id'), table_name='retired_calendar_link')
    op.drop_table('retired_calendar_link')
    op.drop_index(op.f('ix_consent_registration_id'), table_name='consent')
    op.drop_table('consent')
    op.drop_index(op.f('ix_agenda_item_session_id'), table_name='agenda_item')
    op.drop_table('agenda_item')
    op.drop_index(op.f('ix_session_track_id'), table_name='session')
    op.drop_index(op.f('ix_session_room_id'), table_name='session')
    op.drop_index('ix_session_event_start', table_name='session')
    op.drop_table('session')
    op.drop_index(op.f('ix_registration_ticket_type_id'), table_name='registration')
    op.drop_index('ix_registration_event_cursor', table_name='registration')
    op.drop_index('ix_registration_event_created', table_name='registration')
    op.drop_index(op.f('ix_registration_email'), table_name='registration')
    op.drop_table('registration')
    op.drop_table('pairing')
    op.drop_index(op.f('ix_device_event_id'), table_name='device')
    op.drop_table('device')
    op.drop_table('track')
    op.drop_index(op.f('ix_ticket_type_event_id'), table_name='ticket_type')
    op.drop_table('ticket_type')
    op.drop_index(op.f('ix_ticket_key_event_id'), table_name='ticket_key')
    op.drop_table('ticket_key')
    op.drop_table('speaker')
    op.drop_table('session_type')
    op.drop_table('room')
    op.drop_index(op.f('ix_membership_event_id'), table_name='membership')
    op.drop_table('membership')
    op.drop_table('gate')
    op.drop_table('user')
    op.drop_index('ix_mail_state_due', table_name='mail')
    op.drop_index('ix_mail_event', table_name='mail')
    op.drop_table('mail')
    op.drop_table('event')
    op.drop_index('ix_audit_entry_subject', table_name='audit_entry')
    op.drop_index(op.f('ix_audit_entry_event_id'), table_name='audit_entry')
    op.drop_table('audit_entry')
