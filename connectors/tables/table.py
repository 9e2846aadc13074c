"""A table as it goes into a file, and what every kind of file of tables does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any, Protocol

from connectors.cells import is_too_long
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


Opened = Callable[[IO[bytes], Sequence[Table], Options], AbstractContextManager[TableFile]]
"""Opens a file of these tables, which is whole when the block ends well; it is open for reading, too."""


def portions(rows: Iterable[Row], room: Callable[[], int] = lambda: AT_ONCE) -> Iterator[list[Row]]:
    """The rows, so many at once as there is room for, or as a new table takes where there is none."""
    left = iter(rows)
    while some := list(islice(left, min(AT_ONCE, room() or AT_ONCE))):
        yield some


def too_long_in(rows: Iterable[Row]) -> int:
    """How many of the texts do not fit into their cells."""
    return sum(map(is_too_long, chain.from_iterable(rows)))
