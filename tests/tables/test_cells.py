"""What becomes of a value in a cell, whatever kind of file the cell stands in."""

import csv
import io
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_tables import naive

from connectors.cells import CUT, LONGEST_TEXT, cell_value, csv_text, is_too_long, safe_text
from connectors.sheets.values import same
from forms.types.attachments import Enclosed

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1", "－1"]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    "text", ["a", "007", "+41 79 123", "=1+1", "TRUE", "2026-01-31", " blanks ", "مرحبا", "\u202eabc", "😀"]
)
def test_text_is_kept_letter_by_letter(text: str) -> None:
    assert cell_value(text) == text


def test_text_that_says_nothing_leaves_the_cell_empty() -> None:
    assert cell_value("") is None
    assert cell_value(None) is None


@pytest.mark.parametrize("letter", ["x", "é", "م", "😀"])
def test_a_long_text_is_cut_where_excel_would_with_a_mark_and_no_half_letter(letter: str) -> None:
    most = letter * (LONGEST_TEXT // units(letter))
    assert cell_value(most) == most
    assert not is_too_long(most)
    cut = safe_text(most + letter)
    assert is_too_long(most + letter)
    assert cut.endswith(CUT)
    assert LONGEST_TEXT - 2 < units(cut) <= LONGEST_TEXT
    assert set(cut.removesuffix(CUT)) == {letter}


@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_whatever_is_written_a_cell_can_hold_it_and_shows_what_was_mended(text: str) -> None:
    kept = safe_text(text)
    kept.encode()  # no half letters
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]", kept)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert len(kept) == len(plain)
    assert all(one in {other, "\ufffd"} for one, other in zip(kept, plain, strict=True))
    assert safe_text(kept) == kept


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.integers())
def test_an_exact_number_is_the_same_number_or_a_text_of_it(number: Decimal | int) -> None:
    kept = cell_value(number)
    assert Decimal(str(kept)) == number
    if not isinstance(kept, str):
        assert Fraction(Decimal(f"{float(kept):.15g}")) == Fraction(number)  # as a spreadsheet keeps it


@pytest.mark.parametrize(
    "digits", ["1000000000000001", "1234567890123456.78", "100000000000000000000000000001", "-0.1234567890123456"]
)
def test_a_number_of_too_many_digits_is_a_text(digits: str) -> None:
    assert cell_value(Decimal(digits)) == digits
    assert "." in digits or cell_value(int(digits)) == digits


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_what_is_no_number_is_refused(number: float | Decimal) -> None:
    for made in (cell_value, csv_text):
        with pytest.raises(ValueError, match="cannot stand in a cell"):
            made(number)


def test_a_moment_stands_in_utc_and_one_without_a_zone_as_it_is() -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    assert cell_value(datetime(2026, 5, 4, 1, 2, 3, 999_999, zone)) == naive(2026, 5, 3, 19, 32, 3)
    assert cell_value(naive(2026, 5, 4, 1, 2, 3)) == naive(2026, 5, 4, 1, 2, 3)
    assert cell_value(datetime(1, 1, 1, tzinfo=zone)) == "0001-01-01 00:00:00+05:30"


def test_where_the_machine_stands_changes_no_moment() -> None:
    code = (
        "from datetime import datetime; from connectors.cells import cell_value; "
        "print(cell_value(datetime(2026, 5, 4, 1, 2, 3)))"
    )
    environment = {"TZ": "Pacific/Auckland", "PYTHONPATH": ":".join(sys.path)}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "2026-05-04 01:02:03"


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        (date(1850, 6, 1), "1850-06-01"),
        (date(1900, 2, 28), "1900-02-28"),
        (date(1900, 3, 1), date(1900, 3, 1)),
        (datetime(1900, 2, 28, 23, 59, 59, tzinfo=UTC), "1900-02-28 23:59:59"),
        (datetime(9999, 12, 31, tzinfo=UTC), naive(9999, 12, 31)),
    ],
)
def test_days_before_excel_counts_rightly_are_texts(day: date, kept: object) -> None:
    assert cell_value(day) == kept


def test_a_value_of_a_derived_class_is_kept_as_what_it_is_derived_from() -> None:
    assert cell_value(Enclosed("enclosed:0")) == "enclosed:0"


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("before", ["", "a;", "a\t", "a\n", 'he said "', 'a;"', "a\r\n"])
def test_no_text_begins_a_formula_in_a_csv_file_however_its_cells_are_parted(before: str, text: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(["REF-1", csv_text(before + text), "b"])
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(written.getvalue(), newline=""), delimiter=separator):
            assert all(cell.lstrip('"')[:1] not in set("=+-@＝－") for cell in row)


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n=1", "\tx"])
def test_a_text_that_begins_with_white_space_of_control_gets_an_apostrophe(text: str) -> None:
    assert csv_text(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["a - b", "2026-01-31", "x=y", "a, -b", "me@example.org", "https://e.org/?a=1&b=-2,-3"]
)
def test_text_that_could_begin_no_formula_stays_as_it_is(text: str) -> None:
    assert csv_text(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-5, "-5"),
        (Decimal("-0.50"), "-0.50"),
        (-1.5, "-1.5"),
        (1e-7, "0.0000001"),
        (10**29 + 1, "100000000000000000000000000001"),
        (True, "TRUE"),
        (False, "FALSE"),
        (None, ""),
        (date(2026, 1, 31), "2026-01-31"),
        (naive(2026, 1, 31, 9, 5), "2026-01-31 09:05:00"),
    ],
)
def test_a_csv_file_says_values_so_that_spreadsheets_take_them_for_what_they_are(value: object, text: str) -> None:
    assert csv_text(value) == text  # type: ignore[arg-type]  # tests give cell values


@given(
    st.datetimes(timezones=st.none() | st.timezones())
    | st.dates()
    | st.text()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
)
def test_what_was_kept_says_what_was_wanted(value: object) -> None:
    assert same(cell_value(value), value)  # type: ignore[arg-type]  # tests give cell values
