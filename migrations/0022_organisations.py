"""Organisations with teams and custom roles, events handed over, and exports that wait for a second person's yes."""

import sqlalchemy as sa
from alembic import op

from eventapp.core.migrations import free_sqlite

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BUILT_IN = "role IN ('owner', 'programme', 'registration', 'door', 'read')"
WITH_CUSTOM = "role IN ('owner', 'programme', 'registration', 'door', 'read', 'custom')"


def upgrade() -> None:
    free_sqlite()
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "custom_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_custom_role_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_role")),
    )
    op.create_index(op.f("ix_custom_role_organisation_id"), "custom_role", ["organisation_id"])
    op.create_table(
        "organisation_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("custom_role_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(WITH_CUSTOM, name=op.f("ck_organisation_membership_role")),
        sa.ForeignKeyConstraint(
            ["custom_role_id"], ["custom_role.id"], name=op.f("fk_organisation_membership_custom_role_id_custom_role")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_membership_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_organisation_membership_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_membership")),
        sa.UniqueConstraint(
            "user_id", "organisation_id", name=op.f("uq_organisation_membership_user_id_organisation_id")
        ),
    )
    op.create_index(
        op.f("ix_organisation_membership_organisation_id"), "organisation_membership", ["organisation_id"]
    )
    op.create_table(
        "export_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('asked', 'approved', 'declined')", name=op.f("ck_export_request_state")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_export_request_event_id_event")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_export_request_user_id_user")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_export_request_decided_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_request")),
    )
    op.create_index(op.f("ix_export_request_event_id"), "export_request", ["event_id"])
    op.add_column("event", sa.Column("exports_need_approval", sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in ("event", "series"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
            table.create_foreign_key(
                op.f(f"fk_{name}_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"]
            )
            table.create_index(op.f(f"ix_{name}_organisation_id"), ["organisation_id"])
    for name in ("membership", "team_invitation"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_role"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_role"), WITH_CUSTOM)
            table.add_column(sa.Column("custom_role_id", sa.Integer(), nullable=True))
            table.create_foreign_key(
                op.f(f"fk_{name}_custom_role_id_custom_role"), "custom_role", ["custom_role_id"], ["id"]
            )
    with op.batch_alter_table("team_invitation") as table:
        table.alter_column("event_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("hands_over", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("ends_team", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.create_foreign_key(
            op.f("fk_team_invitation_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"]
        )
        table.create_unique_constraint(
            op.f("uq_team_invitation_organisation_id_email"), ["organisation_id", "email"]
        )
        table.create_check_constraint(
            op.f("ck_team_invitation_one_team"), "(event_id IS NULL) <> (organisation_id IS NULL)"
        )


def downgrade() -> None:
    """Who has a custom role reads from now on, and invitations of organisations end."""
    free_sqlite()
    op.execute("DELETE FROM team_invitation WHERE event_id IS NULL")
    for name in ("membership", "team_invitation"):
        op.execute(f"UPDATE {name} SET role = 'read' WHERE role = 'custom'")
    with op.batch_alter_table("team_invitation") as table:
        table.drop_constraint(op.f("ck_team_invitation_one_team"), type_="check")
        table.drop_constraint(op.f("uq_team_invitation_organisation_id_email"), type_="unique")
        table.drop_constraint(op.f("fk_team_invitation_organisation_id_organisation"), type_="foreignkey")
        for column in ("ends_team", "hands_over", "organisation_id"):
            table.drop_column(column)
        table.alter_column("event_id", existing_type=sa.Integer(), nullable=False)
    for name in ("membership", "team_invitation"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_custom_role_id_custom_role"), type_="foreignkey")
            table.drop_column("custom_role_id")
            table.drop_constraint(op.f(f"ck_{name}_role"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_role"), BUILT_IN)
    for name in ("event", "series"):
        with op.batch_alter_table(name) as table:
            table.drop_index(op.f(f"ix_{name}_organisation_id"))
            table.drop_constraint(op.f(f"fk_{name}_organisation_id_organisation"), type_="foreignkey")
            table.drop_column("organisation_id")
    op.drop_column("event", "exports_need_approval")
    for name in ("export_request", "organisation_membership", "custom_role", "organisation"):
        op.drop_table(name)
