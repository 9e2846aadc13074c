"""Lists of choices that do not fit into their rules, kept in columns of a hidden tab."""

from collections.abc import Mapping, Sequence

from openpyxl.utils import quote_sheetname

from connectors.ports import CellValue
from connectors.sheets.excel.areas import Area, letter
from connectors.sheets.excel.elements import Document
from connectors.sheets.excel.frame import parted, stretch
from connectors.sheets.excel.page import blank
from connectors.sheets.excel.patch import Patch, Wanted
from connectors.sheets.excel.reading import Sheet, read_sheet
from connectors.sheets.excel.rows import Source, Text
from connectors.sheets.excel.saving import Saving
from connectors.sheets.excel.writing import Writer
from connectors.sheets.layout import at
from connectors.sheets.plan import CellChange

LISTS = "_chancery_lists"


def listed(saving: Saving, choices: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """How rules point at choices that are kept there from now on; the keys stay theirs."""
    if not choices:
        return {}
    book, values = saving.opened.book, saving.opened.sheet.values
    tab = book.tab(LISTS)
    source = (
        Source(book.package.archive, book.package.entry(tab.part))
        if tab
        else Source.of(blank(is_strict=book.is_strict))
    )
    sheet = read_sheet(source, values)
    columns, changes = _columns(list(map(list, sheet.grid)), choices)
    if changes:
        tab = tab or saving.draft.add_tab(LISTS, "veryHidden")
        saving.draft.write(tab.part, _with(sheet, changes, saving))
    return {place: _source(columns[place], len(some)) for place, some in choices.items()}


def _columns(
    grid: list[list[CellValue]], choices: Mapping[int, Sequence[str]]
) -> tuple[dict[int, int], list[CellChange]]:
    """In which column (from 0) of the tab each list stands, and what is to be written for those that do not yet."""
    columns: dict[int, int] = {}
    changes: list[CellChange] = []
    free = max((1, *map(len, grid)))
    for place, some in choices.items():
        standing = [
            one for one in range(1, free) if [at(grid, row, one) for row in range(len(some) + 1)] == [*some, None]
        ]
        columns[place] = standing[0] if standing else free
        if not standing:
            changes += [CellChange(row, free, one, "text") for row, one in enumerate(some)]
            free += 1
    return columns, changes


def _with(sheet: Sheet, changes: Sequence[CellChange], saving: Saving) -> bytes:
    """The text of the tab with more cells."""
    frame, text = Document(sheet.frame), Text(sheet.source.pieces())
    places = [Area(one.column + 1, one.row + 1, one.column + 1, one.row + 1) for one in changes]
    stretch(frame, places)
    writer = Writer(saving.writer.styles, frame.prefix, saving.writer.from_1904)
    cells = {row: [one for one in changes if one.row == row] for row in {one.row for one in changes}}
    patch = Patch(text.head, Wanted(cells), sheet.values, writer, lambda _: 0)
    head, tail = parted(frame)
    return b"".join((head, *map(patch.block, text.blocks()), *patch.rest(), tail))


def _source(column: int, length: int) -> str:
    place = letter(column + 1)
    return f"{quote_sheetname(LISTS)}!${place}$1:${place}${length}"
