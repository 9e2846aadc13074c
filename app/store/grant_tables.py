"""The tables of grants: what released approvals become."""

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from app.store.call_tables import metadata as metadata  # noqa: PLC0414 - with these tables it is whole
from app.store.tables import Identity, Instant

grants = Table(
    "grants",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("submission_id", Identity, ForeignKey("submissions.id"), nullable=False, unique=True),
    Column("form", String(100), nullable=False, index=True),  # the call
    Column("fund", String(100), nullable=False, index=True),
    Column("cycle", Integer),
    Column("number", String(100), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("grantee", Text, nullable=False),
    Column("currency", String(3), nullable=False),  # empty where no money is granted
    Column("amount", Text, nullable=False),  # a decimal number; 0 where no money is granted
    Column("conditions", Text, nullable=False),
    Column("state", String(20), nullable=False),  # a word of app.domain.grants.states.STATES
    Column("starts_on", Date),  # the first day of the agreement
    Column("approved_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

grant_moves = Table(
    "grant_moves",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("grant_id", Identity, ForeignKey("grants.id"), nullable=False, index=True),
    Column("act", String(20), nullable=False),  # of staff, or approve, revoke, amend
    Column("state", String(20), nullable=False),  # after it
    Column("amount", Text, nullable=False),  # after it
    Column("reason", Text, nullable=False),
    Column("who", String(200), nullable=False),
    Column("at", Instant, nullable=False),
)

grant_instalments = Table(
    "grant_instalments",
    metadata,
    Column("grant_id", Identity, ForeignKey("grants.id"), primary_key=True),
    Column("instalment", String(60), primary_key=True),
    Column("amount", Text, nullable=False),  # a decimal number
    Column("released_at", Instant),
    Column("released_by", String(200), nullable=False),
    Column("reason", Text, nullable=False),  # why it was released before what it waits for
)

grant_reports = Table(
    "grant_reports",
    metadata,
    Column("grant_id", Identity, ForeignKey("grants.id"), primary_key=True),
    Column("report", String(60), primary_key=True),
    Column("state", String(10), nullable=False),  # owed, received or accepted
    Column("due_on", Date),
    Column("submission_id", Identity, ForeignKey("submissions.id")),  # the one that counts
    Column("received_at", Instant),
    Column("reviewed_at", Instant),
    Column("reviewed_by", String(200), nullable=False),
    Column("reason", Text, nullable=False),  # why it was returned
)

grant_arrivals = Table(
    "grant_arrivals",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("grant_id", Identity, ForeignKey("grants.id"), nullable=False, index=True),
    Column("submission_id", Identity, ForeignKey("submissions.id"), nullable=False),
    Column("version", Integer, nullable=False),  # of the submission
    Column("report", String(60), nullable=False),  # which it is taken for
    Column("state", String(10), nullable=False),  # taken, waiting (for staff) or refused
    Column("why", Text, nullable=False),  # it waits
    Column("came_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("settled_by", String(200), nullable=False),
    UniqueConstraint("submission_id", "version", "grant_id"),
)

grant_checks = Table(
    "grant_checks",
    metadata,
    Column("grant_id", Identity, ForeignKey("grants.id"), primary_key=True),
    Column("item", String(60), primary_key=True),
    Column("done_at", Instant, nullable=False),
    Column("done_by", String(200), nullable=False),
    Column("remark", Text, nullable=False),
)

grant_reminders = Table(
    "grant_reminders",
    metadata,
    Column("grant_id", Identity, ForeignKey("grants.id"), primary_key=True),
    Column("report", String(60), primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("days", Integer, primary_key=True),  # after that day; below 0 before it
    Column("reminder", String(60), nullable=False),
    Column("item", Identity, nullable=False),  # of the outbox, written in the same transaction
    Column("at", Instant, nullable=False),
)
