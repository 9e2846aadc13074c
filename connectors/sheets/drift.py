"""What differs between a tab and the rows it should show, pure: told with its place, and nothing is done about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from connectors.ports import Difference, SheetColumn, SheetRow, SheetSpec
from connectors.sheets.layout import KEY_COLUMN, Seen, at
from connectors.sheets.noticed import is_kept_out
from connectors.sheets.table import Table, table_of
from connectors.sheets.values import as_kept, label, same, stated

CELL, EDIT, MERGED = "cell", "edit", "merged"
"""A cell of the service's that says something else; one of staff's, or of both, that says something new; one of the
service's that is part of a merged one, so that it cannot be written."""
NEW, GONE, BACK = "new row", "row gone", "row back"
"""A row that was not shown yet; one that was and does not stand there; one that staff took away and put back."""
REPEATED, UNKNOWN = "repeated key", "unknown key"
"""A row whose key another row above has; one whose key no submission has."""
COLUMN, HEADER, RENAMED = "column missing", "header", "header renamed"
"""A column to be made; a header that is to become another one; one that staff changed, and that stays."""


def differences(spec: SheetSpec, rows: Sequence[SheetRow], seen: Seen) -> tuple[Difference, ...]:
    """What differs, columns first, then rows from the top, then those that do not stand there.

    Raises ConnectorError when rows or columns cannot be told any more, or the tab is another's.
    """
    table = table_of(spec, seen)
    wanted = {row.key: row for row in rows}
    columns = () if table.layout.is_new else _columns(table)
    return (*columns, *_standing(table, wanted), *_missing(table, wanted.values()))


def _columns(table: Table) -> Iterator[Difference]:
    layout = table.layout
    for place in layout.made:
        yield Difference(COLUMN, column=layout.made[place].column.key)
    for column in (KEY_COLUMN, *table.spec.columns):
        place = layout.places.get(column.key, -1)
        title = label(at(table.seen.grid, layout.header_row, place)) if place >= 0 else ""
        if place in layout.renamed:
            yield Difference(HEADER, column=column.key, standing=title)
        elif column.owner == "service" and place >= 0 and place not in layout.made and title != label(column.header):
            yield Difference(RENAMED, column=column.key, standing=title)


def _standing(table: Table, wanted: Mapping[str, SheetRow]) -> Iterator[Difference]:
    for number in range(table.layout.header_row + 1, len(table.seen.grid)):
        key = label(at(table.seen.grid, number, table.key_column))
        row = wanted.get(key)
        if key and table.rows[key] != number:
            yield Difference(REPEATED, key, number + 1)
        elif key and row is None:
            yield Difference(UNKNOWN, key, number + 1)
        elif row is not None:
            if row.is_gone:
                yield Difference(BACK, key, number + 1)
            yield from (_cell(table, row, number, column) for column in _different(table, row, number))


def _different(table: Table, row: SheetRow, number: int) -> Iterator[SheetColumn]:
    for column in table.standing({"service", "both", "staff"}):
        now, wanted = table.cell(number, column), stated(row.values.get(column.key), column.format)
        if column.owner == "service":
            is_so = column.key not in row.values or same(now, wanted)
        else:
            is_so = as_kept(now, row.kept[column.key]) if column.key in row.kept else same(now, wanted)
        if not is_so:
            yield column


def _cell(table: Table, row: SheetRow, number: int, column: SheetColumn) -> Difference:
    why = CELL if column.owner == "service" else EDIT
    if why == CELL and (number, table.layout.places[column.key]) in table.seen.covered:
        why = MERGED
    return Difference(why, row.key, number + 1, column.key, table.cell(number, column))


def _missing(table: Table, rows: Iterable[SheetRow]) -> Iterator[Difference]:
    for row in rows:
        if row.key not in table.rows and not (row.is_gone and is_kept_out(table, row)):
            yield Difference(GONE if row.was_shown and not table.layout.is_new else NEW, row.key)
