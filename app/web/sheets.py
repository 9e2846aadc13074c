"""How each form's shared sheet stands, for staff."""

from dataclasses import dataclass

from app.context import Context
from app.projection import spec_of
from app.store import outbox, submissions
from app.store.outbox import Item
from connectors.errors import ConnectorError
from connectors.ports import SheetSpec


@dataclass(frozen=True, slots=True)
class SheetState:
    """One form's sheet: where it is, how many rows it should hold, and its newest sync."""

    form: str
    where: str
    tab: str
    rows: int
    last: Item | None


def sheet_states(context: Context) -> list[SheetState]:
    """The state of every form's sheet."""
    with context.ledger.reading() as c:
        counts = submissions.counts(c)
        newest = {item.target: item for item in reversed(outbox.listing(c, limit=1000)) if item.kind == "sheet"}
    return [_state(context, name, counts.get(name, 0), newest.get(name)) for name in context.forms]


def _state(context: Context, name: str, rows: int, last: Item | None) -> SheetState:
    spec = spec_of(context.forms[name].form)
    return SheetState(name, _where(context, spec), spec.tab, rows, last)


def _where(context: Context, spec: SheetSpec) -> str:
    try:
        return context.backend(spec).where(spec)
    except ConnectorError as error:  # no credentials, say: staff should read that here
        return str(error)
