"""Sign-in by an organisation's own provider, and the roles that its groups have."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sign_in_provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("client_secret", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("groups_claim", sa.String(), nullable=False),
        sa.Column("admin_group", sa.String(), nullable=False),
        sa.Column("creates_accounts", sa.Boolean(), nullable=False),
        sa.Column("trusts_second_factor", sa.Boolean(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_provider")),
        sa.UniqueConstraint("key", name=op.f("uq_sign_in_provider_key")),
    )
    op.create_table(
        "external_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("is_admin_by_group", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["sign_in_provider.id"], name=op.f("fk_external_identity_provider_id_sign_in_provider")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_external_identity_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identity")),
        sa.UniqueConstraint("provider_id", "subject", name=op.f("uq_external_identity_provider_id_subject")),
    )
    op.create_index(op.f("ix_external_identity_user_id"), "external_identity", ["user_id"])
    op.create_table(
        "group_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role IN ('owner', 'programme', 'registration', 'door', 'read')", name=op.f("ck_group_role_role")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_group_role_event_id_event")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["sign_in_provider.id"], name=op.f("fk_group_role_provider_id_sign_in_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_role")),
        sa.UniqueConstraint(
            "provider_id", "group_name", "event_id", name=op.f("uq_group_role_provider_id_group_name_event_id")
        ),
    )
    op.create_index(op.f("ix_group_role_event_id"), "group_role", ["event_id"])
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("group_role_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_membership_group_role_id_group_role"), "group_role", ["group_role_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("membership") as table:
        table.drop_constraint(op.f("fk_membership_group_role_id_group_role"), type_="foreignkey")
        table.drop_column("group_role_id")
    op.drop_table("group_role")
    op.drop_table("external_identity")
    op.drop_table("sign_in_provider")
