"""Meetings: what the event sets, who takes part, the tables, the meetings themselves, wishes and rounds."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_hours_ends_after_start")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_hours_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_hours")),
    )
    op.create_index(op.f("ix_meeting_hours_event_id"), "meeting_hours", ["event_id"], unique=False)
    op.create_table(
        "meeting_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("may_move", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_stopped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("wishes", sa.Integer(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("first_value", sa.Integer(), nullable=False),
        sa.Column("bound", sa.Double(), nullable=True),
        sa.Column("is_best", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("timetable", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("unmet", sa.JSON(), nullable=False),
        sa.Column("tells", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'made', 'confirming', 'confirmed', 'failed', 'discarded')",
            name=op.f("ck_meeting_round_state"),
        ),
        sa.CheckConstraint("seconds BETWEEN 1 AND 600", name=op.f("ck_meeting_round_seconds")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_round_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_round")),
    )
    op.create_index(op.f("ix_meeting_round_event_id"), "meeting_round", ["event_id"], unique=False)
    op.create_table(
        "meeting_settings",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("takes_wishes", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("requests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("pause_minutes", sa.Integer(), nullable=False),
        sa.Column("day_limit", sa.Integer(), nullable=True),
        sa.Column("class_limits", sa.JSON(), nullable=False),
        sa.Column("badge_classes", sa.JSON(), nullable=False),
        sa.Column("most_open_requests", sa.Integer(), nullable=False),
        sa.Column("walking_minutes", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "day_limit IS NULL OR day_limit BETWEEN 1 AND 200", name=op.f("ck_meeting_settings_day_limit")
        ),
        sa.CheckConstraint("most_open_requests BETWEEN 1 AND 500", name=op.f("ck_meeting_settings_most_open_requests")),
        sa.CheckConstraint("pause_minutes BETWEEN 0 AND 120", name=op.f("ck_meeting_settings_pause_minutes")),
        sa.CheckConstraint("slot_minutes BETWEEN 5 AND 240", name=op.f("ck_meeting_settings_slot_minutes")),
        sa.CheckConstraint("walking_minutes BETWEEN 0 AND 120", name=op.f("ck_meeting_settings_walking_minutes")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_settings_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_meeting_settings")),
    )
    op.create_table(
        "meeting_zone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_meeting_zone_company_id_company"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_zone_event_id_event")),
        sa.ForeignKeyConstraint(
            ["hall_id"], ["hall.id"], name=op.f("fk_meeting_zone_hall_id_hall"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_zone")),
        sa.UniqueConstraint("company_id", name=op.f("uq_meeting_zone_company_id")),
    )
    op.create_index(op.f("ix_meeting_zone_event_id"), "meeting_zone", ["event_id"], unique=False)
    op.create_index(op.f("ix_meeting_zone_hall_id"), "meeting_zone", ["hall_id"], unique=False)
    op.create_table(
        "meeting_profile",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("seeks", sa.String(), nullable=False),
        sa.Column("offers", sa.String(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("genres", sa.JSON(), nullable=False),
        sa.Column("territories", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("regimes", sa.JSON(), nullable=False),
        sa.Column("unavailable", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("diary_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("place IN ('own', 'common')", name=op.f("ck_meeting_profile_place")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_profile_event_id_event")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_meeting_profile_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_meeting_profile")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_meeting_profile_event_id_code")),
    )
    op.create_index("ix_meeting_profile_on", "meeting_profile", ["event_id", "is_on"], unique=False)
    op.create_table(
        "meeting_block",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["blocked_id"],
            ["meeting_profile.registration_id"],
            name=op.f("fk_meeting_block_blocked_id_meeting_profile"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["meeting_profile.registration_id"],
            name=op.f("fk_meeting_block_registration_id_meeting_profile"),
        ),
        sa.PrimaryKeyConstraint("registration_id", "blocked_id", name=op.f("pk_meeting_block")),
    )
    op.create_index(op.f("ix_meeting_block_blocked_id"), "meeting_block", ["blocked_id"], unique=False)
    op.create_table(
        "meeting_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["meeting_profile.registration_id"], name=op.f("fk_meeting_table_holder_id_meeting_profile")
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["meeting_zone.id"], name=op.f("fk_meeting_table_zone_id_meeting_zone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_table")),
        sa.UniqueConstraint("zone_id", "number", name=op.f("uq_meeting_table_zone_id_number")),
    )
    op.create_index("ix_meeting_table_holder", "meeting_table", ["holder_id"], unique=False)
    op.create_table(
        "meeting_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("wished_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_owed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_meeting_wish_rank")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_wish_event_id_event")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["meeting_profile.registration_id"],
            name=op.f("fk_meeting_wish_registration_id_meeting_profile"),
        ),
        sa.ForeignKeyConstraint(
            ["wished_id"], ["meeting_profile.registration_id"], name=op.f("fk_meeting_wish_wished_id_meeting_profile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_wish")),
        sa.UniqueConstraint("registration_id", "wished_id", name=op.f("uq_meeting_wish_registration_id_wished_id")),
    )
    op.create_index("ix_meeting_wish_event", "meeting_wish", ["event_id", "id"], unique=False)
    op.create_index(op.f("ix_meeting_wish_wished_id"), "meeting_wish", ["wished_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by", sa.String(), nullable=True),
        sa.Column("any_time", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("is_from_round", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("requester_presence", sa.String(), nullable=True),
        sa.Column("recipient_presence", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'confirmed' AND held_from IS NOT NULL AND held_from = starts_at AND ends_at > starts_at) OR (status != 'confirmed' AND held_from IS NULL)",
            name=op.f("ck_meeting_held_while_confirmed"),
        ),
        sa.CheckConstraint("proposed_by IN ('requester', 'recipient')", name=op.f("ck_meeting_proposed_by")),
        sa.CheckConstraint(
            "recipient_presence IN ('arrived', 'late', 'absent')", name=op.f("ck_meeting_recipient_presence")
        ),
        sa.CheckConstraint(
            "requester_presence IN ('arrived', 'late', 'absent')", name=op.f("ck_meeting_requester_presence")
        ),
        sa.CheckConstraint(
            "status != 'requested' OR proposed_by IS NOT NULL", name=op.f("ck_meeting_somebody_is_asked")
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'confirmed', 'declined', 'cancelled')", name=op.f("ck_meeting_status")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_event_id_event")),
        sa.ForeignKeyConstraint(["table_id"], ["meeting_table.id"], name=op.f("fk_meeting_table_id_meeting_table")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_meeting_event_id_code")),
        sa.UniqueConstraint("table_id", "held_from", name=op.f("uq_meeting_table_id_held_from")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    op.create_index("ix_meeting_status", "meeting", ["event_id", "status", "starts_at"], unique=False)
    op.create_index(op.f("ix_meeting_table_id"), "meeting", ["table_id"], unique=False)
    op.create_table(
        "meeting_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_message_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["meeting_profile.registration_id"],
            name=op.f("fk_meeting_message_registration_id_meeting_profile"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_message")),
    )
    op.create_index(op.f("ix_meeting_message_meeting_id"), "meeting_message", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_meeting_message_registration_id"), "meeting_message", ["registration_id"], unique=False)
    op.create_table(
        "meeting_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=True),
        sa.Column("held_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_sequence", sa.Integer(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("side IN ('requester', 'recipient')", name=op.f("ck_meeting_participant_side")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_participant_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["meeting_profile.registration_id"],
            name=op.f("fk_meeting_participant_registration_id_meeting_profile"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_participant")),
        sa.UniqueConstraint(
            "meeting_id", "registration_id", name=op.f("uq_meeting_participant_meeting_id_registration_id")
        ),
        sa.UniqueConstraint(
            "registration_id", "held_from", name=op.f("uq_meeting_participant_registration_id_held_from")
        ),
    )
    op.create_index(
        "uq_meeting_participant_side",
        "meeting_participant",
        ["meeting_id", "side"],
        unique=True,
        sqlite_where=sa.text("side IS NOT NULL"),
        postgresql_where=sa.text("side IS NOT NULL"),
    )
    op.create_table(
        "meeting_proposal",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_proposal_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", "starts_at", name=op.f("pk_meeting_proposal")),
    )


def downgrade() -> None:
    op.drop_table("meeting_proposal")
    op.drop_index(
        "uq_meeting_participant_side",
        table_name="meeting_participant",
        sqlite_where=sa.text("side IS NOT NULL"),
        postgresql_where=sa.text("side IS NOT NULL"),
    )
    op.drop_table("meeting_participant")
    op.drop_index(op.f("ix_meeting_message_registration_id"), table_name="meeting_message")
    op.drop_index(op.f("ix_meeting_message_meeting_id"), table_name="meeting_message")
    op.drop_table("meeting_message")
    op.drop_index(op.f("ix_meeting_table_id"), table_name="meeting")
    op.drop_index("ix_meeting_status", table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(op.f("ix_meeting_wish_wished_id"), table_name="meeting_wish")
    op.drop_index("ix_meeting_wish_event", table_name="meeting_wish")
    op.drop_table("meeting_wish")
    op.drop_index("ix_meeting_table_holder", table_name="meeting_table")
    op.drop_table("meeting_table")
    op.drop_index(op.f("ix_meeting_block_blocked_id"), table_name="meeting_block")
    op.drop_table("meeting_block")
    op.drop_index("ix_meeting_profile_on", table_name="meeting_profile")
    op.drop_table("meeting_profile")
    op.drop_index(op.f("ix_meeting_zone_hall_id"), table_name="meeting_zone")
    op.drop_index(op.f("ix_meeting_zone_event_id"), table_name="meeting_zone")
    op.drop_table("meeting_zone")
    op.drop_table("meeting_settings")
    op.drop_index(op.f("ix_meeting_round_event_id"), table_name="meeting_round")
    op.drop_table("meeting_round")
    op.drop_index(op.f("ix_meeting_hours_event_id"), table_name="meeting_hours")
    op.drop_table("meeting_hours")
