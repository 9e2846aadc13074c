"""What staff did to shared sheets, what their cells hold, which rows they took away, and what this ledger is called."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sheet_edits",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("column", sa.String(length=300), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=10), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_edits")),
    )
    op.create_index("ix_sheet_edits_form", "sheet_edits", ["form", "id"])
    op.create_index("ix_sheet_edits_key", "sheet_edits", ["key", "id"])
    op.create_table(
        "staff_cells",
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("column", sa.String(length=300), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("form", "key", "column", name=op.f("pk_staff_cells")),
    )
    op.create_table(
        "sheet_gone",
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawal", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("form", "key", name=op.f("pk_sheet_gone")),
    )
    op.create_table(
        "sheet_tabs",
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_sheet_tabs")),
    )
    ledger = op.create_table(
        "ledger",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    op.bulk_insert(ledger, [{"id": uuid.uuid4().hex}])


def downgrade() -> None:
    for name in ("ledger", "sheet_tabs", "sheet_gone", "staff_cells", "sheet_edits"):
        op.drop_table(name)
