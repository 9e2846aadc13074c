"""Every verdict of staff is kept, applicants are asked for what is missing, and donors comment."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_verdicts()
    _create_clarifications()
    _create_comments()
    _keep_verdicts()


def downgrade() -> None:
    for name in ("comments", "clarifications", "verdicts"):
        op.drop_table(name)


def _create_verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_verdicts_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    op.create_index(op.f("ix_verdicts_submission_id"), "verdicts", ["submission_id"])


def _create_clarifications() -> None:
    op.create_table(
        "clarifications",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_clarifications_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarifications")),
    )
    op.create_index(op.f("ix_clarifications_submission_id"), "clarifications", ["submission_id"])


def _create_comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("submission_id", IDENTITY, nullable=True),
        sa.Column("member_id", IDENTITY, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_comments_member_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_comments_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_form"), "comments", ["form"])
    op.create_index(op.f("ix_comments_member_id"), "comments", ["member_id"])


AUDIT = sa.table(
    "audit",
    *map(sa.column, ("id", "who", "act", "what")),
    sa.column("at", INSTANT),
    sa.column("details", sa.JSON()),
)
SUBMISSIONS = sa.table("submissions", sa.column("id", IDENTITY), sa.column("reference"))
VERDICTS = sa.table(
    "verdicts",
    sa.column("submission_id", IDENTITY),
    *map(sa.column, ("verdict", "reason", "given_by")),
    sa.column("given_at", INSTANT),
)


def _keep_verdicts() -> None:
    """Those that were given until now: the audit log has every one."""
    joined = sa.select(AUDIT, SUBMISSIONS.c.id.label("submission")).join(
        SUBMISSIONS, SUBMISSIONS.c.reference == AUDIT.c.what
    )
    given = joined.where(AUDIT.c.act == "screening decided").order_by(AUDIT.c.at, AUDIT.c.id)
    rows = [_verdict(row) for row in op.get_bind().execute(given)]
    if rows:
        op.bulk_insert(VERDICTS, rows)


def _verdict(row: sa.Row[Any]) -> dict[str, object]:
    said = {"verdict": row.details["verdict"], "reason": row.details["reason"], "given_by": row.who}
    return {"submission_id": row.submission, **said, "given_at": row.at}
