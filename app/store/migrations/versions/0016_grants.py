"""Grants: what released approvals become, their instalments, reports, checklists and reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "grants",
    "grant_moves",
    "grant_instalments",
    "grant_reports",
    "grant_arrivals",
    "grant_checks",
    "grant_reminders",
)


def upgrade() -> None:
    _create_grants()
    _create_owed()
    _create_arrivals()
    _create_checks()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def _create_grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("fund", sa.String(length=100), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("grantee", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("approved_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_grants_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_grants_submission_id")),
        sa.UniqueConstraint("number", name=op.f("uq_grants_number")),
    )
    op.create_index(op.f("ix_grants_form"), "grants", ["form"])
    op.create_index(op.f("ix_grants_fund"), "grants", ["fund"])
    op.create_table(
        "grant_moves",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("grant_id", IDENTITY, nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_grant_moves_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_moves")),
    )
    op.create_index(op.f("ix_grant_moves_grant_id"), "grant_moves", ["grant_id"])


def _create_owed() -> None:
    op.create_table(
        "grant_instalments",
        sa.Column("grant_id", IDENTITY, nullable=False),
        sa.Column("instalment", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("released_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_grant_instalments_grant_id")),
        sa.PrimaryKeyConstraint("grant_id", "instalment", name=op.f("pk_grant_instalments")),
    )
    op.create_table(
        "grant_reports",
        sa.Column("grant_id", IDENTITY, nullable=False),
        sa.Column("report", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("submission_id", IDENTITY, nullable=True),
        sa.Column("received_at", INSTANT, nullable=True),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("reviewed_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_grant_reports_grant_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_grant_reports_submission_id")),
        sa.PrimaryKeyConstraint("grant_id", "report", name=op.f("pk_grant_reports")),
    )


def _create_arrivals() -> None:
    op.create_table(
        "grant_arrivals",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("grant_id", IDENTITY, nullable=False),
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("came_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_grant_arrivals_grant_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_grant_arrivals_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_arrivals")),
        sa.UniqueConstraint(
            "submission_id", "version", "grant_id", name=op.f("uq_grant_arrivals_submission_id_version_grant_id")
        ),
    )
    op.create_index(op.f("ix_grant_arrivals_grant_id"), "grant_arrivals", ["grant_id"])


def _create_checks() -> None:
    op.create_table(
        "grant_checks",
        sa.Column("grant_id", IDENTITY, nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("done_at", INSTANT, nullable=False),
        sa.Column("done_by", sa.String(length=200), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_grant_checks_grant_id")),
        sa.PrimaryKeyConstraint("grant_id", "item", name=op.f("pk_grant_checks")),
    )
    op.create_table(
        "grant_reminders",
        sa.Column("grant_id", IDENTITY, nullable=False),
        sa.Column("report", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reminder", sa.String(length=60), nullable=False),
        sa.Column("item", IDENTITY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_grant_reminders_grant_id")),
        sa.PrimaryKeyConstraint("grant_id", "report", "due_on", "days", name=op.f("pk_grant_reminders")),
    )
