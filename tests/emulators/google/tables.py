"""Where values.append adds to: the last block of filled cells in a range (guide "Append values")."""

from .areas import Area
from .rows import Row
from .tab import Tab


def table_in(tab: Tab, asked: Area) -> Area | None:
    """The block of the last filled cell of a range; None where the range is empty."""
    for row in range(min(asked.bottom, tab.last_row) - 1, asked.top - 1, -1):
        values = tab.rows[row].values[asked.left : asked.right]
        for place in range(len(values) - 1, -1, -1):
            if values[place] is not None:
                return _block(tab, row, asked.left + place)
    return None


def _block(tab: Tab, row: int, column: int) -> Area:
    """The cells around a cell as far as no empty row or column parts them."""
    rows = tab.rows
    top, bottom, left, right = row, row + 1, column, column + 1
    while True:
        before = (top, bottom, left, right)
        beside = rows[max(top - 1, 0) : bottom + 1]
        while left and _is_any_filled(beside, left - 1):
            left -= 1
        while _is_any_filled(beside, right):
            right += 1
        while top and _is_filled(rows[top - 1], max(left - 1, 0), right + 1):
            top -= 1
        while bottom < len(rows) and _is_filled(rows[bottom], max(left - 1, 0), right + 1):
            bottom += 1
        if before == (top, bottom, left, right):
            return Area(tab.id, top, bottom, left, right)


def _is_filled(row: Row, left: int, right: int) -> bool:
    values = row.values[left:right]
    return values.count(None) < len(values)


def _is_any_filled(rows: list[Row], column: int) -> bool:
    return any(len(row.values) > column and row.values[column] is not None for row in rows)
