"""What is asked of a spreadsheet: which tabs there are, one tab as a whole, or its header, keys and some rows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from connectors.errors import ConnectorError
from connectors.ports import SheetSpec
from connectors.sheets.google.api import Api
from connectors.sheets.google.cells import EMPTY, Request
from connectors.sheets.google.marks import COLUMN_MARK, lookup
from connectors.sheets.google.tab import LISTED, READ, Sheet, Tab, tab_of
from connectors.sheets.layout import KEY_HEADER

GAP = 10  # rows that are read along between two that are wanted


def listed(api: Api) -> Sequence[Sheet]:
    """All tabs, without their cells."""
    found: Sequence[Sheet] = api.read("", fields=LISTED).get("sheets", ())
    return found


def read_whole(api: Api, spec: SheetSpec, sheet: int) -> Tab | None:
    """A tab with all its cells; None where it is gone."""
    return _read(api, spec, sheet, [{"gridRange": {"sheetId": sheet}}])


def read_ends(api: Api, spec: SheetSpec, sheet: int, header_row: int) -> Tab | None:
    """A tab with its header, the marks of its columns and its keys, wherever their column stands; None as above."""
    return _read(api, spec, sheet, _ends(sheet, header_row), rows={header_row})


def read_rows(api: Api, spec: SheetSpec, sheet: int, header_row: int, rows: Collection[int]) -> Tab | None:
    """The same, and these rows as a whole."""
    ranges = [{"gridRange": {"sheetId": sheet, "startRowIndex": a, "endRowIndex": b}} for a, b in _runs(rows)]
    return _read(api, spec, sheet, [*_ends(sheet, header_row), *ranges], rows={header_row, *rows})


def _ends(sheet: int, header_row: int) -> list[Request]:
    header = {"sheetId": sheet, "startRowIndex": header_row, "endRowIndex": header_row + 1}
    return [{"gridRange": header}, lookup(sheet, COLUMN_MARK, KEY_HEADER)]


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Runs of rows as the first and the one after the last."""
    start = end = -1
    for row in sorted(rows):
        if start >= 0 and row > end + GAP:
            yield start, end
            start = row
        start, end = (row if start < 0 else start), row + 1
    if start >= 0:
        yield start, end


def _read(
    api: Api, spec: SheetSpec, sheet: int, filters: Sequence[Request], rows: Collection[int] | None = None
) -> Tab | None:
    try:
        answer = api.read(":getByDataFilter", fields=READ, body={"dataFilters": filters})
    except ConnectorError as fault:
        if fault.status != 400:
            raise
        return None  # "No grid with id"
    found = (one for one in answer.get("sheets", ()) if one.get("properties", EMPTY).get("sheetId") == sheet)
    tab = next((tab_of(one, spec) for one in found), None)
    return tab if tab is None or rows is None else replace(tab, rows=frozenset(rows))
