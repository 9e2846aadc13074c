"""The index of a submission's deliveries leaves out those that nobody has judged: there are none to find by it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NAME = "ix_deliveries_submission"
IS_JUDGED = sa.text("submission_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index(NAME, "deliveries")
    op.create_index(NAME, "deliveries", ["submission_id"], sqlite_where=IS_JUDGED, postgresql_where=IS_JUDGED)


def downgrade() -> None:
    op.drop_index(NAME, "deliveries")
    op.create_index(NAME, "deliveries", ["submission_id"])
