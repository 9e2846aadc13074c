"""A tab of a workbook read: its values, its merged cells, its marks, and the text that stands around its rows."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from connectors.errors import ConnectorError
from connectors.ports import CellValue, SheetSpec
from connectors.sheets.excel.areas import LAST_ROW
from connectors.sheets.excel.cells import cells_of, row_of
from connectors.sheets.excel.elements import parsed
from connectors.sheets.excel.frame import merged
from connectors.sheets.excel.marks import Said, marks_among, owner_among
from connectors.sheets.excel.rows import NotPlain, Source, Text, out_of_order, spans
from connectors.sheets.excel.shapes import Shape
from connectors.sheets.excel.values import Values
from connectors.sheets.layout import HEADER_DEPTH, KEY_COLUMN, KEY_HEADER, Grid, Seen, at, digest
from connectors.sheets.values import label

MOST_COVERED = 2_000_000  # cells
Row = tuple[int, Sequence[CellValue]]
Wanted = Callable[[Grid], Collection[int]]
"""Of the first rows of a tab, which of its columns are asked for."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A tab as it was read, and where its text is to be had again."""

    source: Source
    frame: bytes  # its text without the rows
    values: Values
    grid: Grid
    covered: frozenset[tuple[int, int]]
    last: int  # the number of the last row in the text, whether or not anything stands in it


def read_sheet(source: Source, values: Values, wanted: Wanted | None = None) -> Sheet:
    """The values of a tab: below its first rows those of `wanted` columns, if only some are. Raises Broken."""
    try:
        return _read(source, values, wanted)
    except NotPlain:
        source.spell()
        return _read(source, values, wanted)


def wanted_of(names: Said, title: str, spec: SheetSpec) -> Wanted:
    """The columns that plans ask for: with a mark or a header of ours; all where a mark may have been left behind."""
    marks = marks_among(names, spec.tab, title, ())
    marked = {mark.column: mark.digest for mark in marks.values() if mark.column is not None}
    headers = {KEY_HEADER, *(label(column.header) for column in spec.columns)}

    def wanted(top: Grid) -> Collection[int]:
        if any(all(digest(label(at([row], 0, column))) != said for row in top) for column, said in marked.items()):
            return range(max(marked) + max(map(len, top), default=0) + 1)  # staff renamed or moved some: all is read
        return marked.keys() | {place for row in top for place, cell in enumerate(row) if label(cell) in headers}

    return wanted


def seen_of(sheet: Sheet, names: Said, title: str, spec: SheetSpec) -> Seen:
    """A tab, now called `title`, as plans are made of it; `names` are those of its workbook."""
    keys = [key for column in (KEY_COLUMN, *spec.columns) for key in (column.key, *column.was)]
    marks = marks_among(names, spec.tab, title, keys)
    return Seen(sheet.grid, marks, sheet.covered, owner_among(names, spec.tab, title), may_lag=True)


def rows_of(text: Text, shape: Shape) -> Iterator[Row]:
    """The rows with their numbers, from 1. Raises Broken, NotPlain."""
    before = 0
    for block in text.blocks():
        for number, row in _of_block(text, block, before, shape):
            if not before < number <= LAST_ROW:
                raise out_of_order(number, before)
            before = number
            yield number, row


def _of_block(text: Text, block: bytes, before: int, shape: Shape) -> Iterator[Row]:
    """The rows of a block: those of the shape together, and each of another thoroughly."""
    place = 0
    while place < len(block):
        numbers, rows, place = shape.rows(block, place)
        yield from zip(numbers, rows, strict=True)
        before = numbers[-1] if numbers else before
        before, start, place = next(spans(block, text.start, before, place), (before, len(block), len(block)))
        if start < place:
            yield before, _thoroughly(text.head, block[start:place], before, shape)


def _read(source: Source, values: Values, wanted: Wanted | None) -> Sheet:
    text = Text(source.pieces())
    shape, grid = Shape(text.head, text.prefix, values), list[Sequence[CellValue]]()
    for number, row in rows_of(text, shape):
        if number > len(grid) + 1:
            grid.extend(() for _ in range(number - 1 - len(grid)))
        grid.append(row)
        if wanted and number >= HEADER_DEPTH:
            shape.narrow(wanted(grid))
            wanted = None
    last, frame = len(grid), text.head + text.tail
    while grid and all(cell is None for cell in grid[-1]):
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
    """Every cell of merged ones but the first of each, from 0. Raises ConnectorError where they are very many."""
    areas = list(merged(parsed(frame)))
    if sum((one.right - one.left + 1) * (one.bottom - one.top + 1) for one in areas) > MOST_COVERED:
        raise ConnectorError(
            "cells are merged over whole columns or rows of the tab, so that no row can be told from another. Unmerge "
            "them, then retry",
            permanent=True,
        )
    return frozenset(
        (row - 1, column - 1)
        for one in areas
        for row in range(one.top, one.bottom + 1)
        for column in range(one.left, one.right + 1)
        if (row, column) != (one.top, one.left)
    )
