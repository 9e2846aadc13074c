"""The tables of calls: their committees, what members say of proposals, and what is decided."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from app.store.tables import Identity, Instant
from app.store.tables import metadata as metadata  # noqa: PLC0414 - with these tables it is whole

members = Table(
    "members",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("form", String(100), nullable=False),  # the call
    Column("name", String(200), nullable=False),
    Column("email", Text, nullable=False),  # empty for one whose reviews only came in tables
    Column("language", String(10), nullable=False),
    Column("state", String(3), nullable=False),  # ISO 3166-1 alpha-3; empty where none sent them
    Column("organisation", Text, nullable=False),
    Column("role", String(10), nullable=False),  # member, chair or donor
    Column("added_at", Instant, nullable=False),
    Column("left_at", Instant),
    UniqueConstraint("form", "name"),
)

member_keys = Table(
    "member_keys",
    metadata,
    Column("digest", String(64), primary_key=True),  # of what lets a member in
    Column("member_id", Identity, ForeignKey("members.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # browser, or link
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),  # link only: it lets in once
    Column(
        "by_issuer", Boolean, nullable=False, server_default=false()
    ),  # browser only: an issuer confirmed whose it is
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("submission_id", Identity, ForeignKey("submissions.id"), nullable=False, index=True),
    Column("member_id", Identity, ForeignKey("members.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),  # declared, state, organisation, email_domain, staff
    Column("reason", Text, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("found_by", String(200), nullable=False),
    Column("lifted_at", Instant),
    Column("lifted_by", String(200)),
)

assignments = Table(
    "assignments",
    metadata,
    Column("submission_id", Identity, ForeignKey("submissions.id"), primary_key=True),
    Column("member_id", Identity, ForeignKey("members.id"), primary_key=True, index=True),
    Column("assigned_at", Instant, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("submission_id", Identity, ForeignKey("submissions.id"), primary_key=True),
    Column("member_id", Identity, ForeignKey("members.id"), primary_key=True, index=True),
    Column("state", String(10), nullable=False),  # draft, given or abstained
    Column("scores", JSON, nullable=False),  # criterion -> whole number
    Column("remarks", JSON, nullable=False),  # criterion, or nothing for the whole -> text
    Column("changed_at", Instant, nullable=False),
    Column("given_at", Instant),  # or abstained; none of a draft
)

earlier_reviews = Table(
    "earlier_reviews",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("submission_id", Identity, ForeignKey("submissions.id"), nullable=False),
    Column("member_id", Identity, ForeignKey("members.id"), nullable=False),
    Column("state", String(10), nullable=False),
    Column("scores", JSON, nullable=False),
    Column("remarks", JSON, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("replaced_at", Instant, nullable=False),
    Index("ix_earlier_reviews_submission_id_member_id", "submission_id", "member_id"),
)

screenings = Table(
    "screenings",
    metadata,
    Column("submission_id", Identity, ForeignKey("submissions.id"), primary_key=True),
    Column("version", Integer, nullable=False),  # of the submission
    Column("form_version", Integer, nullable=False),  # whose rules were run
    Column("made_at", Instant, nullable=False),
    Column("title", Text, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("amount", Text, nullable=False),  # a decimal number, exactly
    Column("groups", JSON, nullable=False),  # quota -> value
    Column("bars", JSON, nullable=False),  # names of rules
    Column("notes", JSON, nullable=False),
    Column("unsure", JSON, nullable=False),  # rule -> why it could not be worked out
    Column("verdict", String(20), nullable=False),  # of staff: eligible, ineligible, or nothing yet
    Column("verdict_reason", Text, nullable=False),
    Column("verdict_by", String(200), nullable=False),
    Column("verdict_at", Instant),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("submission_id", Identity, ForeignKey("submissions.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),  # of the submission
    Column("outcome", String(20), nullable=False),  # approve, conditions, reserve or reject
    Column("amount", Text),  # a decimal number: what is granted, whatever is asked for later
    Column("conditions", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", String(200), nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("released_at", Instant),
    Column("replaced_at", Instant),  # by a later one
)

shortlists = Table(
    "shortlists",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("form", String(100), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("as_of", Instant, nullable=False),
    Column("digest", String(64), nullable=False),  # SHA-256 of the inputs, unpacked
    Column("inputs", LargeBinary, nullable=False),  # canonical JSON, gzip
    Column("result", JSON, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("submission_id", Identity, ForeignKey("submissions.id"), nullable=False, index=True),
    Column("verdict", String(20), nullable=False),  # eligible, ineligible, or nothing: the rules alone count
    Column("reason", Text, nullable=False),
    Column("given_by", String(200), nullable=False),
    Column("given_at", Instant, nullable=False),
)

clarifications = Table(
    "clarifications",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("submission_id", Identity, ForeignKey("submissions.id"), nullable=False, index=True),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("until", Instant, nullable=False),
    Column("message", Text, nullable=False),
    Column("questions", JSON, nullable=False),  # names: these may be changed; none for all
    Column("email", Text, nullable=False),  # who was asked
    Column("answered_at", Instant),
)

comments = Table(
    "comments",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("form", String(100), nullable=False, index=True),  # the call
    Column("submission_id", Identity, ForeignKey("submissions.id")),  # none: on the list as a whole
    Column("member_id", Identity, ForeignKey("members.id"), nullable=False, index=True),
    Column("comment", Text, nullable=False),  # empty where it was taken back
    Column("said_at", Instant, nullable=False),
)
