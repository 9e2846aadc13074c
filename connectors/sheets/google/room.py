"""How many cells a spreadsheet holds, told before Google refuses the next."""

from collections.abc import Iterable

from connectors.errors import ConnectorError
from connectors.sheets.google.requests import HEIGHT, ROOM
from connectors.sheets.google.tab import Sheet, Tab, size_of
from connectors.sheets.plan import Plan

MOST_CELLS = 10_000_000  # of all tabs, empty ones included (Google Drive help, files you can store)
EARLY = 0.8


def cells_of(sheets: Iterable[Sheet]) -> int:
    """All cells, empty ones included."""
    return sum(rows * columns for rows, columns in map(size_of, sheets))


def growth(plan: Plan, tab: Tab) -> int:
    """How many cells a plan adds."""
    if not tab.exists:
        width = max(plan.made, default=-1) + 1 + ROOM
        return (HEIGHT + len(plan.appended)) * width
    width = max(tab.width, *(place + 1 for place in plan.places.values()))
    return width * (tab.height + len(plan.appended)) - tab.width * tab.height


def check_room(cells: int, key: str) -> None:
    """Raises ConnectorError for more cells than Google keeps; nothing was written."""
    if cells > MOST_CELLS:
        raise ConnectorError(
            f"the spreadsheet {key!r} would have {cells:,} cells, and Google keeps {MOST_CELLS:,} in one, empty ones "
            "and those of other tabs included. Nothing was written. Delete tabs, rows and columns that nobody needs, "
            "or show fewer columns in the form's `sheet`, or give the form a spreadsheet of its own; then retry",
            permanent=True,
        )


def notes_on(cells: int) -> tuple[str, ...]:
    """What staff should know early."""
    if cells < EARLY * MOST_CELLS:
        return ()
    return (f"the spreadsheet has {cells:,} of the {MOST_CELLS:,} cells that Google keeps in one: make room",)
