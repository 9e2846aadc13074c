"""What is typed becomes numbers, days, truths and formulas, and is shown as its format says."""

import json
from datetime import UTC, datetime
from typing import Any

import gspread
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.google.emulator import Emulator
from emulators.google.errors import CellError
from emulators.google.formats import formatted
from emulators.google.formulas.dates import moment, serial
from emulators.google.locales import locale_of
from emulators.google.number_formats import general, patterned
from emulators.google.parsing import typed
from emulators.google.properties import default_properties
from emulators.google.rows import Formula

NOW = datetime(2026, 11, 30, tzinfo=UTC)
US = locale_of("en_US")


@pytest.mark.parametrize(
    ("text", "value", "pattern"),
    [
        ("42", 42, None),
        ("0042", 42, None),
        ("-1.50", -1.5, None),
        (".5", 0.5, None),
        ("2,000,000.01", 2000000.01, "#,##0.00"),
        ("1,234", 1234, "#,##0"),
        ("12,34", "12,34", None),
        ("50%", 0.5, "0%"),
        ("12.5%", 0.125, "0.00%"),
        ("$5", 5, '"$"#,##0'),
        ("-$5.25", -5.25, '"$"#,##0.00'),
        ("($5.25)", -5.25, '"$"#,##0.00'),
        ("5€", 5, '#,##0"€"'),
        ("1e3", 1000, "0.00E+00"),
        ("true", True, None),
        ("FALSE", False, None),
        ("2020-01-01", 43831, "yyyy-mm-dd"),
        ("1/2/2020", 43832, "m/d/yyyy"),
        ("1/2/20", 43832, "m/d/yyyy"),
        ("11/30", 46356, "m/d"),
        ("Jan 2, 2020", 43832, "mmm d, yyyy"),
        ("2 January 2020", 43832, "d mmmm yyyy"),
        ("2020-01-01 12:00", 43831.5, "yyyy-mm-dd h:mm"),
        ("2020-01-01T18:00:00", 43831.75, "yyyy-mm-dd h:mm:ss"),
        ("6:00", 0.25, "h:mm"),
        ("6:00:00 PM", 0.75, "h:mm:ss am/pm"),
        ("25:00:00", 25 / 24, "[h]:mm:ss"),
        ("2020-13-01", "2020-13-01", None),
        ("13:75", "13:75", None),
        ("'0042", "0042", None),
        ("'=1+1", "=1+1", None),
        ("=1+1", Formula("=1+1"), None),
        ("=", "=", None),
        ("#N/A", CellError("#N/A"), None),
        ("+49 151", "+49 151", None),
        ("1 2", "1 2", None),
        (" 7 ", 7, None),
        ("Артур", "Артур", None),
        ("", None, None),
    ],
)
def test_a_typed_text(text: str, value: object, pattern: str | None) -> None:
    found = typed(text, US, NOW)
    assert found.value == value
    assert isinstance(found.value, type(value))
    assert (found.format or {}).get("pattern") == pattern


def test_the_locale_decides_signs_and_order() -> None:
    french = locale_of("fr_FR")
    assert typed("1,5", french, NOW).value == 1.5
    assert typed("2/1/2020", french, NOW).value == 43832
    assert general(1.5, french) == "1,5"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1 / 3, "0.3333333333"),
        (1 / 1024, "0.0009765625"),
        (2000000.01, "2000000.01"),
        (1e15, "1E+15"),
        (1.234567e-12, "1.23457E-12"),
        (-0.5, "-0.5"),
        (10**14, "100000000000000"),
    ],
)
def test_a_number_without_a_format(value: float, shown: str) -> None:
    assert general(value, US) == shown


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (12345.125, "####.#", "12345.1"),
        (12345.125, "#,##0.00", "12,345.13"),
        (12.34, "000.0#", "012.34"),
        (0.5, "#.##", ".5"),
        (1.5, "0.00", "1.50"),
        (1234567, "0,,", "1"),
        (12.3, "0.0E+00", "1.2E+01"),
        (0.126, "0.0%", "12.6%"),
        (-5, '"$"#,##0.00', "-$5.00"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (0, '0;-0;"none"', "none"),
        (5, "[Red]0 \\x", "5 x"),
        (-0.001, "0.0", "0.0"),
    ],
)
def test_a_number_in_a_pattern(value: float, pattern: str, shown: str) -> None:
    assert patterned(value, pattern, US) == shown


@pytest.mark.parametrize(
    ("format_", "shown"),
    [
        ({"type": "DATE"}, "4/5/2016"),
        ({"type": "DATE", "pattern": "dddd, d mmmm yy"}, "Tuesday, 5 April 16"),
        ({"type": "TIME"}, "4:08:53 PM"),
        ({"type": "DATE_TIME"}, "4/5/2016 16:08:53"),
        ({"type": "TIME", "pattern": "hh:mm:ss.00 a/p"}, "04:08:53.53 P"),
        ({"type": "DATE", "pattern": "m/m hh:mm"}, "4/4 16:08"),
        ({"type": "CURRENCY"}, "$42,465.67"),
        ({"type": "NUMBER"}, "42,465.67"),
        ({"type": "TEXT"}, "42465.67284"),
    ],
)
def test_a_moment_in_the_formats_of_the_guide(format_: dict[str, str], shown: str) -> None:
    when = serial(datetime(2016, 4, 5, 16, 8, 53, 530_000, tzinfo=UTC))

    class Home:
        properties = default_properties("x")

    assert formatted(Home(), when, format_) == shown  # type: ignore[arg-type]  # its locale is all that counts


@given(st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31)))  # noqa: DTZ001 - clocks on walls have no zone
def test_a_moment_and_its_serial_number(when: datetime) -> None:
    assert abs((moment(serial(when)) - when.replace(tzinfo=UTC)).total_seconds()) < 0.001


@given(st.text(max_size=12))
def test_any_text_can_be_typed_and_is_kept_or_understood(text: str) -> None:
    found = typed(text, US, NOW).value
    assert found is None or isinstance(found, str | bool | int | float | Formula | CellError)
    if isinstance(found, str) and not text.startswith("'"):
        assert found == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_a_number_shown_in_full_is_typed_back(value: float) -> None:
    shown = general(round(value, 4), US)
    assert typed(shown, US, NOW).value == pytest.approx(round(value, 4), rel=1e-9)


def test_raw_and_user_entered(book: gspread.Spreadsheet, sheets: Any) -> None:
    sheet = book.sheet1
    typed_in: list[list[Any]] = [["=1+1", "1/2/2020", "5%", "'007", 3, True]]
    sheet.update(typed_in, "A1", value_input_option=gspread.utils.ValueInputOption.raw)
    sheet.update(typed_in, "A2", value_input_option=gspread.utils.ValueInputOption.user_entered)
    values = sheets.spreadsheets().values()

    def read(row: int, **options: str) -> list[object]:
        found: list[object] = values.get(spreadsheetId="book", range=f"A{row}:F{row}", **options).execute()["values"][0]
        return found

    assert read(1) == ["=1+1", "1/2/2020", "5%", "'007", "3", "TRUE"]
    assert read(2) == ["2", "1/2/2020", "5%", "007", "3", "TRUE"]
    assert read(2, valueRenderOption="UNFORMATTED_VALUE") == [2, 43832, 0.05, "007", 3, True]
    assert read(2, valueRenderOption="FORMULA") == ["=1+1", 43832, 0.05, "007", 3, True]
    shown = read(2, valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING")
    assert shown[1] == "1/2/2020"


def test_a_cell_in_text_format_keeps_what_is_typed(book: gspread.Spreadsheet) -> None:
    book.sheet1.format("A1", {"numberFormat": {"type": "TEXT"}})
    book.sheet1.update_acell("A1", "=1+1")
    book.sheet1.update_acell("B1", "=1+1")
    assert book.sheet1.get_values("A1:B1") == [["=1+1", "2"]]


@given(st.text(min_size=1))
def test_a_raw_text_is_kept_letter_for_letter(text: str) -> None:
    emulator = Emulator()
    emulator.book("book")
    body = json.dumps({"values": [[text]]}).encode()
    emulator.handle("PUT", "/v4/spreadsheets/book/values/A1?valueInputOption=RAW", {}, body)
    answer = emulator.handle("GET", "/v4/spreadsheets/book/values/A1", {}, b"")
    assert json.loads(answer.content)["values"] == [[text]]


@pytest.mark.parametrize("typed_", [10**29, 0.1 + 0.2, -0.0, 2**53 + 1, 1e300])
def test_a_number_is_kept_as_a_double_has_it(typed_: float) -> None:
    emulator = Emulator()
    emulator.book("book")
    body = json.dumps({"values": [[typed_]]}).encode()
    emulator.handle("PUT", "/v4/spreadsheets/book/values/A1?valueInputOption=RAW", {}, body)
    asked = "/v4/spreadsheets/book/values/A1?valueRenderOption=UNFORMATTED_VALUE"
    ((found,),) = json.loads(emulator.handle("GET", asked, {}, b"").content)["values"]
    assert found == float(typed_)
