"""What staff do to a shared sheet, in the same words whichever kind of sheet it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from emulators.sheets_api import SheetsApi
from emulators.sheets_book import Tab
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter


class Staff(Protocol):
    """A person at the sheet; rows and columns count from 0, the header is row 0."""

    def rows(self) -> list[list[Any]]: ...
    def write(self, row: int, column: int, value: Any) -> None: ...
    def insert_column(self, at: int, header: str) -> None: ...
    def delete_column(self, at: int) -> None: ...
    def insert_row(self, at: int, values: list[Any]) -> None: ...
    def delete_row(self, at: int) -> None: ...
    def sort(self, column: int, *, descending: bool = False) -> None: ...
    def forget_marks(self) -> None: ...


@dataclass
class GoogleStaff:
    """Staff at a tab of the emulated Google Sheets."""

    api: SheetsApi
    key: str
    title: str

    @property
    def tab(self) -> Tab:
        return self.api.book(self.key).tab(self.title)

    def rows(self) -> list[list[Any]]:
        return [[None if value == "" else value for value in row] for row in self.tab.values()]

    def write(self, row: int, column: int, value: Any) -> None:
        word = "numberValue" if isinstance(value, int | float) else "stringValue"
        word = "boolValue" if isinstance(value, bool) else word
        word = "formulaValue" if str(value).startswith("=") else word
        self.tab.cells[row][column] = {} if value is None else {"userEnteredValue": {word: value}}

    def insert_column(self, at: int, header: str) -> None:
        self.tab.insert_columns(at, 1)
        self.write(0, at, header)

    def delete_column(self, at: int) -> None:
        del self.tab.columns[at]
        for row in self.tab.cells:
            del row[at]

    def insert_row(self, at: int, values: list[Any]) -> None:
        self.tab.cells.insert(at, [{} for _ in self.tab.columns])
        for column, value in enumerate(values):
            self.write(at, column, value)

    def delete_row(self, at: int) -> None:
        del self.tab.cells[at]

    def sort(self, column: int, *, descending: bool = False) -> None:
        order = "DESCENDING" if descending else "ASCENDING"
        area = {"sheetId": self.tab.id, "startRowIndex": 1}
        spec = {"dimensionIndex": column, "sortOrder": order}
        self.api.book(self.key).apply([{"sortRange": {"range": area, "sortSpecs": [spec]}}])

    def forget_marks(self) -> None:
        """As a tab was that the service made before it marked columns."""
        self.tab.metadata.clear()
        for column in self.tab.columns:
            column.pop("developerMetadata", None)


def moved(reference: str, place: Callable[[int], int]) -> str:
    """A reference to a whole column ('tab'!$C:$C) after its columns have moved; to column 0 it is lost."""
    tab, _, cells = reference.rpartition("!")
    if not cells.startswith("$"):
        return reference
    column = place(column_index_from_string(cells.rpartition("$")[2]))
    return f"{tab}!${get_column_letter(column)}:${get_column_letter(column)}" if column else "#REF!"


@dataclass
class ExcelStaff:
    """Staff at a tab of a workbook file: each act opens, changes and saves it."""

    path: Path
    title: str

    def rows(self) -> list[list[Any]]:
        return [list(row) for row in load_workbook(self.path)[self.title].values]

    def write(self, row: int, column: int, value: Any) -> None:
        book = load_workbook(self.path)
        book[self.title].cell(row + 1, column + 1).value = value
        book.save(self.path)

    def insert_column(self, at: int, header: str) -> None:
        """Defined names go with their columns, as Excel sees to and openpyxl does not."""
        book = load_workbook(self.path)
        book[self.title].insert_cols(at + 1)
        book[self.title].cell(1, at + 1, header)
        for name in book.defined_names.values():
            name.attr_text = moved(name.attr_text or "", lambda column: column + (column > at))
        book.save(self.path)

    def delete_column(self, at: int) -> None:
        book = load_workbook(self.path)
        book[self.title].delete_cols(at + 1)
        for name in book.defined_names.values():
            name.attr_text = moved(
                name.attr_text or "", lambda column: 0 if column == at + 1 else column - (column > at)
            )
        book.save(self.path)

    def insert_row(self, at: int, values: list[Any]) -> None:
        book = load_workbook(self.path)
        book[self.title].insert_rows(at + 1)
        for column, value in enumerate(values, start=1):
            book[self.title].cell(at + 1, column, value)
        book.save(self.path)

    def delete_row(self, at: int) -> None:
        book = load_workbook(self.path)
        book[self.title].delete_rows(at + 1)
        book.save(self.path)

    def sort(self, column: int, *, descending: bool = False) -> None:
        book = load_workbook(self.path)
        sheet = book[self.title]
        kept = [
            [(cell.value, cell.data_type, cell.number_format) for cell in row] for row in sheet.iter_rows(min_row=2)
        ]
        kept.sort(key=lambda row: str(row[column][0]), reverse=descending)
        for number, row in enumerate(kept, start=2):
            for place, (value, kind, shown) in enumerate(row, start=1):
                cell = sheet.cell(number, place)
                cell.value, cell.data_type, cell.number_format = value, kind, shown
        book.save(self.path)

    def forget_marks(self) -> None:
        """As a tab was that the service made before it marked columns."""
        book = load_workbook(self.path)
        book.defined_names.clear()
        book.save(self.path)
