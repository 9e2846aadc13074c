"""The plan alone: whatever staff did to the grid, one plan makes it right and a second has nothing to do."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory_sheet import carried_out

from connectors.errors import ConnectorError
from connectors.ports import DELETED, SheetColumn, SheetRow, SheetSpec
from connectors.sheets.drift import deviations
from connectors.sheets.layout import KEY_HEADER, Seen
from connectors.sheets.plan import make_plan
from connectors.sheets.values import formula, same, stated

COLUMNS = (
    SheetColumn("a", "A"),
    SheetColumn("b", "B", "decimal"),
    SheetColumn("c", "C"),
    SheetColumn("staff:S", "S", owner="staff"),
)
SPEC = SheetSpec("book", "tab", COLUMNS)

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


@dataclass(frozen=True)
class Case:
    """Rows, a tab that has some of them after staff worked in it, and all that staff wrote there."""

    rows: list[SheetRow]
    seen: Seen
    remarks: list[str]


@st.composite
def sheets_after_staff(draw: st.DrawFn) -> Case:
    """Staff insert columns, now and then under a header of ours, rename headers, sort, and add a row by hand."""
    rows = draw(ROWS)
    made = carried_out(make_plan(SPEC, rows[: draw(st.integers(0, len(rows)))], Seen([])), Seen([]))
    grid, marks, remarks = [list(row) for row in made.grid], dict(made.marks), []
    for number in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(grid[0])))
        for line, row in enumerate(grid):
            row.insert(at, f"staff {number}.{line}")
            remarks.append(row[at])
        if draw(st.booleans()):
            remarks.remove(grid[0][at])
            grid[0][at] = draw(st.sampled_from(["A", "B", "C", "S"]))
        marks = {k: replace(m, column=(m.column or 0) + ((m.column or 0) >= at)) for k, m in marks.items()}
    if draw(st.booleans()):
        grid[0][marks[draw(st.sampled_from("abc"))].column or 0] = "renamed by staff"
    ours = {mark.column for key, mark in marks.items() if not key.startswith("staff:")}
    by_hand = [None if number in ours else "by hand" for number in range(len(grid[0]))]
    body = draw(st.permutations(grid[1:]))
    body = [*body, by_hand] if draw(st.booleans()) else body
    return Case(rows, Seen([grid[0], *body], marks), remarks)


@given(sheets_after_staff())
def test_one_plan_converges_and_the_second_is_empty(case: Case) -> None:
    after = carried_out(make_plan(SPEC, case.rows, case.seen), case.seen)
    again = make_plan(SPEC, case.rows, after)
    assert again.is_empty
    assert again.unchanged_rows == len(case.rows)
    places = {key: mark.column or 0 for key, mark in after.marks.items()}
    assert len(set(places.values())) == len(places)
    keys = [row[places[KEY_HEADER]] for row in after.grid[1:] if row[places[KEY_HEADER]]]
    assert sorted(map(str, keys)) == sorted(row.key for row in case.rows)
    standing = {row[places[KEY_HEADER]]: row for row in after.grid[1:]}
    for row in case.rows:
        for column in COLUMNS[:3]:
            found = standing[row.key][places[column.key]]
            assert same(found, stated(row.values[column.key], column.format))
    cells = [str(cell) for row in after.grid for cell in row if str(cell).startswith("staff ")]
    assert sorted(cells) == sorted(case.remarks)


@given(sheets_after_staff())
def test_staffs_columns_are_never_written(case: Case) -> None:
    plan = make_plan(SPEC, case.rows, case.seen)
    ours = {mark.column for key, mark in case.seen.marks.items() if not key.startswith("staff:")}
    written = [*plan.changes, *(change for row in plan.appended for change in row)]
    assert {change.column for change in written} <= ours
    assert not plan.made


@given(sheets_after_staff())
def test_a_column_new_to_the_form_never_takes_one_of_staff(case: Case) -> None:
    wider = replace(SPEC, columns=(*COLUMNS, SheetColumn("d", "staff 0.0")))
    plan = make_plan(wider, [replace(row, values={**row.values, "d": "ours"}) for row in case.rows], case.seen)
    width = max(map(len, case.seen.grid))
    places = [place for place, one in plan.made.items() if one.column.key == "d"]
    empty = len(case.seen.grid) == 1  # a header with nothing below may be taken over
    assert all(place >= width for place in places)
    assert places or empty


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
    seen = Seen([[KEY_HEADER, " A ", "B\n", "C"]])
    assert make_plan(SPEC, [], seen).made == {}


@pytest.mark.parametrize("deleted", DELETED)
def test_rows_above_a_header_that_was_sorted_with_them_are_not_gone(deleted: str) -> None:
    rows = [SheetRow(key, {"a": key}, was_shown=True) for key in ("k1", "k2", "k3")]
    made = carried_out(make_plan(SPEC, rows, Seen([])), Seen([]))
    header, first, *others = made.grid
    moved = replace(made, grid=[first, header, *others])
    for asked in (make_plan, deviations):
        with pytest.raises(ConnectorError, match="row 1 of the tab 'tab' of the service's rows stand above the header"):
            asked(replace(SPEC, deleted=deleted), rows, moved)
    copied = replace(made, grid=[first, *made.grid])
    assert make_plan(SPEC, rows, copied).is_empty


def test_headers_are_told_apart_by_more_than_letter_case() -> None:
    made = make_plan(SPEC, [], Seen([["_id", "a"], ["k", "staff's own"]])).made
    assert "A (2)" in {one.title for one in made.values()}
