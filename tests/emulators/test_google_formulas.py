"""Formulas: what they come to, which errors they give, and how they follow their cells."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.google.emulator import Emulator
from emulators.google.formulas.evaluating import SPECIAL
from emulators.google.formulas.functions import FUNCTIONS
from emulators.google.staff import TabStaff


@pytest.fixture
def staff(emulator: Emulator) -> TabStaff:
    """At a tab with 1, 2, 3 in A1:A3, a text in A4 and a truth in A5."""
    found = TabStaff(emulator, "book", "Sheet1")
    for row, value in enumerate([1, 2, 3, "Accra", True]):
        found.write(row, 0, value)
    return found


def came_to(staff: TabStaff, formula: str) -> object:
    staff.write(0, 2, formula)
    return staff.shown()[0][2]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+2*3", 7),
        ("=(1+2)*3", 9),
        ("=-2^2", 4),
        ("=2^3^2", 64),
        ("=50%", 0.5),
        ("=10/4", 2.5),
        ('="a"&1&TRUE', "a1TRUE"),
        ('="say ""hi"""', 'say "hi"'),
        ("=1=1", True),
        ('="a"<>"A"', False),
        ("=A1+A2", 3),
        ("=SUM(A1:A5)", 6),
        ("=SUM(A:A)", 6),
        ("=sum(A1:A2, 10)", 13),
        ("=AVERAGE(A1:A3)", 2),
        ("=COUNT(A1:A9)", 3),
        ("=COUNTA(A1:A9)", 5),
        ("=MIN(A1:A3)", 1),
        ("=MAX(A1:A3)", 3),
        ('=IF(A1>0,"yes","no")', "yes"),
        ("=IF(FALSE,1)", False),
        ('=IFERROR(1/0,"none")', "none"),
        ("=LEN(A4)", 5),
        ("=ROUND(2.345,2)", 2.35),
        ("=ROUND(-0.5)", -1),
        ('=CONCATENATE(A4,"!",1)', "Accra!1"),
        ('=COUNTIF(A1:A3,">1")', 2),
        ('=SUMIF(A1:A3,">=2")', 5),
        ('=COUNTIF(A1:A5,"acc*")', 1),
        ('=HYPERLINK("https://example.org","here")', "here"),
        ('=UPPER(LEFT(A4,2))&MID(A4,3,2)&RIGHT("xyz")', "ACcrz"),
        ("=DATE(2020,1,2)", 43832),
        ("=YEAR(43832)", 2020),
        ("=VLOOKUP(2,A1:A3,1,FALSE)", 2),
        ("=INDEX(A1:A4,4)", "Accra"),
        ("=MATCH(3,A1:A3,0)", 3),
        ("=AND(TRUE,A5)", True),
        ("=SUM({1,2;3,4})", 10),
        ("=ROW()+COLUMN()", 4),
        ("=Sheet1!A2", 2),
        ("='Sheet1'!A2", 2),
        ("=Z99", 0),
        ("= 1 / 1024", 1 / 1024),
    ],
)
def test_what_formulas_come_to(staff: TabStaff, formula: str, value: object) -> None:
    assert came_to(staff, formula) == value


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ("=1/0", "#DIV/0!"),
        ("=A4+1", "#VALUE!"),
        ("=NOSUCH(1)", "#NAME?"),
        ("=nosuchname", "#NAME?"),
        ("=1+", "#ERROR!"),
        ("=C1", "#REF!"),
        ("=Nowhere!A1", "#REF!"),
        ("=A99999", "#REF!"),
        ("=VLOOKUP(9,A1:A3,1,FALSE)", "#N/A"),
        ("=SQRT(-1)", "#NUM!"),
        ("=SUM(1/0)", "#DIV/0!"),
        ("=LEN()", "#N/A"),
    ],
)
def test_which_errors_they_give(staff: TabStaff, formula: str, error: str) -> None:
    assert came_to(staff, formula) == error


def test_an_array_formula_fills_the_cells_beside_it(staff: TabStaff) -> None:
    staff.write(0, 2, "=ARRAYFORMULA(A1:A3*10)")
    assert [row[2] for row in staff.shown()[:3]] == [10, 20, 30]
    staff.write(0, 3, "=SUM(C1:C3)")
    assert staff.shown()[0][3] == 60
    staff.write(0, 2, None)
    assert staff.shown()[0][3] == 0


def test_now_is_the_clock_of_the_emulator(emulator: Emulator, staff: TabStaff) -> None:
    before = came_to(staff, "=TODAY()")
    emulator.advance(86_400)
    after = came_to(staff, "=TODAY()")
    assert isinstance(before, int)
    assert after == before + 1


@pytest.mark.parametrize(
    ("act", "formula"),
    [
        (lambda staff: staff.insert_column(0), "=SUM(B1:B3)+$B$1+LEN(B4)"),
        (lambda staff: staff.insert_row(0), "=SUM(A2:A4)+$A$2+LEN(A5)"),
        (lambda staff: staff.insert_row(1), "=SUM(A1:A4)+$A$1+LEN(A5)"),
        (lambda staff: staff.delete_row(1), "=SUM(A1:A2)+$A$1+LEN(A3)"),
        (lambda staff: staff.delete_column(0), "=SUM(#REF!)+#REF!+LEN(#REF!)"),
        (lambda staff: staff.delete_row(0), "=SUM(A1:A2)+#REF!+LEN(A3)"),
        (lambda staff: staff.move_column(0, 2), "=SUM(B1:B3)+$B$1+LEN(B4)"),
    ],
)
def test_references_follow_their_cells(staff: TabStaff, act: Callable[[TabStaff], None], formula: str) -> None:
    staff.write(8, 6, "=SUM(A1:A3)+$A$1+LEN(A4)")
    act(staff)
    assert formula in [cell for row in staff.rows() for cell in row]


def test_a_copied_formula_speaks_of_the_cells_beside_it(emulator: Emulator, staff: TabStaff) -> None:
    staff.write(0, 1, "=A1*2+$A$1")
    source = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}
    target = {**source, "startRowIndex": 1, "endRowIndex": 3}
    emulator.staff("book", {"copyPaste": {"source": source, "destination": target}})
    assert [row[1] for row in staff.rows()[:3]] == ["=A1*2+$A$1", "=A2*2+$A$1", "=A3*2+$A$1"]


def test_sorting_takes_formulas_along(staff: TabStaff) -> None:
    for row in range(3):
        staff.write(row, 1, f"=A{row + 1}*10")
    staff.sort(0, descending=True, header_rows=0)
    assert staff.shown()[0][:2] == [True, None]
    assert [row[:2] for row in staff.shown()[2:5]] == [[3, 30], [2, 20], [1, 10]]


PIECES = ["A1", "A1:A4", "B:B", "2:3", "'Sheet1'!A2", "{1,2;3}", '"text"', "TRUE", "0", "2.5", "1E3", "#N/A", "name"]
PIECES += [*"+-*/^&=<>%(),;{}", "<>", ">=", " "] + [f"{name}(" for name in (*FUNCTIONS, *SPECIAL) if name.isalpha()]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_whatever_is_typed_as_a_formula_comes_to_something(pieces: list[str]) -> None:
    emulator = Emulator()
    emulator.book("book")
    staff = TabStaff(emulator, "book", "Sheet1")
    staff.write(0, 0, 3)
    staff.write(3, 0, "=A1/0")
    staff.write(1, 1, "=" + "".join(pieces))
    assert staff.rows()[1][1] == "=" + "".join(pieces) or not pieces
    assert all(value is None or isinstance(value, str | bool | int | float) for row in staff.shown() for value in row)
    staff.insert_row(0)
    staff.delete_column(0)
