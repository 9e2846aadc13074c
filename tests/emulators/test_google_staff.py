"""What people do by hand in the emulated sheet, and what goes along with rows and columns."""

import gspread
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.google.emulator import Emulator
from emulators.google.metadata import of_dimension
from emulators.google.staff import TabStaff


@pytest.fixture
def staff(emulator: Emulator) -> TabStaff:
    found = TabStaff(emulator, "book", "Sheet1")
    for row, line in enumerate([["_id", "n"], ["a", 3], ["b", 1], ["c", 2]]):
        for column, value in enumerate(line):
            found.write(row, column, value)
    return found


def ids(staff: TabStaff) -> list[object]:
    return [row[0] for row in staff.rows()]


def test_rows_are_sorted_duplicated_moved_and_deleted(staff: TabStaff) -> None:
    staff.sort(1)
    assert ids(staff) == ["_id", "b", "c", "a"]
    staff.duplicate_row(1, 3)
    assert ids(staff) == ["_id", "b", "c", "b", "a"]
    staff.move_row(4, 1)
    assert ids(staff) == ["_id", "a", "b", "c", "b"]
    staff.delete_row(2)
    staff.insert_row(1, [None, "by hand"])
    assert [row[:2] for row in staff.rows()][1] == [None, "by hand"]
    assert ids(staff) == ["_id", None, "a", "c", "b"]


def test_a_change_is_taken_back(emulator: Emulator, staff: TabStaff, book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["x"]], "A2")
    staff.undo()
    assert ids(staff) == ["_id", "a", "b", "c"]
    assert emulator.files["book"].modified_by == "staff@example.org"


def test_tabs_are_copied_renamed_and_deleted(emulator: Emulator, staff: TabStaff) -> None:
    staff.copy_tab("Copy")
    staff.rename_tab("Archive")
    assert [tab.title for tab in emulator.book("book").tabs] == ["Copy", "Archive"]
    assert ids(staff) == ids(TabStaff(emulator, "book", "Copy"))
    staff.delete_tab()
    assert [tab.title for tab in emulator.book("book").tabs] == ["Copy"]


def test_sorting_leaves_metadata_and_sizes_of_rows_where_they_are(emulator: Emulator, staff: TabStaff) -> None:
    run = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    mark = {"metadataKey": "k", "location": {"dimensionRange": run}, "visibility": "DOCUMENT"}
    tall = {"range": run, "properties": {"pixelSize": 50}, "fields": "pixelSize"}
    emulator.staff(
        "book", {"createDeveloperMetadata": {"developerMetadata": mark}}, {"updateDimensionProperties": tall}
    )
    staff.sort(1)
    book = emulator.book("book")
    assert list(of_dimension(book.content, 0, "ROWS")) == [1]
    assert (staff.tab.row(1).properties, ids(staff)[1]) == ({"pixelSize": 50}, "b")
    staff.insert_row(0)
    assert list(of_dimension(book.content, 0, "ROWS")) == [2]
    assert staff.tab.row(2).properties == {"pixelSize": 50}


ACTS = st.tuples(st.sampled_from(["insert", "delete", "move"]), st.integers(0, 5), st.integers(0, 5))


@given(st.lists(ACTS, max_size=8), st.sampled_from(["ROWS", "COLUMNS"]))
def test_metadata_follows_its_row_or_column_whatever_is_done(acts: list[tuple[str, int, int]], dimension: str) -> None:
    """Each row or column bears its name as its cell and as its metadata; wherever it goes, the two agree."""
    emulator = Emulator()
    book = emulator.book("book")
    place = (lambda n: (n, 0)) if dimension == "ROWS" else (lambda n: (0, n))
    staff = TabStaff(emulator, "book", "Sheet1")
    for number in range(6):
        staff.write(*place(number), f"name {number}")
        run = {"sheetId": 0, "dimension": dimension, "startIndex": number, "endIndex": number + 1}
        mark = {"metadataKey": f"name {number}", "location": {"dimensionRange": run}, "visibility": "DOCUMENT"}
        emulator.staff("book", {"createDeveloperMetadata": {"developerMetadata": mark}})
    noun = "row" if dimension == "ROWS" else "column"
    for act, at, to in acts:
        if act == "move" and at != to:
            getattr(staff, f"move_{noun}")(at, to)
        elif act != "move":
            getattr(staff, f"{act}_{noun}")(at)
    marks = of_dimension(book.content, 0, dimension)
    tab = staff.tab
    named = {number: value for number in range(14) if (value := tab.value(*place(number)))}
    assert {number: one["metadataKey"] for number, (one,) in marks.items()} == named
