"""How rows that are added look: as the rows above them do, where those have a habit; one row's colour is no habit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.sheets.excel.book import TRUE
from connectors.sheets.excel.styles import Styles

DEPTH = 4  # rows above that are looked at: enough to tell bands of two colours
HELD = {"ht": "customHeight", "s": "customFormat"}  # what a row says of its height and style, and whether by hand


@dataclass(frozen=True, slots=True)
class RowLook:
    """How one row looks: its number (from 0), the styles of its cells by column, what it says of itself."""

    number: int
    styles: Mapping[int, int]
    said: Mapping[str, str]

    def style(self, column: int, default: int) -> int:
        """The style of a cell, there or not."""
        return self.styles.get(column, int(self.said.get("s", default)))


@dataclass(frozen=True, slots=True)
class Look:
    """How rows to come look: by column its styles in turn (by number of the row), and what each row says of itself."""

    cells: Mapping[int, Sequence[int]] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    def style(self, column: int, row: int, default: int) -> int:
        """The style of a cell of a row to come; rows count from 0."""
        styles = self.cells.get(column, (default,))
        return styles[row % len(styles)]

    def noted(self) -> dict[str, Any]:
        """The same as JSON keeps it."""
        return {"cells": [[column, list(styles)] for column, styles in self.cells.items()], "said": dict(self.said)}

    @classmethod
    def of(cls, noted: Mapping[str, Any]) -> "Look":
        """Of what was kept as JSON."""
        return cls(dict(noted["cells"]), noted["said"])


NO_HABIT = Look()


def row_look(number: int, styles: Mapping[int, int], said: Mapping[str, str]) -> RowLook:
    """Of a row as the file has it: a height or style counts only where it was given by hand."""
    held = {name: said[name] for name, by_hand in HELD.items() if name in said and said.get(by_hand) in TRUE}
    return RowLook(number, styles, held | {HELD[name]: "1" for name in held})


def look_of(rows: Sequence[RowLook], styles: Styles, default: Callable[[int], int]) -> Look:
    """The habit of the last rows, up to DEPTH of them; `default` is the style of a column's empty cells."""
    if len(rows) < 2:
        return NO_HABIT
    cells: dict[int, Sequence[int]] = {}
    for column in sorted({column for row in rows for column in row.styles}):
        told = [row.style(column, default(column)) for row in rows]
        looks = [styles.look(one) for one in told]
        habit = _habit(told, looks, rows[-1].number)
        if habit and set(looks) != {styles.look(default(column))}:
            cells[column] = habit
    same = all(row.said == rows[0].said for row in rows)
    return Look(cells, rows[0].said if same else {})


def _habit(styles: Sequence[int], looks: Sequence[object], last: int) -> Sequence[int]:
    """One style where all look alike, two where they take turns, in the order of the numbers of rows."""
    if all(look == looks[0] for look in looks):
        return (styles[-1],)
    if len(styles) == DEPTH and looks[0] == looks[2] and looks[1] == looks[3]:
        return (styles[-1], styles[-2]) if last % 2 == 0 else (styles[-2], styles[-1])
    return ()
