"""What staff choose in a column is coloured by rules that are theirs from the moment the column is made."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from sheet_places import Place

from connectors.ports import SheetColumn, SheetRow
from connectors.sheets.palette import SHADES, WRONG

Make = Callable[..., SheetRow]
CHOICES = ('the "best"', "so & so", *(f"choice {number}" for number in range(6)))
COLUMN = SheetColumn("staff:Rank", "Rank", owner="staff", dropdown=CHOICES)


def rules(path: Path, title: str) -> list[tuple[int, str, str, str]]:
    """Priority, area, formula and colour of each rule, the first to count before the others."""
    found = load_workbook(path)[title].conditional_formatting
    told = [(one.priority, str(area.sqref), one.formula[0], one.dxf) for area in found for one in area.rules]
    return sorted((number, area, said, dxf.fill.bgColor.rgb if dxf else "") for number, area, said, dxf in told)


def test_each_choice_has_its_colour_and_whatever_else_is_wrong(excel: Place, proposal: Make) -> None:
    spec = replace(excel.spec, columns=(*excel.spec.columns, COLUMN))
    excel.backend.upsert(spec, [proposal("1")])
    found = rules(Path(excel.backend.where(spec)), spec.tab)
    assert [number for number, *_ in found] == list(range(1, len(CHOICES) + 2))
    assert {area for _, area, _, _ in found} == {"J2:J1048576"}
    assert [said for _, _, said, _ in found[:2]] == ['"the ""best"""', '"so & so"']
    assert [shade for *_, shade in found] == [*(f"FF{shade}" for shade in SHADES), "", "", f"FF{WRONG}"]
    assert found[-1][2] == "LEN(TRIM(J2))>0"


def test_rules_of_staff_count_first_and_ours_do_not_come_back(excel: Place, proposal: Make) -> None:
    excel.sync([proposal("1")])
    path = Path(excel.backend.where(excel.spec))
    book = load_workbook(path)
    rule = FormulaRule(formula=["C2>1"], fill=PatternFill(bgColor="FF112233"))
    book[excel.spec.tab].conditional_formatting.add("C2:C5", rule)
    book.save(path)
    spec = replace(excel.spec, columns=(*excel.spec.columns, COLUMN))
    excel.backend.upsert(spec, [proposal("1")])
    found = rules(path, spec.tab)
    assert found[0][1:] == ("C2:C5", "C2>1", "FF112233")
    assert [number for number, *_ in found] == list(range(1, len(CHOICES) + 3))
    book = load_workbook(path)
    book[spec.tab].conditional_formatting = type(book[spec.tab].conditional_formatting)()
    book.save(path)
    excel.backend.upsert(spec, [proposal("1"), proposal("2")])
    assert rules(path, spec.tab) == []


def test_choices_that_a_rule_would_take_for_formulas_have_no_colours(excel: Place, proposal: Make) -> None:
    column = replace(COLUMN, dropdown=("=1+1", "no"))
    spec = replace(excel.spec, columns=(*excel.spec.columns, column))
    excel.backend.upsert(spec, [proposal("1")])
    assert rules(Path(excel.backend.where(spec)), spec.tab) == []
