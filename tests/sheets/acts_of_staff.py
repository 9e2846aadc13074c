"""What staff do to a shared tab, each in one word; numbers choose where, so that any three of them make sense."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from emulators.staff import Staff
from oracle import Grid, Known, is_blank
from truth import KEY, POOL

HIGHEST_TOP = 20  # rows above the header
HEADERS = [column.header for column in POOL]


@dataclass
class Desk:
    """Where staff sit: the tab, what the test knows of it, and words that nobody has written before."""

    staff: Staff
    known: Known
    numbers: Any

    @classmethod
    def at(cls, staff: Staff) -> "Desk":
        return cls(staff, Known(), count(1))

    @property
    def width(self) -> int:
        return len(self.known.names)

    def word(self) -> str:
        return f"by hand {next(self.numbers)}"

    def rows(self) -> Grid:
        return self.staff.rows() if self.staff.title in self.staff.tabs() else []

    def body(self) -> range:
        """The rows below the header as far as anything stands in them."""
        return range(self.known.top + 1, len(self.staff.rows()))

    def is_ready(self) -> bool:
        """Whether there is a table to work in."""
        return KEY in self.known.names and not is_blank(self.rows())


Act = Callable[[Desk, int, int, int], None]


def _sort(desk: Desk, a: int, b: int, _c: int) -> None:
    if len(desk.body()) > 1:
        desk.staff.sort(a % desk.width, descending=bool(b % 2), header_rows=desk.known.top + 1)


def _filter(desk: Desk, a: int, b: int, _c: int) -> None:
    if body := desk.body():
        column = a % desk.width
        shown = desk.staff.rows()[body[b % len(body)]][column]
        desk.staff.show_only(column, shown, header_rows=desk.known.top + 1)


def _insert_column(desk: Desk, a: int, b: int, c: int) -> None:
    at, title = a % (desk.width + 1), ["", desk.word(), HEADERS[b % len(HEADERS)]][c % 3]
    desk.staff.insert_column(at)
    desk.known.names.insert(at, f"own {next(desk.numbers)}")
    if title:
        desk.staff.write(desk.known.top, at, title)


def _rename_column(desk: Desk, a: int, b: int, c: int) -> None:
    title = [None, desk.word(), HEADERS[b % len(HEADERS)]][c % 3]
    desk.staff.write(desk.known.top, a % desk.width, title)


def _move_column(desk: Desk, a: int, b: int, _c: int) -> None:
    at, to = a % desk.width, b % (desk.width + 1)
    if to not in (at, at + 1):
        desk.staff.move_column(at, to)
        desk.known.names.insert(to - (to > at), desk.known.names.pop(at))


def _delete_column(desk: Desk, a: int, _b: int, _c: int) -> None:
    at = a % desk.width
    if desk.known.names[at] != KEY:
        desk.staff.delete_column(at)
        del desk.known.names[at]


def _insert_row(desk: Desk, a: int, b: int, c: int) -> None:
    """A row of their own; it has no key."""
    cells = [desk.word() if name != KEY and (n + b) % (1 + c % 4) == 0 else None for n, name in _columns(desk)]
    desk.staff.insert_row(desk.known.top + 1 + a % (len(desk.body()) + 1), cells)


def _columns(desk: Desk) -> list[tuple[int, str]]:
    return list(enumerate(desk.known.names))


def _delete_row(desk: Desk, a: int, _b: int, _c: int) -> None:
    if body := desk.body():
        desk.staff.delete_row(body[a % len(body)])


def _copy_row(desk: Desk, a: int, b: int, _c: int) -> None:
    if body := desk.body():
        desk.staff.duplicate_row(body[a % len(body)], body[b % len(body)])


def _write(desk: Desk, a: int, b: int, c: int) -> None:
    """Into any cell, the service's as well."""
    if body := desk.body():
        value = [desk.word(), next(desk.numbers), "=1+1", False, True][c % 5]
        desk.staff.write(body[a % len(body)], b % desk.width, value)


def _clear(desk: Desk, a: int, b: int, _c: int) -> None:
    if body := desk.body():
        desk.staff.write(body[a % len(body)], b % desk.width, None)


def _put_title_above(desk: Desk, _a: int, b: int, _c: int) -> None:
    if desk.known.top < HIGHEST_TOP:
        desk.staff.insert_row(0, [*[None] * (b % desk.width), desk.word()])
        desk.known.top += 1


def _put_total_below(desk: Desk, a: int, b: int, _c: int) -> None:
    below = [None] * desk.width
    below[a % desk.width] = "Total"
    below[b % desk.width] = "=SUM(1,2)"
    if below[desk.known.place(KEY)] is None:
        rows = desk.staff.rows()
        desk.staff.insert_row(len(rows) + a % 2, below)


ACTS: dict[str, Act] = {
    "sort": _sort,
    "filter": _filter,
    "insert a column": _insert_column,
    "rename a column": _rename_column,
    "move a column": _move_column,
    "delete a column": _delete_column,
    "insert a row": _insert_row,
    "delete a row": _delete_row,
    "copy a row": _copy_row,
    "write": _write,
    "clear": _clear,
    "put a title above": _put_title_above,
    "put a total below": _put_total_below,
}
