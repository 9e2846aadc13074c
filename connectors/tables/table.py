"""A table as it goes into a file, and what every kind of file of tables does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from connectors.ports import SheetColumn

Row = Sequence[Any]
"""A value for each column: a CellValue, or in JSON Lines whatever JSON can say."""
AT_ONCE = 500  # rows


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `name` calls its file where each has one, `title` its tab."""

    name: str
    title: str
    columns: tuple[SheetColumn, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """What may differ between files of one kind."""

    right_to_left: bool = False  # the first column stands at the right
    byte_order_mark: bool = True  # by which Excel knows that a CSV file is UTF-8
    aside: str | None = None  # folder for what must wait for its turn; that for temporary files otherwise


class TableFile(Protocol):
    """A file that is being written; its tables are filled together, as their rows come."""

    too_long: int
    """Texts of which a cell holds only the beginning."""

    def write(self, table: int, rows: Iterable[Row]) -> None:
        """Add rows to the table in this place, from 0. Raises ConnectorError where no more go in."""

    def finish(self) -> None:
        """Write what is left; the file is whole then."""

    def close(self) -> None:
        """Let go of what waited, whether the file is whole or not."""


def portions(rows: Iterable[Row], room: Callable[[], int]) -> Iterator[list[Row]]:
    """The rows, so many at once as there is room for, or as a new table takes where there is none."""
    left = iter(rows)
    while some := list(islice(left, min(AT_ONCE, room() or AT_ONCE))):
        yield some
