"""How each form's shared sheet stands, for staff."""

from dataclasses import dataclass, replace

from app.backlog import Backlog, Waiting
from app.context import Context
from app.projection import spec_of
from app.store import outbox, staff_cells, submissions
from app.store.outbox import Item
from connectors.errors import ConnectorError
from connectors.ports import SheetSpec
from forms.definition import Form


@dataclass(frozen=True, slots=True)
class SheetState:
    """One form's sheet: where it is, how many rows it should hold, what it lacks of them, and its newest sync."""

    form: str
    where: str
    tab: str
    rows: int
    last: Item | None
    waiting: Waiting | None = None  # what it does not show yet
    wrong: int = 0  # values of staff that the form does not take


def sheet_states(context: Context, found: Backlog) -> list[SheetState]:
    """The state of every form's sheet."""
    with context.ledger.reading() as c:
        counts = submissions.counts(c)
        newest = {item.target: item for item in reversed(outbox.listing(c, limit=1000)) if item.kind == "sheet"}
        wrong = staff_cells.count_problems(c)
    states = []
    for one in found.sheets:
        form = context.forms[one.form].form
        state = sheet_state(context, form, counts.get(one.form, 0), newest.get(one.form))
        states.append(replace(state, wrong=wrong.get(one.form, 0), waiting=one))
    return states


def sheet_state(context: Context, form: Form, rows: int, last: Item | None) -> SheetState:
    """The state of one form's sheet."""
    spec = spec_of(form)
    return SheetState(form.name, _where(context, spec), spec.tab, rows, last)


def _where(context: Context, spec: SheetSpec) -> str:
    try:
        return context.backend(spec).where(spec)
    except ConnectorError as error:  # no credentials, say: staff should read that here
        return str(error)
