"""Which tables of a form are shown as tables."""

from dataclasses import replace

import pytest

from app.web.field import Field
from app.web.tabular import MOST_COLUMNS, grid_of


def row(number: int, *columns: str, **widgets: str) -> tuple[Field, ...]:
    return tuple(Field(f"costs.{number}.{one}", widgets.get(one, "line"), one.title()) for one in columns)


def table(*rows: tuple[Field, ...]) -> Field:
    return Field("costs", "table", "Costs", rows=rows)


def names(found: tuple[Field | None, ...]) -> list[str]:
    return [one.name if one else "" for one in found]


def test_rows_that_ask_the_same_are_a_grid() -> None:
    grid = grid_of(table(row(0, "item", "price"), row(1, "item", "price", price="select")))
    assert grid is not None
    assert [one.label for one in grid.heads] == ["Item", "Price"]
    assert list(map(names, grid.rows)) == [["costs.0.item", "costs.0.price"], ["costs.1.item", "costs.1.price"]]


def test_what_is_not_worked_out_yet_leaves_its_place_empty() -> None:
    grid = grid_of(table(row(0, "item", "price"), row(1, "item", "cost", "price", cost="worked_out")))
    assert grid is not None
    assert [one.label for one in grid.heads] == ["Item", "Cost", "Price"]
    assert list(map(names, grid.rows)) == [
        ["costs.0.item", "", "costs.0.price"],
        ["costs.1.item", "costs.1.cost", "costs.1.price"],
    ]


def test_what_is_hidden_goes_with_the_grid() -> None:
    grid = grid_of(table(row(0, "item", "kind", kind="hidden"), row(1, "item")))
    assert grid is not None
    assert (names(grid.hidden), [one.label for one in grid.heads]) == (["costs.0.kind"], ["Item"])


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [()],
        [row(0, "kind", kind="hidden")],
        [row(0, "item", "price"), row(1, "item")],
        [row(0, "item", "price"), row(1, "price", "item")],
        [row(0, "item", "agreed", agreed="radios")],
        [row(0, *"abcdef")],
        [row(0, "item", "fee", fee="worked_out"), row(1, "item", "cost", cost="worked_out")],
    ],
    ids=["none", "empty", "hidden", "shorter", "other order", "radios", "wide", "different sums"],
)
def test_other_tables_are_cards(rows: list[tuple[Field, ...]]) -> None:
    assert grid_of(table(*rows)) is None


def test_as_many_columns_as_fit() -> None:
    assert MOST_COLUMNS == 5
    wide = table(row(0, *"abcde"))
    assert grid_of(wide) is not None
    assert grid_of(replace(wide, rows=(*wide.rows, row(1, *"abcdef")))) is None
