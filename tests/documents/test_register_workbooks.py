"""The workbooks the service makes whole: sheets, figures, the drawn budget line, charts, printing."""

import dataclasses
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from connectors.registers import Heading, write_register
from connectors.shortlist_book import ShortlistPage, write_shortlist
from connectors.shortlist_charts import RED

PAGE = ShortlistPage(
    title="Shortlist",
    subtitle="Made for a test",
    headings=(
        Heading("Place", "integer"),
        Heading("Reference", mark="reference"),
        Heading("Score", "decimal", mark="score"),
        Heading("Cumulative", "money", mark="cumulative"),
        Heading("Envelope", "money", mark="envelope"),
    ),
    rows=tuple((n, f"VTF-{n}", Decimal(90 - n), Decimal(40_000 * n), Decimal(100_000)) for n in range(1, 4)),
    taken=(True, True, False),
    line=2,
    ineligible=(("VTF-9", "Ghana", "=1+1", "too much"),),
    method=(("Ties", "as stated"), ("Submissions", 4)),
)


def test_the_shortlist_has_its_sheets_line_and_charts(tmp_path: Path) -> None:
    write_shortlist(PAGE, tmp_path / "s.xlsx")
    workbook = load_workbook(tmp_path / "s.xlsx")
    assert workbook.sheetnames == ["Shortlist", "Not eligible", "Method"]
    ranking = workbook["Shortlist"]
    assert [cell.value for cell in ranking[5]] == [1, "VTF-1", 89, 40_000, 100_000]
    assert ranking["D5"].number_format == "#,##0.00"
    assert (ranking.freeze_panes, ranking.page_setup.orientation, ranking.page_setup.fitToWidth) == (
        "A5",
        "landscape",
        1,
    )
    line = [row for row in range(5, 8) if ranking.cell(row, 1).border.bottom.style == "thick"]
    assert line == [6]
    assert ranking["A6"].border.bottom.color.rgb.endswith(RED)
    assert len({ranking.cell(row, 1).fill.fgColor.rgb for row in (5, 6)}) == 1
    assert ranking["A7"].fill.fgColor.rgb != ranking["A6"].fill.fgColor.rgb
    scores, money = ranking._charts
    assert [one.val.numRef.f for one in scores.series] == ["'Shortlist'!$C$5:$C$7"]
    assert [one.cat.numRef.f for one in scores.series] == ["'Shortlist'!$B$5:$B$7"]
    drawn = [one.val.numRef.f for part in money._charts for one in part.series]
    assert drawn == ["'Shortlist'!$D$5:$D$7", "'Shortlist'!$E$5:$E$7"]


def test_a_title_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    write_shortlist(PAGE, tmp_path / "s.xlsx")
    out = load_workbook(tmp_path / "s.xlsx")["Not eligible"]
    assert (out["C5"].value, out["C5"].data_type) == ("=1+1", "s")
    assert out["D5"].value == "too much"


def test_a_row_is_as_high_as_its_longest_text_needs(tmp_path: Path) -> None:
    reason = "The State has not shown a clear commitment to join the Treaty. " * 4
    write_shortlist(dataclasses.replace(PAGE, ineligible=(("VTF-9", "Ghana", "Title", reason),)), tmp_path / "s.xlsx")
    out = load_workbook(tmp_path / "s.xlsx")["Not eligible"]
    assert out.row_dimensions[4].height == 15
    assert out.row_dimensions[5].height >= 15 * len(reason) / out.column_dimensions["D"].width


def test_a_shortlist_of_nobody_is_a_workbook_too(tmp_path: Path) -> None:
    empty = ShortlistPage("Shortlist", "", PAGE.headings, (), (), 0, (), ())
    write_shortlist(empty, tmp_path / "s.xlsx")
    assert load_workbook(tmp_path / "s.xlsx")["Shortlist"]["A4"].value == "Place"


def test_the_last_row_of_a_register_adds_up_the_money(tmp_path: Path) -> None:
    headings = (Heading("Number"), Heading("Total USD", "money"), Heading("Due", "date"))
    rows = [("AC-1", Decimal("0.10"), date(2027, 1, 13)), ("AC-2", Decimal("0.20"), date(2027, 1, 13))]
    write_register("Register", "two", headings, rows, tmp_path / "r.xlsx")
    sheet = load_workbook(tmp_path / "r.xlsx")["Register"]
    assert [cell.value for cell in sheet[7]] == ["Total", 0.3, None]
