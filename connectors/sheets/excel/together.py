"""Cells of one column read together: most of what reading one costs is to begin with it."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from connectors.cells import MOST_DIGITS
from connectors.ports import CellValue
from connectors.sheets.excel.letters import Raw, in_full, said
from connectors.sheets.excel.numbers import number, whole

Read = Callable[[Raw], CellValue]
ReadSome = Callable[[Sequence[bytes]], Sequence[CellValue]]
ReadColumn = Callable[[Sequence[Any], Sequence[int]], Sequence[CellValue]]
"""The texts of a column's cells and the numbers of their rows, from 1 -> their values; what is empty or none stays."""
BETWEEN = "\0"  # no XML holds it


def reader_of(read: Read) -> ReadColumn:
    """How a column is read each of whose cells `read` reads."""
    read_some = TOGETHER.get(read, lambda raws: list(map(read, raws)))
    return lambda raws, _numbers: filled(read_some, raws)


def texts(raws: Sequence[bytes]) -> Sequence[CellValue]:
    """What `said` says of each."""
    joined = BETWEEN.encode().join(raws).decode()
    found = [] if "_x" in joined else in_full(joined).split(BETWEEN)
    return found if len(found) == len(raws) else list(map(said, raws))


def numbers(raws: Sequence[bytes]) -> Sequence[CellValue]:
    """What `number` says of each."""
    if b"".join(raws).isdigit() and max(map(len, raws)) <= MOST_DIGITS:
        return list(map(int, raws))
    try:
        found = list(map(float, raws))
    except ValueError:
        return list(map(number, raws))
    return list(map(whole, found)) if all(map(math.isfinite, found)) else list(map(number, raws))


def filled(read: ReadSome, raws: Sequence[Any]) -> Sequence[CellValue]:
    """Those cells read in which something stands."""
    if all(raws):
        return read(raws)
    rest = iter(read([raw for raw in raws if raw]))
    return [next(rest) if raw else raw for raw in raws]


TOGETHER: Mapping[Read, ReadSome] = {said: texts, number: numbers}
"""How one is read -> how many are, where that is quicker."""
