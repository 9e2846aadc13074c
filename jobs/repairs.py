"""What staff may have done to a sheet before it is compared: rows brought back or let go, and the tab taken over."""

from collections.abc import Callable, Mapping

from app.context import Context
from app.keeping import Keeper
from app.standing import Standing
from connectors.errors import ConnectorError
from connectors.ports import Noticed
from connectors.sheets.drift import GONE
from jobs.work import Work

COMPARE, RESTORE, ACCEPT, TAKE_OVER = "compare", "restore", "accept", "take over"
"""What the payload of an item of the outbox may ask for under `repair`."""


def repairs_of(work: Work) -> frozenset[str]:
    """What any of the items asks for; rows are let go at the first try alone, or those that went since would be too."""
    asked = ((str(item.payload["repair"]), item.attempts) for item in work.items if "repair" in item.payload)
    return frozenset(word for word, tries in asked if word != ACCEPT or tries == 1)


def _compare(_context: Context, _found: Standing) -> None:
    """To compare is all that is asked for."""


def _restore(context: Context, found: Standing) -> None:
    """No row counts as gone, so that each is added again."""
    keeper = Keeper(context, found.sheet(found.rows()), found.shown_by, lambda: None)
    keeper.keep(Noticed(back=tuple(found.known.gone)))


def _accept(context: Context, found: Standing) -> None:
    """The rows that do not stand there are meant to be gone. Raises ConnectorError where the form brings rows back."""
    form = found.compiled.form
    if form.sheet.deleted_rows == "restore":
        raise ConnectorError(
            f"rows that staff delete come back in {form.name}. Write `deleted_rows: keep out` (or `withdraw`) under "
            "`sheet` of the form and publish it",
            permanent=True,
        )
    rows = found.rows()
    seen = context.backend(found.spec).look(found.spec, rows)
    keeper = Keeper(context, found.sheet(rows), found.shown_by, lambda: None)
    keeper.keep(Noticed(gone=tuple(one.key for one in seen if one.why == GONE)))


def _take_over(context: Context, found: Standing) -> None:
    """Whoever kept the tab keeps it no longer."""
    context.backend(found.spec).disown(found.spec)


REPAIRS: Mapping[str, Callable[[Context, Standing], None]] = {
    TAKE_OVER: _take_over,
    RESTORE: _restore,
    ACCEPT: _accept,
    COMPARE: _compare,
}
"""Word -> what is done, in this order."""
