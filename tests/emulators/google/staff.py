"""What people do to a spreadsheet by hand, as somebody else than the service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .areas import COLUMNS, ROWS, Body
from .computing import effective
from .errors import CellError
from .rows import Formula
from .tab import Tab

if TYPE_CHECKING:
    from .emulator import Emulator


@dataclass
class TabStaff:
    """A person at one tab; rows and columns count from 0."""

    emulator: "Emulator"
    key: str
    title: str

    @property
    def tab(self) -> Tab:
        return self.emulator.book(self.key).tab(self.title)

    def _do(self, *requests: Body) -> None:
        self.emulator.staff(self.key, *requests)

    def _run(self, dimension: str, start: int, count: int = 1) -> Body:
        return {"sheetId": self.tab.id, "dimension": dimension, "startIndex": start, "endIndex": start + count}

    def rows(self) -> list[list[Any]]:
        """What stands in the cells as far as there is anything, formulas as their text."""
        tab = self.tab
        return [[_plain(tab.value(row, column)) for column in range(tab.width)] for row in range(tab.last_row)]

    def shown(self) -> list[list[Any]]:
        """What the cells come to."""
        content, tab = self.emulator.book(self.key).content, self.tab
        cells = [[effective(content, tab, row, n) for n in range(tab.width)] for row in range(tab.last_row)]
        return [[one.shown if isinstance(one, CellError) else one for one in row] for row in cells]

    def write(self, row: int, column: int, value: Any) -> None:
        self.cell(row, column, {} if value is None else {"userEnteredValue": typed(value)}, "userEnteredValue")

    def cell(self, row: int, column: int, cell: Body, fields: str) -> None:
        """Change what CellData has of a cell."""
        start = {"sheetId": self.tab.id, "rowIndex": row, "columnIndex": column}
        self._do({"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}})

    def insert_column(self, at: int, header: str = "") -> None:
        self._insert(COLUMNS, at)
        if header:
            self.write(0, at, header)

    def insert_row(self, at: int, values: list[Any] | None = None) -> None:
        self._insert(ROWS, at)
        for column, value in enumerate(values or []):
            if value is not None:
                self.write(at, column, value)

    def _insert(self, dimension: str, at: int) -> None:
        run = {"range": self._run(dimension, at), "inheritFromBefore": at >= self.tab.size(dimension)}
        self._do({"insertDimension": run})

    def delete_column(self, at: int) -> None:
        self._do({"deleteDimension": {"range": self._run(COLUMNS, at)}})

    def delete_row(self, at: int) -> None:
        self._do({"deleteDimension": {"range": self._run(ROWS, at)}})

    def move_column(self, at: int, to: int) -> None:
        """To before the column that is now at `to`."""
        self._do({"moveDimension": {"source": self._run(COLUMNS, at), "destinationIndex": to}})

    def move_row(self, at: int, to: int) -> None:
        self._do({"moveDimension": {"source": self._run(ROWS, at), "destinationIndex": to}})

    def duplicate_row(self, at: int, to: int) -> None:
        """Put a copy of a row in before another."""
        self._insert(ROWS, to)
        source = at + 1 if to <= at else at
        area = {"sheetId": self.tab.id, "startRowIndex": source, "endRowIndex": source + 1}
        place = {"sheetId": self.tab.id, "startRowIndex": to, "endRowIndex": to + 1}
        self._do({"copyPaste": {"source": area, "destination": place, "pasteType": "PASTE_NORMAL"}})

    def sort(self, column: int, *, descending: bool = False, header_rows: int = 1) -> None:
        spec = {"dimensionIndex": column, "sortOrder": "DESCENDING" if descending else "ASCENDING"}
        area = {"sheetId": self.tab.id, "startRowIndex": header_rows}
        self._do({"sortRange": {"range": area, "sortSpecs": [spec]}})

    def filter(self, **criteria: Body) -> None:
        """Set the basic filter over the whole tab; criteria by the number of the column."""
        self._do({"setBasicFilter": {"filter": {"range": {"sheetId": self.tab.id}, "criteria": criteria}}})

    def copy_tab(self, title: str) -> None:
        self._do({"duplicateSheet": {"sourceSheetId": self.tab.id, "newSheetName": title}})

    def rename_tab(self, title: str) -> None:
        """From then on these staff are at the tab of the new name."""
        properties = {"sheetId": self.tab.id, "title": title}
        self._do({"updateSheetProperties": {"properties": properties, "fields": "title"}})
        self.title = title

    def delete_tab(self) -> None:
        self._do({"deleteSheet": {"sheetId": self.tab.id}})

    def undo(self) -> None:
        """Take back the last change, whoever made it."""
        self.emulator.undo(self.key)


ACTS: dict[str, Callable[..., Any]] = {
    "rows": TabStaff.rows,
    "shown": TabStaff.shown,
    "write": TabStaff.write,
    "cell": TabStaff.cell,
    "insert_column": TabStaff.insert_column,
    "insert_row": TabStaff.insert_row,
    "delete_column": TabStaff.delete_column,
    "delete_row": TabStaff.delete_row,
    "move_column": TabStaff.move_column,
    "move_row": TabStaff.move_row,
    "duplicate_row": TabStaff.duplicate_row,
    "sort": TabStaff.sort,
    "filter": TabStaff.filter,
    "copy_tab": TabStaff.copy_tab,
    "rename_tab": TabStaff.rename_tab,
    "delete_tab": TabStaff.delete_tab,
    "undo": TabStaff.undo,
}
"""The word for what a person does -> what does it."""


def typed(value: Any) -> Body:
    """The ExtendedValue of what a person types: what begins with an equals sign is a formula."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": value}
    return {"formulaValue" if str(value).startswith("=") else "stringValue": str(value)}


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, Formula) else value
