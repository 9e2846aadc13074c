"""Workbooks as other people make them, full of what only Excel or LibreOffice knows."""

import shutil
import struct
import subprocess
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

TAB, SUMS = "2026 call", "Sums"
HEADERS = ["Panel", "Our remarks", "Asked (USD)", "Starts"]
OWN = ["Panel", "Points", "Weighted"]
MACROS = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + b"a project of no program" * 40


def png() -> bytes:
    """The smallest picture: one red dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head, dot = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0), zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")


def by_xlsxwriter(path: Path) -> None:
    """All that Excel may put around a table that staff have prepared; with macros in an .xlsm file."""
    with xlsxwriter.Workbook(path) as book:
        if path.suffix == ".xlsm":
            book.add_vba_project(BytesIO(MACROS), is_stream=True)
        sheet, sums = book.add_worksheet(TAB), book.add_worksheet(SUMS)
        columns = [{"header": title} for title in HEADERS]
        sheet.add_table("A1:D2", {"name": "Proposals", "columns": columns, "style": "Table Style Light 11"})
        _dress(book, sheet)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"='{TAB}'!$C$2:$C$40", "categories": f"='{TAB}'!$B$2:$B$40"})
        sheet.insert_chart("K4", chart)
        _own_table(book, sums)
        book.define_name("Asked", f"='{TAB}'!$C$2:$C$2")
        sums.write_formula("A1", "=SUM(Proposals[Asked (USD)])", None, 0)
        sums.write_formula("A2", "=SUM(Asked)", None, 0)
        sums.write_formula("A3", f"=COUNTA('{TAB}'!C:C)", None, 0)
        sums.write_dynamic_array_formula("A5:A7", "=_xlfn.SEQUENCE(3)", None, 1)


def _dress(book: Any, sheet: Any) -> None:
    """What stands around the table in its own tab."""
    red, money = (
        book.add_format({"font_color": "red"}),
        book.add_format({"num_format": "0.00 €", "bg_color": "#EEEEFF"}),
    )
    sheet.set_column("C:C", 14, money)
    sheet.conditional_format("C2:C2", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    sheet.conditional_format("C2:C2", {"type": "cell", "criteria": ">", "value": 90, "format": red})
    sheet.data_validation("B2:B2", {"validate": "list", "source": ["Ghana", "Benin"], "error_type": "warning"})
    sheet.add_sparkline("J2", {"range": f"'{TAB}'!C2:C9", "style": 3})
    sheet.insert_textbox("K20", "Ask Ana before you sort this", {"width": 200})
    sheet.insert_image("K30", "dot.png", {"image_data": BytesIO(png())})
    sheet.write_comment("A1", "as in the call", {"author": "Ana"})
    sheet.print_area("A1:D2")
    sheet.set_landscape()
    sheet.set_header("&LProposals&RPage &P")
    sheet.freeze_panes(1, 1)


def _own_table(book: Any, sheet: Any) -> None:
    """Another table, with totals and a column that is worked out, and cells of kinds that few programs know."""
    sheet.write_rich_string("G1", "please ", book.add_format({"font_color": "red"}), "do not", " delete")
    sheet.insert_checkbox("G2", True)
    sheet.write_url("G3", "https://example.org/call", string="the call")
    rows = [["North", 3], ["South", 4]]
    columns = [{"header": OWN[0], "total_string": "All"}, {"header": OWN[1], "total_function": "sum"}]
    columns.append({"header": OWN[2], "formula": "=[@Points]*2", "total_function": "sum"})
    sheet.add_table("C1:E4", {"name": "Panels", "data": rows, "columns": columns, "total_row": True})


def by_openpyxl(path: Path) -> None:
    """The same as far as openpyxl can."""
    book = Workbook()
    sheet, sums = book.worksheets[0], book.create_sheet(SUMS)
    sheet.title = TAB
    sheet.append(HEADERS)
    sheet.add_table(Table(displayName="Proposals", ref="A1:D2"))
    sheet.conditional_formatting.add("C2:C2", ColorScaleRule("min", None, "FF0000", "max", None, "00FF00"))
    rule = DataValidation(type="list", formula1='"Ghana,Benin"')
    rule.add("B2:B2")
    sheet.add_data_validation(rule)
    sheet["A1"].comment = Comment("as in the call", "Ana")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=40), titles_from_data=True)
    sheet.add_chart(chart, "K4")
    sheet.print_area = "A1:D2"
    book.defined_names.add(DefinedName("Asked", attr_text=f"'{TAB}'!$C$2:$C$2"))
    sums["A1"], sums["A2"], sums["A3"] = "=SUM(Proposals[Asked (USD)])", "=SUM(Asked)", f"=COUNTA('{TAB}'!C:C)"
    book.save(path)


def by_libreoffice(path: Path) -> None:
    """A spreadsheet with a filter, a pivot table, a chart and a comment that LibreOffice has saved as a workbook."""
    source = path.with_suffix(".fods")
    source.write_text(Path(__file__).with_name("foreign_book.fods").read_text(encoding="utf-8"), encoding="utf-8")
    profile = (path.parent / "profile-of-the-maker").as_uri()
    command = [str(shutil.which("soffice")), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(path.parent), str(source)], check=False, capture_output=True, timeout=120)
    source.unlink()
    assert path.exists()
