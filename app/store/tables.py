"""The tables of the ledger, the same on SQLite and PostgreSQL; migrations/ holds their history."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)


class Instant(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} names no zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@cache
def ready(dialect: Dialect) -> Callable[[datetime], object]:
    """What makes an Instant ready for the driver, where a statement goes to it as it is."""
    made = Instant().dialect_impl(dialect).bind_processor(dialect)
    assert made is not None  # noqa: S101 - of a type that has process_bind_param
    return made


def instants(values: Iterable[Any]) -> list[datetime]:
    """Instants out of what drivers give for them, where rows come from there as they are."""
    parse = datetime.fromisoformat  # with the zone in it: to put it in afterwards takes twice as long
    return [parse(f"{one}+00:00") if isinstance(one, str) else one.astimezone(UTC) for one in values]


Identity = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers only INTEGER keys by itself

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("form", String(100), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("source", String(50), nullable=False),
    Column("source_id", String(300), nullable=False),
    Column("reference", String(100), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("language", String(10), nullable=False),
    Column("submitted_at", Instant),
    Column("received_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("subject", String(64)),  # digest of the answers that only one submission of the form may have
    Column("is_partial", Boolean, nullable=False, server_default=false()),  # its applicant is still at it
    UniqueConstraint("form", "source", "source_id"),
    Index("ix_submissions_subject", "form", "subject", unique=True),
)

form_versions = Table(
    "form_versions",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("form", String(100), nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("definition", JSON(none_as_null=True)),
    Column("who", String(200), nullable=False),
    Column("note", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Index("ix_form_versions_form", "form", "version"),
)

submission_versions = Table(
    "submission_versions",
    metadata,
    Column("submission_id", Identity, ForeignKey("submissions.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("form_version", Integer, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("language", String(10), nullable=False),
    Column("submitted_at", Instant),
    Column("received_at", Instant, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("form", String(100), nullable=False),
    Column("source", String(50), nullable=False),
    Column("delivery_id", String(300)),  # known once it has been read
    Column("state", String(20), nullable=False),
    Column("submission_id", Identity, ForeignKey("submissions.id")),
    Column("reasons", JSON, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("replaces", String(300)),  # the earlier version that it was made from, where its sender tells
    Column("times", Integer, nullable=False, server_default="1"),  # how often the same message came
    Column("tries", Integer, nullable=False, server_default="0"),  # to judge it by itself
    UniqueConstraint("form", "source", "delivery_id"),
    Index("ix_deliveries_state", "state"),
    Index(
        "ix_deliveries_submission",
        "submission_id",
        sqlite_where=text("submission_id IS NOT NULL"),
        postgresql_where=text("submission_id IS NOT NULL"),
    ),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("submission_id", Identity, ForeignKey("submissions.id"), nullable=False),
    Column("place", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("url_sha256", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("size", BigInteger),
    Column("sha256", String(64), nullable=False),
    Column("type", String(100), nullable=False),
    Column("fetched_at", Instant),
    UniqueConstraint("submission_id", "url_sha256"),
)

unshown = Table(
    "unshown",
    metadata,
    Column("form", String(100), primary_key=True),
    Column("submission_id", Identity, ForeignKey("submissions.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

sheet_marks = Table(
    "sheet_marks",
    metadata,
    Column("form", String(100), primary_key=True),
    Column("form_version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),  # of the form as the sheet shows it
    Column("shown", Integer, nullable=False),  # submissions
    Column("place", Text, nullable=False),  # which file or address
    Column("file", String(200), nullable=False),  # what tells whether it is as it was left
    Column("left", JSON, nullable=False),  # what its backend wants to know next time
)

sheet_tabs = Table(
    "sheet_tabs",
    metadata,
    Column("form", String(100), primary_key=True),
    Column("place", Text, nullable=False),  # in which its rows were shown last
    Column("form_version", Integer, nullable=False),  # by which they were
)

sheet_edits = Table(
    "sheet_edits",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("form", String(100), nullable=False),
    Column("key", String(32), nullable=False),  # of the submission
    Column("column", String(300), nullable=False),
    Column("header", Text, nullable=False),
    Column("owner", String(10), nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("at", Instant, nullable=False),  # when it was noticed
    Column("who", String(200), nullable=False),
    Column("problem", Text, nullable=False),
    Index("ix_sheet_edits_form", "form", "id"),
    Index("ix_sheet_edits_key", "key", "id"),
)

staff_cells = Table(
    "staff_cells",
    metadata,
    Column("form", String(100), primary_key=True),
    Column("key", String(32), primary_key=True),
    Column("column", String(300), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("problem", Text, nullable=False),
    Column("judged_by", String(50), nullable=False),  # versions of form and submission that `problem` goes by
)

sheet_gone = Table(
    "sheet_gone",
    metadata,
    Column("form", String(100), primary_key=True),
    Column("key", String(32), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("is_withdrawal", Boolean, nullable=False),  # whether the submission counts as withdrawn
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("key", String(32), primary_key=True),  # of the submission
    Column("form", String(100), nullable=False, index=True),
    Column("at", Instant, nullable=False),
)

ledger = Table("ledger", metadata, Column("id", String(32), primary_key=True))

outbox = Table(
    "outbox",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("kind", String(50), nullable=False),
    Column("target", String(200), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Index(
        "ix_outbox_due",
        "not_before",
        "id",
        sqlite_where=text("state = 'due'"),
        postgresql_where=text("state = 'due'"),
    ),
    Index(
        "ix_outbox_lane",
        "kind",
        "target",
        sqlite_where=text("state = 'due'"),
        postgresql_where=text("state = 'due'"),
    ),
)

letters = Table(
    "letters",
    metadata,
    Column("item", Identity, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    Column("recipient", String(64), nullable=False, index=True),  # a digest of the form and the address
    Column("at", Instant, nullable=False),
)

sendings = Table(
    "sendings",
    metadata,
    Column("item", Identity, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    Column("message_id", String(400), nullable=False, index=True),
    Column("token", String(32), nullable=False, unique=True),
    Column("recipient", String(320), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("taken_at", Instant),
)

bounces = Table(
    "bounces",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("item", Identity, ForeignKey("outbox.id"), nullable=False, index=True),
    Column("recipient", String(320), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("status", String(20), nullable=False),
    Column("said", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
)

lanes = Table(
    "lanes",
    metadata,
    Column("kind", String(50), primary_key=True),
    Column("target", String(200), primary_key=True),
    Column("holder", String(32), nullable=False),
    Column("until", Instant, nullable=False),
)

numbers = Table(
    "numbers",
    metadata,
    Column("series", String(100), primary_key=True),
    Column("last", Integer, nullable=False),
)

invoices = Table(
    "invoices",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("budget", String(100), nullable=False),
    Column("debtor", String(10), nullable=False),
    Column("number", String(50), nullable=False, unique=True),
    Column("amount_cents", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("document", JSON, nullable=False),
    Column("pdf_sha256", String(64), nullable=False),
    Column("issued_on", Date, nullable=False),
    UniqueConstraint("budget", "debtor"),
)

hook_secrets = Table(
    "hook_secrets",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("form", String(100), nullable=False),
    Column("source", String(50), nullable=False),
    Column("secret", String(300), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    UniqueConstraint("form", "source", "secret"),
)

source_questions = Table(
    "source_questions",
    metadata,
    Column("form", String(100), primary_key=True),
    Column("source", String(50), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("label", Text, nullable=False),
    Column("before", Text, nullable=False),  # the label until the last change
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),  # to the day
    Column("change", String(10), nullable=False),  # what staff have not marked as seen: new, label, or empty
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("form", String(100), primary_key=True),
    Column("source", String(50), primary_key=True),
    Column("server", Text, nullable=False),  # to which alone it is shown
    Column("token", Text, nullable=False),
    Column("set_at", Instant, nullable=False),
)

catch_ups = Table(
    "catch_ups",
    metadata,
    Column("form", String(100), primary_key=True),
    Column("source", String(50), primary_key=True),
    Column("cursor", JSON, nullable=False),  # by the lists of its API
    Column("found", Integer, nullable=False),  # submissions that only this brought, since the beginning
    Column("last_run", Instant, nullable=False),
    Column("last_ok", Instant),  # when all was asked for last
    Column("error", Text, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("password_hash", String(300), nullable=False),
    Column("changed_at", Instant, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),  # stands in addresses
    Column("form", String(100), nullable=False),
    Column("form_version", Integer, nullable=False),  # under which it was last looked at
    Column("language", String(10), nullable=False),
    Column("answers", JSON, nullable=False),  # as they were typed
    Column("visited", JSON, nullable=False),  # names of steps that were sent
    Column("email", Text, nullable=False),  # where its links go; empty until somebody asks for one
    Column("sent", Integer, nullable=False, server_default="0"),  # how often it was taken in as a submission
    Column("is_changed", Boolean, nullable=False, server_default=false()),  # since it was taken in
    Column("submission_id", Identity, ForeignKey("submissions.id")),
    Column("started_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("reminded_at", Instant),  # of its deadline
    Column("origin", String(200), unique=True),  # the mail that it was made for, where people did not begin it
    Column("late_id", String(32), index=True),  # the late link that it was begun by
    Column("late_until", Instant),  # it is taken in, whatever the form says
    Column("late_used_at", Instant),  # when the late link became this draft's alone
    Column("shut_at", Instant),  # when all others were shut out
    Column("withdrawn_at", Instant),  # when what was sent was withdrawn: nothing is taken in from it any more
    Index("ix_drafts_expires_at", "expires_at"),
)

draft_keys = Table(
    "draft_keys",
    metadata,
    Column("digest", String(64), primary_key=True),  # of what opens the draft
    Column("draft_id", Identity, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # browser, or link
    Column("email", Text, nullable=False),  # who has it, as far as is known
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),  # link only: it opens once
)

draft_changes = Table(
    "draft_changes",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("draft_id", Identity, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("step", String(100), nullable=False),
    Column("who", Text, nullable=False),  # the address that a link went to; empty for who began the draft
    Column("at", Instant, nullable=False),
    Column("page", String(32), nullable=False),  # which changed it last
)

audit = Table(
    "audit",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", String(200), nullable=False),
    Column("act", String(100), nullable=False),
    Column("what", String(300), nullable=False),
    Column("details", JSON, nullable=False),
    Index("ix_audit_act_at", "act", "at"),
)

ticks = Table(
    "ticks",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("slot", String(50), primary_key=True),
)
