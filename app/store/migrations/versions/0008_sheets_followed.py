"""What each sheet does not show yet, and how it was left: so that a sync need not read everything."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unshown",
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_unshown_submission_id")),
        sa.PrimaryKeyConstraint("form", "submission_id", "version", name=op.f("pk_unshown")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sheet_marks",
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_sheet_marks")),
    )


def downgrade() -> None:
    op.drop_table("sheet_marks")
    op.drop_table("unshown")
