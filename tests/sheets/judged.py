"""Whether a tab is as it must be after a sync: cell by cell, apart from where the added rows stand."""

from collections.abc import Sequence
from typing import Any

from oracle import Expected, Grid, Known, Titled, at, plain, text
from truth import KEY


def faults(
    expected: Expected, after: Grid, *, loose: frozenset[str] = frozenset(), unread: frozenset[Any] = frozenset()
) -> list[str]:
    """What is wrong.

    Where a write crossed staff's, a cell of a column in `loose` may hold anything, and so may one in which one of the
    values stood that nobody had read.
    """
    old, added, found = _parted(expected, after)
    stood = [row for row in expected.rows if not _is_empty(row)]
    if len(old) < len(stood):  # a row of nothing but such cells can be lost whole
        stood = [row for row in stood if not _may_be_lost(row, expected.known, loose, unread)]
    if len(old) != len(stood):
        found.append(f"{len(stood)} rows should stand besides those added, there are {len(old)}")
    for number, (wanted, row) in enumerate(zip(stood, old, strict=False)):
        found += _differences(f"row {number}", wanted, row, expected.known, loose, unread)
    for key, cells in expected.new.items():
        if key not in added:
            found.append(f"the row of {key} is missing")
        else:
            wanted = [cells.get(column) for column in range(max(cells) + 1)]
            found += _differences(f"the added row {key}", wanted, _without_boxes(added[key], wanted), expected.known)
    return found


def headed(expected: Expected, after: Grid) -> int:
    """How many columns of the service's stand where they should, by their headers."""
    top, known = expected.known.top, expected.known
    titles = ((at(expected.rows, top, known.place(name)), known.place(name)) for name in expected.titled)
    return sum(_agree(title, at(after, top, place)) for title, place in titles)


def _may_be_lost(row: Sequence[Any], known: Known, loose: frozenset[str], unread: frozenset[Any]) -> bool:
    named = [(plain(cell), _name(known, column)) for column, cell in enumerate(row)]
    return all(cell is None or cell in unread or name in loose for cell, name in named)


def _parted(expected: Expected, after: Grid) -> tuple[list[Sequence[Any]], dict[str, Sequence[Any]], list[str]]:
    """The rows that stood there, those that were added, and which of those came twice."""
    key_column = expected.known.place(KEY) if expected.new else 0
    old: list[Sequence[Any]] = []
    added: dict[str, Sequence[Any]] = {}
    twice: list[str] = []
    for number, row in enumerate(after):
        key = text(at(after, number, key_column)) if number > expected.known.top else ""
        if key in added:
            twice.append(f"the row of {key} was added twice")
        elif key in expected.new:
            added[key] = row
        elif not _is_empty(row):
            old.append(row)
    return old, added, twice


def _differences(
    name: str,
    wanted: Sequence[Any],
    found: Sequence[Any],
    known: Known,
    loose: frozenset[str] = frozenset(),
    unread: frozenset[Any] = frozenset(),
) -> list[str]:
    return [
        f"{name}, column {column} ({_name(known, column)}): {right!r} should stand there, it is {left!r}"
        for column in range(max(len(wanted), len(found)))
        if _name(known, column) not in loose
        if not _agree(right := at([wanted], 0, column), left := at([found], 0, column)) and plain(right) not in unread
    ]


def _name(known: Known, column: int) -> str:
    return known.names[column] if column < len(known.names) else "nobody's"


def _agree(wanted: Any, found: Any) -> bool:
    return wanted.allows(found) if isinstance(wanted, Titled) else plain(wanted) == plain(found)


def _is_empty(row: Sequence[Any]) -> bool:
    """Unticked boxes are nothing."""
    return all(cell is None or cell == "" or cell is False for cell in row)


def _without_boxes(row: Sequence[Any], wanted: Sequence[Any]) -> Sequence[Any]:
    return [None if cell is False and at([wanted], 0, column) is None else cell for column, cell in enumerate(row)]
