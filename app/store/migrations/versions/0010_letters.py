"""Which letters went to which address lately, so that one address gets no more than its share."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("item", NUMBER, nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["outbox.id"], name=op.f("fk_letters_item")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_recipient"), "letters", ["recipient"])


def downgrade() -> None:
    op.drop_table("letters")
