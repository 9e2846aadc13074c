"""Mails: what was handed to the mail server, and what came back."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sendings",
        sa.Column("item", IDENTITY, nullable=False, autoincrement=False),
        sa.Column("message_id", sa.String(length=400), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["item"], ["outbox.id"], name=op.f("fk_sendings_item")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_sendings")),
        sa.UniqueConstraint("token", name=op.f("uq_sendings_token")),
    )
    op.create_index(op.f("ix_sendings_message_id"), "sendings", ["message_id"])
    op.create_table(
        "bounces",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("item", IDENTITY, nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["outbox.id"], name=op.f("fk_bounces_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounces")),
        sa.UniqueConstraint("digest", name=op.f("uq_bounces_digest")),
    )
    op.create_index(op.f("ix_bounces_item"), "bounces", ["item"])


def downgrade() -> None:
    op.drop_table("bounces")
    op.drop_table("sendings")
