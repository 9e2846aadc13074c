"""How each form's shared sheet stands, for staff."""

from dataclasses import dataclass

from app.backlog import Backlog, Waiting
from app.context import Context
from app.projection import spec_of
from app.store import outbox, submissions
from app.store.outbox import Item
from connectors.errors import ConnectorError
from connectors.ports import SheetSpec


@dataclass(frozen=True, slots=True)
class SheetState:
    """One form's sheet: where it is, how many rows it should hold, what it lacks of them, and its newest sync."""

    form: str
    where: str
    tab: str
    rows: int
    waiting: Waiting
    last: Item | None


def sheet_states(context: Context, found: Backlog) -> list[SheetState]:
    """The state of every form's sheet."""
    with context.ledger.reading() as c:
        counts = submissions.counts(c)
        newest = {item.target: item for item in reversed(outbox.listing(c, limit=1000)) if item.kind == "sheet"}
    return [_state(context, one, counts.get(one.form, 0), newest.get(one.form)) for one in found.sheets]


def _state(context: Context, waiting: Waiting, rows: int, last: Item | None) -> SheetState:
    spec = spec_of(context.forms[waiting.form].form)
    return SheetState(waiting.form, _where(context, spec), spec.tab, rows, waiting, last)


def _where(context: Context, spec: SheetSpec) -> str:
    try:
        return context.backend(spec).where(spec)
    except ConnectorError as error:  # no credentials, say: staff should read that here
        return str(error)
