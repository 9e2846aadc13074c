"""What a workbook to be filled in holds, and what was found in one that came back, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.ports import CellValue

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 20, 10_000, 200
"""So far a workbook is read: what lies behind is nothing that we wrote."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: by its mark it is found again wherever it was moved to."""

    mark: str
    title: str
    width: int  # characters
    format: str = "text"  # a word of connectors.workbooks.NUMBER_FORMATS
    is_open: bool = False  # to be filled in
    most: int | None = None  # takes a whole number from 0 to this
    choices: tuple[str, ...] = ()  # takes one of these
    note_title: str = ""  # is shown beside a cell that is being filled in
    note: str = ""
    remedy: str = ""  # is said of what the cell does not take


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: its mark stands in a hidden cell, its link on the first cell that is seen."""

    mark: str
    values: tuple[CellValue, ...]  # as long as the columns
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet that says what to do; `kind` is a word of connectors.entry_books.about.LOOKS."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A further sheet, to look things up in."""

    title: str
    heads: tuple[tuple[str, int], ...]  # with their widths in characters
    rows: tuple[tuple[CellValue, ...], ...]


@dataclass(frozen=True, slots=True)
class EntryBook:
    """The whole workbook; the seal stands in a sheet that nobody sees."""

    about_title: str
    about: tuple[Line, ...]
    table_title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    reference: Reference
    seal: str
    is_right_to_left: bool
    warning: str  # the heading of what is said of a wrong entry


@dataclass(frozen=True, slots=True)
class Found:
    """One cell as it came back."""

    sheet: str
    cell: str  # "D7"
    value: CellValue = None
    is_formula: bool = False

    @property
    def text(self) -> str:
        """What stands there, as it would be typed."""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row as it came back: its mark, and its cells by the marks of their columns."""

    mark: str
    number: int
    cells: Mapping[str, Found]


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that came back: its seal, where its columns stand (several where one was copied), and its rows."""

    seal: str
    heads: Mapping[str, tuple[Found, ...]]
    rows: tuple[FoundRow, ...]
