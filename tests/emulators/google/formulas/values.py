"""What formulas reckon with: bare values and rectangles of them, and how one kind is taken for another."""

from collections.abc import Callable, Iterator
from typing import Any

from ..errors import CellError, FormulaError
from ..rows import number

Grid = list[list[Any]]


def first(value: Any) -> Any:
    """The value itself, or the upper left one of a rectangle."""
    while isinstance(value, list):
        value = value[0] if value else None
    return value


def flat(value: Any) -> Iterator[Any]:
    """All values, row by row."""
    if isinstance(value, list):
        for one in value:
            yield from flat(one)
    else:
        yield value


def checked(value: Any) -> Any:
    if isinstance(value, CellError):
        raise FormulaError(value.shown, value.message)
    return value


def as_number(value: Any) -> int | float:
    """Raises FormulaError (#VALUE!) for a text that is no number."""
    value = checked(first(value))
    if value is None or value == "":
        return 0
    if isinstance(value, bool | int | float):
        return int(value) if isinstance(value, bool) else value
    try:
        return number(float(str(value).replace(",", "")))
    except ValueError as fault:
        told = f"Function parameter expects number values. But '{value}' is a text and cannot be coerced to a number."
        raise FormulaError("#VALUE!", told) from fault


def as_text(value: Any) -> str:
    value = checked(first(value))
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else str(number(value)) if isinstance(value, int | float) else str(value)


def as_truth(value: Any) -> bool:
    value = checked(first(value))
    if isinstance(value, str):
        if value.upper() in ("TRUE", "FALSE", ""):
            return value.upper() == "TRUE"
        raise FormulaError("#VALUE!", f"Function IF parameter 1 expects boolean values. But '{value}' is a text.")
    return bool(value)


def numbers(values: Iterator[Any]) -> Iterator[int | float]:
    """The numbers among values; texts and truths in cells do not count."""
    for value in values:
        if not isinstance(checked(value), bool) and isinstance(value, int | float):
            yield value


def spread(work: Callable[..., Any], given: list[Any]) -> Any:
    """Do something to each place of rectangles; single rows, columns and values are repeated."""
    grids = [one if isinstance(one, list) else [[one]] for one in given]
    high, wide = max(map(len, grids)), max(len(row) for grid in grids for row in grid)

    def at(grid: Grid, row: int, column: int) -> Any:
        line = grid[0] if len(grid) == 1 else grid[row] if row < len(grid) else []
        return line[0] if len(line) == 1 else line[column] if column < len(line) else None

    def one(row: int, column: int) -> Any:
        try:
            return work(*(at(grid, row, column) for grid in grids))
        except FormulaError as fault:
            return fault.error

    return [[one(row, column) for column in range(wide)] for row in range(high)]
