"""A table of an export as a value: headings, and rows that know their place and can be walked again and again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl.utils import get_column_letter

from forms.errors import DefinitionError, DefinitionErrors

MOST_COLUMNS = 2_000
SAID_OF_A_SINGLE = frozenset({"", "response", "open-ended response"})
"""What stands in a second row of headings below a question that has one field."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, and its cells as texts."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; `rows` begins anew each time it is called. Walking it raises DefinitionErrors."""

    path: Path
    name: str
    headings: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    is_grid: bool = False  # of a workbook, where places are called A1
    below: tuple[str, ...] = ()  # the second row of headings, where there is one

    def place(self, row: int, column: int | None = None) -> str:
        """Where a cell stands: `Sheet1!B7`, or the line of a text file."""
        return f"{self.name}!{get_column_letter((column or 0) + 1)}{row}" if self.is_grid else str(row)


def sheet_of(path: Path, name: str, lines: Callable[[], Iterator[Row]], *, is_grid: bool = False) -> Sheet:
    """The table whose first line that says something is its headings. Raises DefinitionErrors where there is none."""
    top = next((line for line in lines() if any(line.cells)), None)
    if top is None:
        raise wrong(path, name if is_grid else "1", "has no headings.", "Export it again, with the headings.")
    if len(top.cells) > MOST_COLUMNS:
        raise wrong(path, str(top.number), f"has over {MOST_COLUMNS:,} columns.", "Take out those that are not needed.")

    def rows() -> Iterator[Row]:
        return (line for line in lines() if line.number > top.number and any(line.cells))

    return Sheet(path, name, tuple(" ".join(cell.split()) for cell in top.cells), rows, is_grid)


def with_two_headings(sheet: Sheet) -> Sheet:
    """The same where the row below the headings is one of headings too: `question` or `question: field`."""
    second = next(sheet.rows(), None)
    if second is None:
        return sheet
    question, headings = "", []
    for heading, below in zip(sheet.headings, second.cells, strict=False):
        question = heading or question
        headings.append(question if below.strip().lower() in SAID_OF_A_SINGLE else f"{question}: {below.strip()}")

    def rows() -> Iterator[Row]:
        return (row for row in sheet.rows() if row.number > second.number)

    return replace(sheet, headings=tuple(headings), rows=rows, below=tuple(one.strip() for one in second.cells))


def wrong(path: Path, where: str, cause: str, remedy: str, place: str = "file") -> DefinitionErrors:
    """One mistake of a file that ends its reading."""
    return DefinitionErrors((DefinitionError(path, where, place, cause, remedy),))
