"""What staff do to a shared sheet, in the same words whichever kind of sheet it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from emulators.google.staff import TabStaff


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


class GoogleStaff(TabStaff):
    """Staff at a tab of the emulated Google Sheets."""

    def forget_marks(self) -> None:
        """As a tab was that the service made before it marked columns."""
        self.emulator.book(self.key).content.metadata.clear()


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
