"""What differs between a tab and the rows it should show, pure: told with its place, and nothing is done about it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from connectors.ports import Deviation, SheetRow, SheetSpec
from connectors.sheets.layout import KEY_COLUMN, Seen, at
from connectors.sheets.noticed import edits_of, is_kept_out
from connectors.sheets.table import Table, require_below, table_of
from connectors.sheets.values import label

CELL, EDIT, MERGED = "cell", "edit", "merged"
"""A cell of the service's that says something else; one of staff's, or of both, that says something new; one of the
service's that is part of a merged one, so that it cannot be written."""
NEW, GONE, BACK = "new row", "row gone", "row back"
"""A row that was not shown yet; one that was and does not stand there; one that staff took away and put back."""
REPEATED, UNKNOWN = "repeated key", "unknown key"
"""A row whose key another row above has; one whose key no submission has."""
COLUMN, HEADER, RENAMED = "column missing", "header", "header renamed"
"""A column to be made; a header that is to become another one; one that staff changed, and that stays."""


def deviations(spec: SheetSpec, rows: Sequence[SheetRow], seen: Seen) -> tuple[Deviation, ...]:
    """What differs, columns first, then rows from the top, then those that do not stand there.

    Raises ConnectorError when rows or columns cannot be told any more, or the tab is another's.
    """
    table = table_of(spec, seen)
    require_below(table, rows)
    wanted = {row.key: row for row in rows}
    columns = () if table.layout.is_new else _columns(table)
    return (*columns, *_standing(table, wanted), *_missing(table, wanted.values()))


def _columns(table: Table) -> Iterator[Deviation]:
    layout = table.layout
    for place in layout.made:
        yield Deviation(COLUMN, column=layout.made[place].column.key)
    for column in (KEY_COLUMN, *table.spec.columns):
        place = layout.places.get(column.key, -1)
        title = label(at(table.seen.grid, layout.header_row, place)) if place >= 0 else ""
        if place in layout.renamed:
            yield Deviation(HEADER, column=column.key, standing=title)
        elif column.owner == "service" and place >= 0 and place not in layout.made and title != label(column.header):
            yield Deviation(RENAMED, column=column.key, standing=title)


def _standing(table: Table, wanted: Mapping[str, SheetRow]) -> Iterator[Deviation]:
    cells = _cells(table, [(row, table.rows[key]) for key, row in wanted.items() if key in table.rows])
    for number in range(table.layout.header_row + 1, len(table.seen.grid)):
        key = label(at(table.seen.grid, number, table.key_column))
        row = wanted.get(key)
        if key and table.rows[key] != number:
            yield Deviation(REPEATED, key, number + 1)
        elif key and row is None:
            yield Deviation(UNKNOWN, key, number + 1)
        elif row is not None:
            if row.is_gone:
                yield Deviation(BACK, key, number + 1)
            yield from cells[number]


def _cells(table: Table, rows: Sequence[tuple[SheetRow, int]]) -> Mapping[int, Sequence[Deviation]]:
    """What differs in the cells of rows, by the row; of a column that is missing nothing more is told."""
    found: dict[int, list[Deviation]] = defaultdict(list)
    for one in table.differences(row for row, _ in rows):
        if one.place not in table.layout.made:
            why = MERGED if (one.row, one.place) in table.seen.covered else CELL
            found[one.row].append(Deviation(why, one.key, one.row + 1, one.column.key, one.standing))
    for edit in edits_of(table, rows):
        number = table.rows[edit.key]
        found[number].append(Deviation(EDIT, edit.key, number + 1, edit.column, edit.now))
    return found


def _missing(table: Table, rows: Iterable[SheetRow]) -> Iterator[Deviation]:
    for row in rows:
        if row.key not in table.rows and not (row.is_gone and is_kept_out(table, row)):
            yield Deviation(GONE if row.was_shown and not table.layout.is_new else NEW, row.key)
