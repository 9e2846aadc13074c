"""Drafts: answers that somebody is still giving, and what opens them; and what applicants withdrew."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("visited", sa.JSON(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("sent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_changed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("submission_id", IDENTITY, nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("origin", sa.String(length=200), nullable=True),
        sa.Column("late_id", sa.String(length=32), nullable=True),
        sa.Column("late_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shut_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_drafts_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("key", name=op.f("uq_drafts_key")),
        sa.UniqueConstraint("origin", name=op.f("uq_drafts_origin")),
    )
    op.create_index("ix_drafts_expires_at", "drafts", ["expires_at"])
    op.create_index(op.f("ix_drafts_late_id"), "drafts", ["late_id"])
    op.create_table(
        "draft_keys",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("draft_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_keys_draft_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_draft_keys")),
    )
    op.create_index(op.f("ix_draft_keys_draft_id"), "draft_keys", ["draft_id"])
    op.create_table(
        "draft_changes",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("draft_id", IDENTITY, nullable=False),
        sa.Column("step", sa.String(length=100), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_changes_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_changes")),
    )
    op.create_index(op.f("ix_draft_changes_draft_id"), "draft_changes", ["draft_id"])
    op.create_table(
        "withdrawals",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_withdrawals")),
    )
    op.create_index(op.f("ix_withdrawals_form"), "withdrawals", ["form"])


def downgrade() -> None:
    op.drop_table("withdrawals")
    op.drop_table("draft_changes")
    op.drop_table("draft_keys")
    op.drop_table("drafts")
