"""Companies, halls with floor plans, stands, and what happens there."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("was_public", sa.Boolean(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("logo_key", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("company_key", sa.String(), nullable=False),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_reference", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('pending', 'published', 'hidden')", name=op.f('ck_company_state')),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_company_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_company_event_id_code")),
        sa.UniqueConstraint("event_id", "import_reference", name=op.f("uq_company_event_id_import_reference")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_company_link_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_company_uid")),
    )
    op.create_index("ix_company_list", "company", ["event_id", "state", "sort_name"], unique=False)
    op.create_table(
        "company_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_company_category_event_id_event")),
        sa.ForeignKeyConstraint(["parent_id"], ["company_category.id"], name=op.f("fk_company_category_parent_id_company_category")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_category")),
    )
    op.create_index(op.f("ix_company_category_event_id"), "company_category", ["event_id"], unique=False)
    op.create_index(op.f("ix_company_category_parent_id"), "company_category", ["parent_id"], unique=False)
    op.create_table(
        "company_directory",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_public", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("takes_applications", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("published >= 0", name=op.f("ck_company_directory_published_not_negative")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_company_directory_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_company_directory")),
    )
    op.create_table(
        "hall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan_key", sa.String(), nullable=False),
        sa.Column("plan_width", sa.Integer(), nullable=False),
        sa.Column("plan_height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_hall_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall")),
    )
    op.create_index(op.f("ix_hall_event_id"), "hall", ["event_id"], unique=False)
    op.create_table(
        "company_category_link",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["company_category.id"], name=op.f("fk_company_category_link_category_id_company_category")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_company_category_link_company_id_company")),
        sa.PrimaryKeyConstraint("company_id", "category_id", name=op.f("pk_company_category_link")),
    )
    op.create_index(op.f("ix_company_category_link_category_id"), "company_category_link", ["category_id"], unique=False)
    op.create_table(
        "company_logo",
        sa.Column("company_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_company_logo_company_id_company")),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_company_logo")),
    )
    op.create_table(
        "hall_plan",
        sa.Column("hall_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_hall_plan_hall_id_hall")),
        sa.PrimaryKeyConstraint("hall_id", name=op.f("pk_hall_plan")),
    )
    op.create_table(
        "stand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=True),
        sa.Column("y", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.CheckConstraint("x IS NULL AND y IS NULL AND width IS NULL AND height IS NULL OR x BETWEEN 0 AND 10000 AND y BETWEEN 0 AND 10000 AND width BETWEEN 1 AND 10000 AND height BETWEEN 1 AND 10000 AND x + width <= 10000 AND y + height <= 10000", name=op.f("ck_stand_mark_on_the_plan")),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_stand_hall_id_hall")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand")),
        sa.UniqueConstraint("hall_id", "number", name=op.f("uq_stand_hall_id_number")),
    )
    op.create_table(
        "stand_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('confirmed', 'cancelled')", name=op.f('ck_stand_event_status')),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_stand_event_ends_after_start")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stand_event_company_id_company")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_stand_event_uid")),
    )
    op.create_index(op.f("ix_stand_event_company_id"), "stand_event", ["company_id"], unique=False)
    op.create_table(
        "company_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("access_code_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["access_code_id"], ["access_code.id"], name=op.f("fk_company_seats_access_code_id_access_code"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_company_seats_company_id_company")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_seats")),
        sa.UniqueConstraint("access_code_id", name=op.f("uq_company_seats_access_code_id")),
    )
    op.create_index(op.f("ix_company_seats_company_id"), "company_seats", ["company_id"], unique=False)
    op.create_table(
        "company_stand",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("stand_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_company_stand_company_id_company")),
        sa.ForeignKeyConstraint(["stand_id"], ["stand.id"], name=op.f("fk_company_stand_stand_id_stand")),
        sa.PrimaryKeyConstraint("company_id", "stand_id", name=op.f("pk_company_stand")),
    )
    op.create_index(op.f("ix_company_stand_stand_id"), "company_stand", ["stand_id"], unique=False)
    op.create_table(
        "company_person",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_company_person_company_id_company")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_company_person_registration_id_registration")),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_company_person")),
    )
    op.create_index(op.f("ix_company_person_company_id"), "company_person", ["company_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_company_person_company_id"), table_name="company_person")
    op.drop_table("company_person")
    op.drop_index(op.f("ix_company_stand_stand_id"), table_name="company_stand")
    op.drop_table("company_stand")
    op.drop_index(op.f("ix_company_seats_company_id"), table_name="company_seats")
    op.drop_table("company_seats")
    op.drop_index(op.f("ix_stand_event_company_id"), table_name="stand_event")
    op.drop_table("stand_event")
    op.drop_table("stand")
    op.drop_table("hall_plan")
    op.drop_table("company_logo")
    op.drop_index(op.f("ix_company_category_link_category_id"), table_name="company_category_link")
    op.drop_table("company_category_link")
    op.drop_index(op.f("ix_hall_event_id"), table_name="hall")
    op.drop_table("hall")
    op.drop_table("company_directory")
    op.drop_index(op.f("ix_company_category_parent_id"), table_name="company_category")
    op.drop_index(op.f("ix_company_category_event_id"), table_name="company_category")
    op.drop_table("company_category")
    op.drop_index("ix_company_list", table_name="company")
    op.drop_table("company")
