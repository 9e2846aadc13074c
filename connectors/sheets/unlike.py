"""Which cells of a row do not plainly say what they should: nearly all do, and that must cost next to nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Self

from connectors.ports import CellValue, SheetColumn, SheetRow
from connectors.sheets.values import is_amount

UNSAID = object()  # like no cell
Several = Callable[[Any], tuple[Any, ...]]
Placed = tuple[SheetColumn, int]
"""A column and where it stands, from 0."""


@dataclass(frozen=True, slots=True)
class Unlike:
    """The columns of a tab that are compared, and how all that is said in them is taken out of a row at once."""

    placed: Sequence[Placed]
    keys: Sequence[str]
    kinds: Sequence[type | None]  # of values that a cell holds as they are; none where it holds all so
    width: int  # up to the last of them
    standing: Several
    said: Several

    @classmethod
    def of(cls, placed: Sequence[Placed]) -> Self:
        """Those columns; a time in one of texts stands there as its letters."""
        keys, places = [column.key for column, _ in placed], [place for _, place in placed]
        kinds = [str if column.format == "text" else None for column, _ in placed]
        return cls(placed, keys, kinds, max(places, default=-1) + 1, _several(places), _several(keys))

    def found(self, row: SheetRow, cells: Sequence[CellValue]) -> list[Placed]:
        """The columns that must be looked at closely; all others hold just what the row says of them."""
        if len(cells) < self.width:
            cells = (*cells, *(None for _ in range(self.width - len(cells))))
        all_of_it = zip(self.placed, self.standing(cells), self._values(row), self.kinds, strict=False)
        return [
            placed
            for placed, one, other, kind in all_of_it
            if (type(one) is not (kind or type(other)) or one != other) and not is_amount(one, other)
        ]

    def _values(self, row: SheetRow) -> Sequence[object]:
        values: Mapping[str, object] = row.values
        try:
            found = self.said(values)
        except KeyError:
            found = tuple(values.get(key, UNSAID) for key in self.keys)
        if row.kept.keys().isdisjoint(self.keys):
            return found
        return [UNSAID if key in row.kept else one for key, one in zip(self.keys, found, strict=True)]


def _several(names: Sequence[Any]) -> Several:
    """What takes all of them out of a row; itemgetter gives one alone as it is."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda row: tuple(row[name] for name in names)
