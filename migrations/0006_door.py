"""The door: what gates lead to, roles of phones, scans taken back, badges of ours and of others, certificates."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

ROLES = "role IN ('steward', 'supervisor', 'kiosk')"
NEW_TABLES = (
    'scan_resolution', 'badge_print', 'foreign_badge', 'certificate', 'badge_issuer', 'door_settings', 'badge_design',
)  # fmt: skip


def upgrade() -> None:
    free_sqlite()
    op.create_table('badge_design',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('layout', sa.String(), nullable=False),
    sa.Column('paper', sa.String(), nullable=False),
    sa.Column('shows_company', sa.Boolean(), nullable=False),
    sa.Column('shows_job_title', sa.Boolean(), nullable=False),
    sa.Column('shows_country', sa.Boolean(), nullable=False),
    sa.Column('shows_qr', sa.Boolean(), nullable=False),
    sa.Column('logo', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("layout IN ('band', 'split', 'label')", name=op.f('ck_badge_design_layout')),
    sa.CheckConstraint("paper IN ('a6', '62x100', '62x29', '86x54')", name=op.f('ck_badge_design_paper')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_badge_design_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_badge_design'))
    )
    op.create_table('door_settings',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('offers_certificates', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('board_generation', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_door_settings_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_door_settings'))
    )
    op.create_table('badge_issuer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('pattern', sa.String(), nullable=False),
    sa.Column('ticket_type_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_badge_issuer_event_id_event')),
    sa.ForeignKeyConstraint(['ticket_type_id'], ['ticket_type.id'], name=op.f('fk_badge_issuer_ticket_type_id_ticket_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_issuer')),
    sa.UniqueConstraint('event_id', 'name', name=op.f('uq_badge_issuer_event_id_name'))
    )
    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('days', sa.JSON(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_certificate_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_certificate_code')),
    sa.UniqueConstraint('registration_id', name=op.f('uq_certificate_registration_id'))
    )
    op.create_table('foreign_badge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issuer_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('company', sa.String(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['issuer_id'], ['badge_issuer.id'], name=op.f('fk_foreign_badge_issuer_id_badge_issuer')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_foreign_badge_registration_id_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_foreign_badge')),
    sa.UniqueConstraint('issuer_id', 'number', name=op.f('uq_foreign_badge_issuer_id_number')),
    sa.UniqueConstraint('registration_id', name=op.f('uq_foreign_badge_registration_id'))
    )
    op.create_table('badge_print',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_badge_print_device_id_device')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_badge_print_registration_id_registration')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_badge_print_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_print'))
    )
    with op.batch_alter_table('badge_print') as batch_op:
        batch_op.create_index(op.f('ix_badge_print_registration_id'), ['registration_id'])
    op.create_table('scan_resolution',
    sa.Column('scan_id', sa.Integer(), nullable=False),
    sa.Column('finding', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("finding IN ('same_person', 'other_person', 'mistake')", name=op.f('ck_scan_resolution_finding')),
    sa.ForeignKeyConstraint(['scan_id'], ['scan.id'], name=op.f('fk_scan_resolution_scan_id_scan')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_scan_resolution_user_id_user')),
    sa.PrimaryKeyConstraint('scan_id', name=op.f('pk_scan_resolution'))
    )
    with op.batch_alter_table('device') as batch_op:
        batch_op.add_column(sa.Column('role', sa.String(), server_default='supervisor', nullable=False))
        batch_op.add_column(sa.Column('waiting', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_check_constraint(op.f('ck_device_role'), ROLES)
    with op.batch_alter_table('gate') as batch_op:
        batch_op.add_column(sa.Column('badge_classes', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('session_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('zone', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('directions', sa.String(), server_default='entry', nullable=False))
        batch_op.add_column(sa.Column('reentry', sa.String(), server_default='after_exit', nullable=False))
        batch_op.add_column(sa.Column('hides_names', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(op.f('ix_gate_session_id'), ['session_id'])
        batch_op.create_check_constraint(op.f('ck_gate_directions'), "directions IN ('entry', 'exit', 'both')")
        batch_op.create_check_constraint(op.f('ck_gate_reentry'), "reentry IN ('after_exit', 'once', 'free')")
        batch_op.create_foreign_key(op.f('fk_gate_session_id_session'), 'session', ['session_id'], ['id'])
    with op.batch_alter_table('pairing') as batch_op:
        batch_op.add_column(sa.Column('role', sa.String(), server_default='supervisor', nullable=False))
        batch_op.create_check_constraint(op.f('ck_pairing_role'), ROLES)
    with op.batch_alter_table('registration') as batch_op:
        batch_op.add_column(sa.Column('door_note', sa.String(), server_default='', nullable=False))
    with op.batch_alter_table('scan') as batch_op:
        batch_op.add_column(sa.Column('undoes', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('reason', sa.String(), server_default='', nullable=False))
        batch_op.create_index(op.f('ix_scan_undoes'), ['undoes'])
        batch_op.drop_constraint(op.f('ck_scan_direction'), type_='check')
        batch_op.drop_constraint(op.f('ck_scan_mode'), type_='check')
        batch_op.create_check_constraint(op.f('ck_scan_direction'), "direction IN ('entry', 'exit', 'undo')")
        batch_op.create_check_constraint(
            op.f('ck_scan_mode'), "mode IN ('camera', 'typed', 'search', 'kiosk', 'desk')"
        )
        batch_op.create_check_constraint(op.f('ck_scan_undoes_one'), "(direction = 'undo') = (undoes IS NOT NULL)")
    with op.batch_alter_table('ticket_type') as batch_op:
        batch_op.add_column(sa.Column('door_note', sa.JSON(), server_default='{}', nullable=False))


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
    """Scans that the older version knows no words for are kept as what they come nearest to."""
    free_sqlite()
    for table in NEW_TABLES:
        op.drop_table(table)
    op.execute("UPDATE scan SET outcome = 'unknown', direction = 'entry', undoes = NULL WHERE direction = 'undo'")
    op.execute("UPDATE scan SET mode = 'typed' WHERE mode IN ('kiosk', 'desk')")
    with op.batch_alter_table('ticket_type') as batch_op:
        batch_op.drop_column('door_note')
    with op.batch_alter_table('scan') as batch_op:
        batch_op.drop_constraint(op.f('ck_scan_undoes_one'), type_='check')
        batch_op.drop_constraint(op.f('ck_scan_direction'), type_='check')
        batch_op.drop_constraint(op.f('ck_scan_mode'), type_='check')
        batch_op.create_check_constraint(op.f('ck_scan_direction'), "direction IN ('entry', 'exit')")
        batch_op.create_check_constraint(op.f('ck_scan_mode'), "mode IN ('camera', 'typed', 'search')")
        batch_op.drop_index(op.f('ix_scan_undoes'))
        batch_op.drop_column('reason')
        batch_op.drop_column('undoes')
    with op.batch_alter_table('registration') as batch_op:
        batch_op.drop_column('door_note')
    with op.batch_alter_table('pairing') as batch_op:
        batch_op.drop_constraint(op.f('ck_pairing_role'), type_='check')
        batch_op.drop_column('role')
    with op.batch_alter_table('gate') as batch_op:
        batch_op.drop_constraint(op.f('ck_gate_directions'), type_='check')
        batch_op.drop_constraint(op.f('ck_gate_reentry'), type_='check')
        batch_op.drop_constraint(op.f('fk_gate_session_id_session'), type_='foreignkey')
        batch_op.drop_index(op.f('ix_gate_session_id'))
        for column in ('hides_names', 'reentry', 'directions', 'zone', 'session_id', 'badge_classes'):
            batch_op.drop_column(column)
    with op.batch_alter_table('device') as batch_op:
        batch_op.drop_constraint(op.f('ck_device_role'), type_='check')
        batch_op.drop_column('waiting')
        batch_op.drop_column('role')
