"""The workbooks that are added to: one of staff's, of thirty columns, and one of ours."""

from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from connectors.ports import SheetColumn, SheetRow, SheetSpec
from connectors.sheets.excel import ExcelFolder

TAB, COLUMNS, ADDED = "2026 call", 30, 1_000
FORMATS = ("money", "date", "text", "text", "integer")
FIRST = datetime(2026, 1, 1)


def by_staff(path: Path, count: int) -> None:
    """Thirty columns of numbers, days and texts, a chart, a rule of the newer kind and a second tab of formulas."""
    with xlsxwriter.Workbook(path) as book:
        sheet, sums = book.add_worksheet(TAB), book.add_worksheet("Sums")
        looks = [book.add_format({"num_format": one}) for one in ("#,##0.00", "yyyy-mm-dd", "@", "@", "0")]
        sheet.write_row(0, 0, [f"Column {place}" for place in range(COLUMNS)])
        for number in range(1, count + 1):
            for place in range(COLUMNS):
                _write(sheet, number, place, looks[place % 5])
        sheet.autofilter(0, 0, count, COLUMNS - 1)
        sheet.conditional_format(1, 0, count, 0, {"type": "data_bar", "data_bar_2010": True})
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": [TAB, 1, 0, count, 0]})
        sums.insert_chart("C1", chart)
        sums.write_formula("A1", f"=SUM('{TAB}'!A:A)")


def _write(sheet: "xlsxwriter.worksheet.Worksheet", number: int, place: int, look: object) -> None:
    kind = place % 5
    if kind == 1:
        sheet.write_datetime(number, place, FIRST + timedelta(days=number % 300), look)
    elif kind in {2, 3}:
        sheet.write_string(number, place, f"choice {number % 7}" if kind == 3 else f"text {number} of {place}", look)
    else:
        sheet.write_number(number, place, number * place + 0.25 if kind == 0 else number, look)


def ours(folder: Path, count: int) -> SheetSpec:
    """A workbook of so many rows that the service made."""
    spec = spec_of(COLUMNS)
    ExcelFolder(folder).upsert(spec, rows(count, COLUMNS))
    return spec


def spec_of(columns: int) -> SheetSpec:
    kinds = (SheetColumn(f"c{place}", f"Ours {place}", FORMATS[place % 5]) for place in range(columns))
    return SheetSpec("Book", TAB, tuple(kinds))


def rows(count: int, columns: int) -> list[SheetRow]:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(300)]
    values = (
        lambda number, place: number * place + 0.25,
        lambda number, _place: days[number % 300],
        lambda number, place: f"text {number} of {place}",
        lambda number, _place: f"choice {number % 7}",
        lambda number, _place: number,
    )
    return [
        SheetRow(f"key {number}", {f"c{place}": values[place % 5](number, place) for place in range(columns)})
        for number in range(count)
    ]
