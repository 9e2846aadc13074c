"""A context over the shipped definitions with the ledger that holds where none is set, for tests of starting."""

from pathlib import Path

from app.config import read_settings
from app.context import Context, build_context
from app.store import deliveries
from app.store.engine import migrate


def new_context(folder: Path, **environ: str) -> Context:
    made = build_context(read_settings({"CHANCERY_DATA": str(folder / "data"), **environ}))
    migrate(made.ledger)
    return made


def deliver_something(context: Context) -> None:
    with context.ledger.writing() as connection:
        deliveries.insert(
            connection,
            form="vtf-proposal",
            source="standard-webhooks",
            delivery_id="1",
            headers={},
            body=b"{}",
            received_at=context.now(),
        )
