"""What staff do to a shared sheet, in the same words whichever kind of sheet it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from emulators.google.accounts import STAFF
from emulators.google.staff import TabStaff

Grids = dict[str, list[tuple[Any, ...]]]


class Staff(Protocol):
    """A person at a tab; rows and columns count from 0, the header is row 0 unless something was put above it."""

    title: str

    def rows(self) -> list[list[Any]]: ...
    def write(self, row: int, column: int, value: Any) -> None: ...
    def insert_column(self, at: int, header: str = "") -> None: ...
    def move_column(self, at: int, to: int) -> None: ...
    def delete_column(self, at: int) -> None: ...
    def insert_row(self, at: int, values: list[Any]) -> None: ...
    def duplicate_row(self, at: int, to: int) -> None: ...
    def delete_row(self, at: int) -> None: ...
    def sort(
        self, column: int, *, descending: bool = False, header_rows: int = 1, columns: range | None = None
    ) -> None: ...
    def show_only(self, column: int, value: Any, *, header_rows: int = 1) -> None: ...
    def tabs(self) -> list[str]: ...
    def beside(self, title: str) -> "Staff": ...
    def copy_tab(self, title: str) -> None: ...
    def rename_tab(self, title: str) -> None: ...
    def saved(self) -> Any: ...
    def restore(self, saved: Any) -> None: ...
    def forget_marks(self) -> None: ...


class GoogleStaff(TabStaff):
    """Staff at a tab of the emulated Google Sheets."""

    def sort(
        self, column: int, *, descending: bool = False, header_rows: int = 1, columns: range | None = None
    ) -> None:
        if columns is None:
            super().sort(column, descending=descending, header_rows=header_rows)
            return
        sides = {"startColumnIndex": columns.start, "endColumnIndex": columns.stop}
        spec = {"dimensionIndex": column, "sortOrder": "DESCENDING" if descending else "ASCENDING"}
        area = {"sheetId": self.tab.id, "startRowIndex": header_rows, **sides}
        self._do({"sortRange": {"range": area, "sortSpecs": [spec]}})

    def show_only(self, column: int, value: Any, *, header_rows: int = 1) -> None:
        area = {"sheetId": self.tab.id, "startRowIndex": header_rows - 1}
        condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": str(value)}]}
        criteria = {str(column): {"condition": condition}}
        self._do({"setBasicFilter": {"filter": {"range": area, "criteria": criteria}}})

    def tabs(self) -> list[str]:
        return [tab.title for tab in self.emulator.book(self.key).tabs]

    def beside(self, title: str) -> "GoogleStaff":
        return GoogleStaff(self.emulator, self.key, title)

    def saved(self) -> Any:
        return self.emulator.book(self.key).content

    def restore(self, saved: Any) -> None:
        self.emulator.book(self.key).replace(saved, STAFF.email)

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


@lru_cache(maxsize=16)
def _grids(path: Path, _stamp: tuple[int, int, int]) -> Grids:
    """What stands in each tab of a file, read once as long as nobody saves it."""
    return {sheet.title: list(sheet.values) for sheet in load_workbook(path)}


@dataclass
class ExcelStaff:
    """Staff at a tab of a workbook file: each act opens, changes and saves it."""

    path: Path
    title: str

    @contextmanager
    def _open(self) -> Iterator[Worksheet]:
        book = load_workbook(self.path)
        yield book[self.title]
        book.save(self.path)

    def _move_names(self, sheet: Worksheet, place: Callable[[int], int]) -> None:
        """Defined names go with their columns, as Excel sees to and openpyxl does not; columns count from 1."""
        for name in sheet.parent.defined_names.values():
            if str(name.attr_text).rpartition("!")[0] == quote_sheetname(self.title):
                name.attr_text = moved(name.attr_text, place)

    def rows(self) -> list[list[Any]]:
        return [list(row) for row in self._grids()[self.title]]

    def _grids(self) -> Grids:
        found = self.path.stat()
        return _grids(self.path, (found.st_ino, found.st_mtime_ns, found.st_size))

    def write(self, row: int, column: int, value: Any) -> None:
        with self._open() as sheet:
            sheet.cell(row + 1, column + 1).value = value

    def insert_column(self, at: int, header: str = "") -> None:
        with self._open() as sheet:
            sheet.insert_cols(at + 1)
            if header:
                sheet.cell(1, at + 1, header)
            self._move_names(sheet, lambda column: column + (column > at))

    def move_column(self, at: int, to: int) -> None:
        with self._open() as sheet:
            order = [*range(at), *range(at + 1, max(sheet.max_column, at + 1, to))]
            order.insert(to - (to > at), at)
            grid = [[_content(sheet.cell(row, column + 1)) for column in order] for row in _numbers(sheet)]
            for row, contents in zip(_numbers(sheet), grid, strict=True):
                for column, content in enumerate(contents, start=1):
                    _put(sheet.cell(row, column), content)
            self._move_names(sheet, lambda column: order.index(column - 1) + 1)

    def delete_column(self, at: int) -> None:
        with self._open() as sheet:
            sheet.delete_cols(at + 1)
            self._move_names(sheet, lambda column: 0 if column == at + 1 else column - (column > at))

    def insert_row(self, at: int, values: list[Any]) -> None:
        with self._open() as sheet:
            sheet.insert_rows(at + 1)
            for column, value in enumerate(values, start=1):
                sheet.cell(at + 1, column, value)

    def duplicate_row(self, at: int, to: int) -> None:
        with self._open() as sheet:
            contents = [_content(cell) for cell in sheet[at + 1]]
            sheet.insert_rows(to + 1)
            for column, content in enumerate(contents, start=1):
                _put(sheet.cell(to + 1, column), content)

    def delete_row(self, at: int) -> None:
        with self._open() as sheet:
            sheet.delete_rows(at + 1)

    def sort(
        self, column: int, *, descending: bool = False, header_rows: int = 1, columns: range | None = None
    ) -> None:
        with self._open() as sheet:
            within = columns or range(sheet.max_column)
            numbers = range(header_rows + 1, sheet.max_row + 1)
            kept = [[_content(sheet.cell(row, place + 1)) for place in within] for row in numbers]
            by = [str(sheet.cell(row, column + 1).value) for row in numbers]
            order = sorted(range(len(kept)), key=by.__getitem__, reverse=descending)
            for row, source in zip(numbers, order, strict=True):
                for place, content in zip(within, kept[source], strict=True):
                    _put(sheet.cell(row, place + 1), content)

    def show_only(self, column: int, value: Any, *, header_rows: int = 1) -> None:
        with self._open() as sheet:
            sheet.auto_filter.ref = f"A{header_rows}:{get_column_letter(sheet.max_column)}{sheet.max_row}"
            sheet.auto_filter.add_filter_column(column, [str(value)])
            for row in range(header_rows + 1, sheet.max_row + 1):
                sheet.row_dimensions[row].hidden = sheet.cell(row, column + 1).value != value

    def tabs(self) -> list[str]:
        return list(self._grids()) if self.path.exists() else []

    def beside(self, title: str) -> "ExcelStaff":
        return ExcelStaff(self.path, title)

    def copy_tab(self, title: str) -> None:
        """Names of the tab are copied as names that hold in the copy alone, as Excel does."""
        with self._open() as sheet:
            copy = sheet.parent.copy_worksheet(sheet)
            copy.title = title
            for name, defined in sheet.parent.defined_names.items():
                tab, mark, cells = str(defined.attr_text).rpartition("!")
                if mark and tab == quote_sheetname(self.title):
                    there = f"{quote_sheetname(title)}!{cells}"
                    copy.defined_names.add(DefinedName(name, hidden=True, attr_text=there))

    def rename_tab(self, title: str) -> None:
        """From then on these staff are at the tab of the new name, and so is what refers to it."""
        with self._open() as sheet:
            sheet.title = title
            for name in sheet.parent.defined_names.values():
                name.attr_text = str(name.attr_text).replace(quote_sheetname(self.title), quote_sheetname(title))
        self.title = title

    def saved(self) -> Any:
        return self.path.read_bytes()

    def restore(self, saved: Any) -> None:
        self.path.write_bytes(saved)

    def forget_marks(self) -> None:
        """As a tab was that the service made before it marked columns."""
        with self._open() as sheet:
            sheet.parent.defined_names.clear()


def _numbers(sheet: Worksheet) -> range:
    return range(1, sheet.max_row + 1)


def _content(cell: Any) -> tuple[Any, str, str]:
    return cell.value, cell.data_type, cell.number_format


def _put(cell: Any, content: tuple[Any, str, str]) -> None:
    cell.value, cell.data_type, cell.number_format = content
