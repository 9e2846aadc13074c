"""Calls: committees, what their members say of proposals as one review each, screenings, decisions, shortlists."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
Score = sa.Row[Any]
ByReview = dict[tuple[str, str], dict[int, list[Score]]]
"""Form and reviewer -> submission -> scores."""


def upgrade() -> None:
    scores = _scores_by_review()
    op.drop_table("reviews")
    op.add_column("drafts", sa.Column("withdrawn_at", INSTANT, nullable=True))
    _create_committee()
    _create_reviews()
    _create_outcomes()
    _keep_as_reviews(scores)


def downgrade() -> None:
    rows = _rows_of_scores()
    for name in ("shortlists", "decisions", "screenings", "earlier_reviews", "reviews", "assignments", "conflicts"):
        op.drop_table(name)
    op.drop_column("drafts", "withdrawn_at")
    op.drop_table("member_keys")
    op.drop_table("members")
    op.create_table(
        "reviews",
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("criterion", sa.String(length=100), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("scored_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_reviews_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "reviewer", "criterion", name=op.f("pk_reviews")),
    )
    if rows:
        table = sa.table("reviews", *map(sa.column, ("submission_id", "reviewer", "criterion", "score", "scored_at")))
        op.bulk_insert(table, rows)


MEMBERS = sa.table(
    "members",
    sa.column("id", IDENTITY),
    *map(sa.column, ("form", "name", "email", "language", "state", "organisation", "role")),
    sa.column("added_at", INSTANT),
)
REVIEWS = sa.table(
    "reviews",
    *map(sa.column, ("submission_id", "member_id", "state")),
    *(sa.column(name, sa.JSON()) for name in ("scores", "remarks")),
    *(sa.column(name, INSTANT) for name in ("changed_at", "given_at")),
)


def _scores_by_review() -> ByReview:
    found: ByReview = defaultdict(lambda: defaultdict(list))
    query = sa.text(
        "select s.form, r.submission_id, r.reviewer, r.criterion, r.score, r.scored_at from reviews r "
        "join submissions s on s.id = r.submission_id order by r.submission_id, r.reviewer, r.criterion"
    ).columns(scored_at=INSTANT)
    for row in op.get_bind().execute(query):
        found[row.form, row.reviewer][row.submission_id].append(row)
    return found


def _keep_as_reviews(found: ByReview) -> None:
    for (form, name), by_submission in found.items():
        first = min(row.scored_at for rows in by_submission.values() for row in rows)
        blank = dict.fromkeys(("email", "state", "organisation"), "")
        member = {"form": form, "name": name, **blank, "language": "en", "role": "member", "added_at": first}
        number = op.get_bind().execute(sa.insert(MEMBERS).values(**member).returning(MEMBERS.c.id)).scalar_one()
        op.bulk_insert(REVIEWS, [_review(submission, number, rows) for submission, rows in by_submission.items()])


def _review(submission: int, member: int, rows: list[Score]) -> dict[str, object]:
    given = max(row.scored_at for row in rows)
    scores = {row.criterion: row.score for row in rows}
    one = {"submission_id": submission, "member_id": member, "state": "given", "scores": scores, "remarks": {}}
    return {**one, "changed_at": given, "given_at": given}


def _rows_of_scores() -> list[dict[str, object]]:
    query = sa.select(REVIEWS.c.submission_id, MEMBERS.c.name, REVIEWS.c.scores, REVIEWS.c.given_at)
    joined = query.join_from(REVIEWS, MEMBERS, MEMBERS.c.id == REVIEWS.c.member_id)
    given = op.get_bind().execute(joined.where(REVIEWS.c.state == "given"))
    return [
        {"submission_id": s, "reviewer": name, "criterion": criterion, "score": score, "scored_at": at}
        for s, name, scores, at in given
        for criterion, score in scores.items()
    ]


def _create_committee() -> None:
    op.create_table(
        "members",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=3), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("left_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("form", "name", name=op.f("uq_members_form_name")),
    )
    op.create_table(
        "member_keys",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("member_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_member_keys_member_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_member_keys")),
    )
    op.create_index(op.f("ix_member_keys_member_id"), "member_keys", ["member_id"])
    op.create_table(
        "conflicts",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("member_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("found_by", sa.String(length=200), nullable=False),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("lifted_by", sa.String(length=200), nullable=True),
        *_of_a_proposal("conflicts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
    )
    op.create_index(op.f("ix_conflicts_member_id"), "conflicts", ["member_id"])
    op.create_index(op.f("ix_conflicts_submission_id"), "conflicts", ["submission_id"])


def _of_a_proposal(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f(f"fk_{table}_submission_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f(f"fk_{table}_member_id")),
    )


def _create_reviews() -> None:
    op.create_table(
        "assignments",
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("member_id", IDENTITY, nullable=False),
        sa.Column("assigned_at", INSTANT, nullable=False),
        *_of_a_proposal("assignments"),
        sa.PrimaryKeyConstraint("submission_id", "member_id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_member_id"), "assignments", ["member_id"])
    op.create_table(
        "reviews",
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("member_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("given_at", INSTANT, nullable=True),
        *_of_a_proposal("reviews"),
        sa.PrimaryKeyConstraint("submission_id", "member_id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_member_id"), "reviews", ["member_id"])
    op.create_table(
        "earlier_reviews",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("member_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("replaced_at", INSTANT, nullable=False),
        *_of_a_proposal("earlier_reviews"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_reviews")),
    )
    op.create_index("ix_earlier_reviews_submission_id_member_id", "earlier_reviews", ["submission_id", "member_id"])


def _create_outcomes() -> None:
    of_a_submission = ["submission_id"], ["submissions.id"]
    op.create_table(
        "screenings",
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("bars", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("unsure", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("verdict_reason", sa.Text(), nullable=False),
        sa.Column("verdict_by", sa.String(length=200), nullable=False),
        sa.Column("verdict_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(*of_a_submission, name=op.f("fk_screenings_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_screenings")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("submission_id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("replaced_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(*of_a_submission, name=op.f("fk_decisions_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_submission_id"), "decisions", ["submission_id"])
    op.create_table(
        "shortlists",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("inputs", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlists")),
    )
    op.create_index(op.f("ix_shortlists_form"), "shortlists", ["form"])
