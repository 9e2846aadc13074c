"""Workbooks to be filled in come back as what they were, whoever saved them, or as nothing at all."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from connectors.entry_books.finding import NoEntryBook
from connectors.entry_books.reading import returned
from connectors.entry_books.values import Column, EntryBook, Line, Reference, Row
from connectors.entry_books.writing import written
from forms.types.texts import UNKEEPABLE

COLUMNS = (
    Column("reference", "Reference", 14),
    Column("score", "Score", 12, "general", is_open=True, most=5, note_title="Score", note="n" * 900, remedy="No"),
    Column("remark", "Remark", 30, is_open=True),
    Column("yes", "Yes?", 10, is_open=True, choices=("نعم", "لا")),
)


def book(*rows: tuple[object, ...], seal: str = "seal" * 20_000, is_right_to_left: bool = False) -> EntryBook:
    """Of rows of a reference, a score, a remark, and a choice."""
    return EntryBook(
        about_title="About",
        about=(Line("title", "Scores"), Line("step", "Fill it in")),
        table_title="Scores",
        columns=COLUMNS,
        rows=tuple(Row(f"mark-{number}", row, f"d/{number}.pdf") for number, row in enumerate(rows)),  # type: ignore[arg-type]
        reference=Reference("Criteria", (("Criterion", 20),), (("Worth",),)),
        seal=seal,
        is_right_to_left=is_right_to_left,
        warning="Error",
    )


def cells(data: bytes) -> list[list[str]]:
    """What a workbook says, by rows and marks."""
    return [[one.mark, *(one.cells[column.mark].text for column in COLUMNS)] for one in returned(data).rows]


ROWS = (("SG-1", 4, "=1+1 _x0041_\nand so on", "نعم"), ("SG-2", None, " 007", None), ("SG-3", 0, "١٢٣ 国", "لا"))
SAID = [
    ["mark-0", "SG-1", "4", "=1+1 _x0041_\nand so on", "نعم"],
    ["mark-1", "SG-2", "", " 007", ""],
    ["mark-2", "SG-3", "0", "١٢٣ 国", "لا"],
]


@pytest.mark.parametrize("is_right_to_left", [False, True])
def test_it_comes_back_as_it_went_out(is_right_to_left: bool) -> None:
    data = written(book(*ROWS, is_right_to_left=is_right_to_left))
    assert cells(data) == SAID
    assert returned(data).seal == "seal" * 20_000
    assert not any(one.is_formula for row in returned(data).rows for one in row.cells.values())


def test_a_copy_that_libreoffice_saved_says_the_same(tmp_path: Path, libreoffice: Callable[[Path], Path]) -> None:
    path = tmp_path / "scores.xlsx"
    path.write_bytes(written(book(*ROWS)))
    again = libreoffice(path).read_bytes()
    assert cells(again) == SAID
    assert returned(again).seal == "seal" * 20_000


def saved_otherwise(data: bytes, path: Path) -> bytes:
    """Its cells in a file by another writer, which lists texts as Excel does, some in runs of their own fonts."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as target:
        bold = target.add_format({"bold": True})
        for sheet in load_workbook(BytesIO(data)).worksheets:
            copied = target.add_worksheet(sheet.title)
            for cell in (one for row in sheet for one in row if one.value is not None):
                place = (cell.row - 1, cell.column - 1)
                if isinstance(cell.value, str) and cell.value.endswith("国"):
                    copied.write_rich_string(*place, cell.value[:-1], bold, cell.value[-1])
                else:
                    copied.write(*place, cell.value)
    return path.read_bytes()


def test_a_copy_that_another_writer_saved_says_the_same(tmp_path: Path) -> None:
    again = saved_otherwise(written(book(*ROWS)), tmp_path / "again.xlsx")
    assert cells(again) == SAID
    assert returned(again).seal == "seal" * 20_000


@given(st.text(max_size=60))
def test_every_text_that_is_kept_comes_back(text: str) -> None:
    kept = UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    data = written(book(("SG-1", 1, kept, None), seal="s"))
    assert cells(data)[0][3] == kept


WHOLE = written(book(*ROWS, seal="s"))


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40), st.booleans())
def test_damage_is_told_and_nothing_else_happens(at: int, piece: bytes, is_cut: bool) -> None:
    data = WHOLE[:at] + piece + (b"" if is_cut else WHOLE[at + len(piece) :])
    try:
        found = returned(data)
    except NoEntryBook:
        return
    assert len(found.rows) <= 3


@pytest.mark.parametrize("data", [b"", b"PK", WHOLE + bytes(10_000_001), WHOLE[:-30]])
def test_what_is_none_is_told(data: bytes) -> None:
    with pytest.raises(NoEntryBook):
        returned(data)


def test_without_rows_it_is_still_one() -> None:
    assert returned(written(book())).rows == ()
