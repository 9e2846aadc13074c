"""Invoices stay as they were issued: the database refuses to change them, and keeps the hash of each PDF.

The numbers of invoices move to series of their own, which no form can be called like.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

SQLITE = (
    """create trigger invoices_stay_changed before update on invoices
    begin select raise(abort, 'an issued invoice is never changed'); end""",
    """create trigger invoices_stay_deleted before delete on invoices
    begin select raise(abort, 'an issued invoice is never deleted'); end""",
    # INSERT OR REPLACE deletes without asking the trigger above
    """create trigger invoices_stay_replaced before insert on invoices
    when exists (select 1 from invoices where id = new.id or number = new.number
                 or (budget = new.budget and debtor = new.debtor))
    begin select raise(abort, 'an issued invoice is never replaced'); end""",
)
POSTGRESQL = (
    """create function invoices_stay() returns trigger language plpgsql as $$
    begin raise exception 'an issued invoice is never changed or deleted'
          using errcode = 'integrity_constraint_violation'; end $$""",
    """create trigger invoices_stay before update or delete on invoices
    for each row execute function invoices_stay()""",
    """create trigger invoices_stay_all before truncate on invoices
    for each statement execute function invoices_stay()""",
)
OWN_SERIES = (
    """insert into numbers (series, last)
    select 'invoice:' || substr(series, 10), last from numbers
    where series like 'invoices-____' and exists (select 1 from invoices)""",
    """delete from numbers where series like 'invoices-____'
    and not exists (select 1 from submissions where form = 'invoices')""",
)
OLD_SERIES = (
    """insert into numbers (series, last)
    select 'invoices-' || substr(series, 9), last from numbers
    where series like 'invoice:____'
    and not exists (select 1 from numbers as old where old.series = 'invoices-' || substr(numbers.series, 9))""",
    "delete from numbers where series like 'invoice:%'",
)
UNDO_SQLITE = tuple(f"drop trigger invoices_stay_{name}" for name in ("changed", "deleted", "replaced"))
UNDO_POSTGRESQL = (
    "drop trigger invoices_stay on invoices",
    "drop trigger invoices_stay_all on invoices",
    "drop function invoices_stay()",
)


def upgrade() -> None:
    op.add_column("invoices", sa.Column("pdf_sha256", sa.String(length=64), nullable=False, server_default=""))
    for statement in (*(SQLITE if on_sqlite() else POSTGRESQL), *OWN_SERIES):
        op.execute(statement)


def downgrade() -> None:
    for statement in (*(UNDO_SQLITE if on_sqlite() else UNDO_POSTGRESQL), *OLD_SERIES):
        op.execute(statement)
    op.drop_column("invoices", "pdf_sha256")


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
