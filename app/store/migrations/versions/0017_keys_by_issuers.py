"""A key of a member says whether an issuer confirmed whose it is; of those that were given out before, none did."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("member_keys", sa.Column("by_issuer", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("member_keys", "by_issuer")
