"""A tab of a workbook read: its values, its merged cells, its marks, and the text that stands around its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.ports import CellValue, SheetSpec
from connectors.sheets.excel_cells import cells_of, row_of
from connectors.sheets.excel_frame import merged
from connectors.sheets.excel_marks import Said, marks_among, owner_among
from connectors.sheets.excel_rows import NotPlain, Source, Text, spans
from connectors.sheets.excel_shapes import Shape
from connectors.sheets.excel_text import Broken
from connectors.sheets.excel_values import Values
from connectors.sheets.excel_xml import parsed
from connectors.sheets.layout import KEY_COLUMN, Grid, Seen

MOST_COVERED = 2_000_000  # cells
Row = tuple[int, Sequence[CellValue]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A tab as it was read, and where its text is to be had again."""

    source: Source
    frame: bytes  # its text without the rows
    values: Values
    grid: Grid
    covered: frozenset[tuple[int, int]]
    last: int  # the number of the last row in the text, whether or not anything stands in it


def read_sheet(source: Source, values: Values) -> Sheet:
    """Every value of a tab. Raises Broken."""
    try:
        return _read(source, values)
    except NotPlain:
        source.spell()
        return _read(source, values)


def seen_of(sheet: Sheet, names: Said, title: str, spec: SheetSpec) -> Seen:
    """A tab, now called `title`, as plans are made of it; `names` are those of its workbook."""
    keys = [key for column in (KEY_COLUMN, *spec.columns) for key in (column.key, *column.was)]
    marks = marks_among(names, spec.tab, title, keys)
    return Seen(sheet.grid, marks, sheet.covered, owner_among(names, spec.tab))


def rows_of(text: Text, values: Values, only: int | None = None) -> Iterator[Row]:
    """The rows with their numbers, from 1, each up to its last value; `only` one column may be asked for."""
    shape, number = Shape(text.prefix, values, only), 0
    for block in text.blocks():
        for span in spans(block, text.start, number):
            number = span.number
            row = shape.row(block, span.start, span.end)
            yield number, _thoroughly(text.head, block[span.start : span.end], number, shape) if row is None else row


def _read(source: Source, values: Values) -> Sheet:
    text = Text(source.pieces())
    grid: list[Sequence[CellValue]] = []
    for number, row in rows_of(text, values):
        grid.extend(() for _ in range(number - 1 - len(grid)))
        grid.append(row)
    last, frame = len(grid), text.head + text.tail
    while grid and not grid[-1]:
        grid.pop()
    return Sheet(source, frame, values, grid, _covered(frame), last)


def _thoroughly(head: bytes, text: bytes, number: int, shape: Shape) -> Sequence[CellValue]:
    """The values of a row of no known shape."""
    document, element = row_of(head, text)
    cells = list(cells_of(element, number))
    shape.learn(document.text, cells)
    shape.values.number = number
    row: list[CellValue] = [None] * (max((column for column, _ in cells), default=-1) + 1)
    for column, cell in cells:
        row[column] = shape.values.of(column, cell)
    while row and row[-1] is None:
        row.pop()
    return row


def _covered(frame: bytes) -> frozenset[tuple[int, int]]:
    """Every cell of merged ones but the first of each, from 0. Raises Broken where they are very many."""
    areas = list(merged(parsed(frame)))
    if sum((one.right - one.left + 1) * (one.bottom - one.top + 1) for one in areas) > MOST_COVERED:
        raise Broken("cells are merged over whole columns of its tab")
    return frozenset(
        (row - 1, column - 1)
        for one in areas
        for row in range(one.top, one.bottom + 1)
        for column in range(one.left, one.right + 1)
        if (row, column) != (one.top, one.left)
    )
