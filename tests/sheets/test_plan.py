"""The plan alone: whatever staff did to the grid, one plan makes it right and a second has nothing to do."""

from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.ports import SheetColumn, SheetRow, SheetSpec
from connectors.sheets.plan import KEY_HEADER, Plan, make_plan
from connectors.sheets.values import formula, same
from connectors.workbooks import cell_value

SPEC = SheetSpec(
    "book", "tab", (SheetColumn("a", "A"), SheetColumn("b", "B", "decimal"), SheetColumn("c", "C")), ("S",)
)
Cells = list[list[Any]]

VALUES = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)
ROWS = st.dictionaries(
    st.uuids().map(lambda one: one.hex), st.fixed_dictionaries({"a": VALUES, "b": VALUES, "c": VALUES}), max_size=6
).map(lambda found: [SheetRow(key, values) for key, values in found.items()])


def carried_out(plan: Plan, grid: Cells) -> Cells:
    after = deepcopy(grid) or [[]]
    cells = [*plan.changes, *(change for row in plan.appended for change in row)]
    height = max([len(after), plan.header_row + 1, *(change.row + 1 for change in cells)])
    width = max([*map(len, after), *(c + 1 for c in plan.headers), *(change.column + 1 for change in cells)])
    after += [[] for _ in range(height - len(after))]
    for row in after:
        row.extend([None] * (width - len(row)))
    for column, title in plan.headers.items():
        after[plan.header_row][column] = title
    for change in cells:
        after[change.row][change.column] = cell_value(change.value)
    return after


@st.composite
def sheets_after_staff(draw: st.DrawFn) -> tuple[list[SheetRow], Cells, list[str]]:
    """Rows, a sheet of some of them after staff worked in it, and all that staff wrote."""
    rows = draw(ROWS)
    grid = carried_out(make_plan(SPEC, rows[: draw(st.integers(0, len(rows)))], []), [])
    remarks = []
    for number in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(grid[0])))
        for line, row in enumerate(grid):
            row.insert(at, f"staff {number}.{line}")
            remarks.append(row[at])
    body = draw(st.permutations(grid[1:]))
    by_hand = [None if title in {KEY_HEADER, "A", "B", "C"} else "by hand" for title in grid[0]]
    body = [*body, by_hand] if draw(st.booleans()) else body
    return rows, [grid[0], *body], remarks


@given(sheets_after_staff())
def test_one_plan_converges_and_the_second_is_empty(case: tuple[list[SheetRow], Cells, list[str]]) -> None:
    rows, grid, remarks = case
    after = carried_out(make_plan(SPEC, rows, grid), grid)
    again = make_plan(SPEC, rows, after)
    assert again.is_empty
    assert again.unchanged_rows == len(rows)
    places = {title: after[0].index(title) for title in (KEY_HEADER, "A", "B", "C")}
    keys = [row[places[KEY_HEADER]] for row in after[1:] if row[places[KEY_HEADER]]]
    assert sorted(keys) == sorted(row.key for row in rows)
    standing = {row[places[KEY_HEADER]]: row for row in after[1:]}
    for row in rows:
        assert all(same(standing[row.key][places[title]], row.values[title.lower()]) for title in "ABC")
    cells = [cell for row in after for cell in row if str(cell).startswith("staff ")]
    assert sorted(cells) == sorted(remarks)


@given(sheets_after_staff())
def test_staffs_columns_are_never_written(case: tuple[list[SheetRow], Cells, list[str]]) -> None:
    rows, grid, _ = case
    plan = make_plan(SPEC, rows, grid)
    ours = {grid[0].index(title) for title in (KEY_HEADER, "A", "B", "C") if title in grid[0]} | set(plan.headers)
    written = [*plan.changes, *(change for row in plan.appended for change in row)]
    assert {change.column for change in written} <= ours


@pytest.mark.parametrize(
    ("standing", "wanted"),
    [
        (5, Decimal("5.00")),
        (5.0, 5),
        (0.1 + 0.2, Decimal("0.3")),
        ("", None),
        (None, ""),
        (datetime(2026, 1, 2), date(2026, 1, 2)),  # noqa: DTZ001 - as a cell gives it
        (datetime(2026, 1, 2, 11, 59, 59, 999_600), datetime(2026, 1, 2, 12, tzinfo=UTC)),  # noqa: DTZ001
        ("two\nlines", "two\r\nlines"),
    ],
)
def test_a_cell_says_the_same_however_it_is_kept(standing: Any, wanted: Any) -> None:
    assert same(standing, wanted)


@pytest.mark.parametrize(
    ("standing", "wanted"),
    [("5", Decimal(5)), (1, True), (formula("=1+1"), "=1+1"), (5, Decimal("5.01")), ("a", "A"), (0, None)],
)
def test_what_is_not_the_same(standing: Any, wanted: Any) -> None:
    assert not same(standing, wanted)


def test_a_header_is_known_whatever_its_white_space() -> None:
    grid = [[KEY_HEADER, " A ", "B\n", "C"]]
    assert make_plan(SPEC, [], grid).headers == {}
