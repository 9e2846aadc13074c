"""Tables of a form that are shown as tables: every row asks the same few short questions, side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.web.field import Field

SHORT = frozenset({"line", "select", "worked_out"})
"""Widgets that fit into a column."""
MOST_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns with their heads, and rows with a field or nothing in each; `hidden` goes with them unseen."""

    heads: tuple[Field, ...]
    rows: tuple[tuple[Field | None, ...], ...]
    hidden: tuple[Field, ...]


def grid_of(table: Field) -> Grid | None:
    """The table as a grid; None where its rows differ in what they ask, or ask too much for one line."""
    rows = [_by_column(row) for row in table.rows]
    heads = max(rows, key=len, default={})  # what cannot be worked out yet is missing in some rows
    is_short = len(heads) <= MOST_COLUMNS and all(one.widget in SHORT for one in heads.values())
    is_alike = all(_asked(row) == _asked(heads) and row.keys() <= heads.keys() for row in rows)
    if not (heads and is_short and is_alike):
        return None
    hidden = tuple(one for row in table.rows for one in row if one.widget == "hidden")
    return Grid(tuple(heads.values()), tuple(tuple(map(row.get, heads)) for row in rows), hidden)


def _by_column(row: Iterable[Field]) -> dict[str, Field]:
    return {one.name.rpartition(".")[2]: one for one in row if one.widget != "hidden"}


def _asked(row: Mapping[str, Field]) -> tuple[str, ...]:
    return tuple(column for column, one in row.items() if one.widget != "worked_out")
