"""Keys that stayed behind when staff sorted the columns beside them: told from what the rows say, pure.

A key column is hidden, and a selection of what is seen leaves it out. Sorted so, every row stands beside another's key:
the service's cells would be put right by key, and what staff wrote about one submission would stand beside another.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.cells import cell_value
from connectors.ports import OWNERS, CellValue, SheetColumn, SheetRow
from connectors.sheets.layout import Seen, at
from connectors.sheets.table import Difference, Table, is_said, table_of, wanted
from connectors.sheets.values import as_kept, comparable, label, same


def are_several(differing: Iterable[Difference]) -> bool:
    """Whether so much differs that it may have been sorted: at least two rows."""
    return len({one.row for one in differing if one.column.owner == "service"}) > 1


def keys_left_behind(table: Table, rows: Sequence[SheetRow]) -> Mapping[int, str]:
    """The key that belongs into each row that stands beside another's, "" for none; empty where that is not certain."""
    known = {row.key: row for row in rows}
    apart = {}
    for number, key in _said_in_rows(table, rows).items():
        own = label(at(table.seen.grid, number, table.key_column))
        if own != key and (key or own in known):
            apart[number] = own, key
    if sorted(own for own, _ in apart.values()) != sorted(key for _, key in apart.values()):
        return {}  # staff wrote something else there
    is_free = not any((number, table.key_column) in table.seen.covered for number in apart)
    is_certain = apart and is_free and _Signs(table, known, table.standing(OWNERS)).speak_for(apart)
    return {number: key for number, (_, key) in apart.items()} if is_certain else {}


def put_right(table: Table, rows: Sequence[SheetRow]) -> tuple[Table, Mapping[int, str]]:
    """The table as it is with every key beside its row, and the keys that belong into other rows than they stand in."""
    keys = keys_left_behind(table, rows)
    return (table_of(table.spec, _with_keys(table.seen, table.key_column, keys)) if keys else table), keys


def _with_keys(seen: Seen, column: int, keys: Mapping[int, str]) -> Seen:
    """The tab as it is once the keys stand beside their rows."""
    grid = list(seen.grid)
    for number, key in keys.items():
        row = [*grid[number], *[None] * (column + 1 - len(grid[number]))]
        row[column] = key or None
        grid[number] = row
    return replace(seen, grid=grid)


def _said_in_rows(table: Table, rows: Sequence[SheetRow]) -> dict[int, str]:
    """Whose row each is by the first column of the service's in which no two rows say the same; none without one."""
    for column in table.standing({"service"}):
        keys = _keys_by_value(column, rows)
        if keys is not None:
            place, below = table.layout.places[column.key], range(table.layout.header_row + 1, len(table.seen.grid))
            return {number: keys.get(comparable(at(table.seen.grid, number, place)), "") for number in below}
    return {}


def _keys_by_value(column: SheetColumn, rows: Sequence[SheetRow]) -> Mapping[Hashable, str] | None:
    found: dict[Hashable, str] = {}
    for row in rows:
        value = comparable(cell_value(wanted(row, column))) if is_said(row, column) else None
        if value is None or value in found:
            return None
        found[value] = row.key
    return found


Agrees = Callable[[SheetRow, SheetColumn, CellValue], bool]


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the cells of rows speak for: that they are of the key beside them, or of the one they name."""

    table: Table
    rows: Mapping[str, SheetRow]
    columns: Sequence[SheetColumn]

    def speak_for(self, apart: Mapping[int, tuple[str, str]]) -> bool:
        """Whether most of the service's cells, and no less of staff's, are of the keys that rows name."""
        return self._balance(apart, self._says) > 0 and self._balance(apart, self._holds) >= 0

    def _balance(self, apart: Mapping[int, tuple[str, str]], agrees: Agrees) -> int:
        """How many more cells agree with the key that their row names than with the one beside it."""
        return sum(
            self._of_row(number, key, agrees) - self._of_row(number, own, agrees)
            for number, (own, key) in apart.items()
        )

    def _of_row(self, number: int, key: str, agrees: Agrees) -> int:
        columns = self.columns if key else ()
        return sum(agrees(self.rows[key], column, self.table.cell(number, column)) for column in columns)

    def _says(self, row: SheetRow, column: SheetColumn, cell: CellValue) -> bool:
        return column.owner == "service" and is_said(row, column) and same(cell, wanted(row, column))

    def _holds(self, row: SheetRow, column: SheetColumn, cell: CellValue) -> bool:
        """Of an empty cell nothing is known."""
        return column.owner != "service" and not same(cell, None) and as_kept(cell, row.kept.get(column.key))
