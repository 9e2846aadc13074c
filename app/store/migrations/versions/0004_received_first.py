"""Deliveries are kept before they are read: what they are called, and which version they replace, is known later."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.alter_column("delivery_id", existing_type=sa.String(length=300), nullable=True)
        batch_op.add_column(sa.Column("replaces", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("times", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("ix_deliveries_submission", ["submission_id"], unique=False)
    op.add_column("submissions", sa.Column("is_partial", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    # what was not read yet has no name that the earlier version could know it by
    op.execute(
        "update deliveries set delivery_id = 'delivery:' || id, state = case state when 'received' "
        "then 'quarantined' else state end where delivery_id is null"
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_submission")
        batch_op.drop_column("tries")
        batch_op.drop_column("times")
        batch_op.drop_column("replaces")
        batch_op.alter_column("delivery_id", existing_type=sa.String(length=300), nullable=False)
    op.drop_column("submissions", "is_partial")
