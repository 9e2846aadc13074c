"""Many values asked for a few at a time: a statement takes only so many (SQLite 32,766)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Value = TypeVar("Value")
MOST = 500


def portions(values: Iterable[Value]) -> Iterator[list[Value]]:
    """The values in lists of up to 500."""
    rest = iter(values)
    while some := list(islice(rest, MOST)):
        yield some
