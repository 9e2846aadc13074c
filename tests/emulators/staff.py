"""What staff do to a shared sheet, in the same words whichever kind of sheet it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from emulators.sheets_api import SheetsApi
from emulators.sheets_book import Tab
from openpyxl import load_workbook


class Staff(Protocol):
    """A person at the sheet; rows and columns count from 0, the header is row 0."""

    def rows(self) -> list[list[Any]]: ...
    def write(self, row: int, column: int, value: Any) -> None: ...
    def insert_column(self, at: int, header: str) -> None: ...
    def insert_row(self, at: int, values: list[Any]) -> None: ...
    def delete_row(self, at: int) -> None: ...
    def sort(self, column: int, *, descending: bool = False) -> None: ...


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
        word = "formulaValue" if str(value).startswith("=") else word
        self.tab.cells[row][column] = {} if value is None else {"userEnteredValue": {word: value}}

    def insert_column(self, at: int, header: str) -> None:
        self.tab.insert_columns(at, 1)
        self.write(0, at, header)

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
        book = load_workbook(self.path)
        book[self.title].insert_cols(at + 1)
        book[self.title].cell(1, at + 1, header)
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
