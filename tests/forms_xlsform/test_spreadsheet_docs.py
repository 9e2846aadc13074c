"""The page about spreadsheets names every sheet and column, and its example is a form."""

import re
from pathlib import Path

import pytest
from test_reading_workbooks import NOW
from workbooks import Rows, write

from forms.load import load_form
from forms.schema import compile_form
from forms.xlsform.columns import SHEETS
from forms.xlsform.writing import SETTLED

PAGE = (Path(__file__).parents[2] / "docs" / "forms.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## In a spreadsheet")[2]


def tables() -> dict[str, Rows]:
    """The tables of the page by their first header."""
    found: dict[str, Rows] = {}
    for block in re.findall(r"(?:^\|.*\|\n)+", SECTION, re.MULTILINE):
        lines = [line.strip().removeprefix("|").removesuffix("|") for line in block.splitlines()]
        rows: Rows = [
            [cell.strip().replace("\\|", "|") or None for cell in re.split(r"(?<!\\)\|", line)] for line in lines
        ]
        found.setdefault(str(rows[0][0]), [rows[0], *rows[2:]])
    return found


def test_the_example_is_a_form(tmp_path: Path) -> None:
    by_first = tables()
    names = {"type": "survey", "list_name": "choices", "form_id": "settings", "path": "sheet_map", "question": "checks",
             "table": "totals"}  # fmt: skip
    sheets = {name: by_first[first] for first, name in names.items()}
    form = load_form(write(tmp_path / "small-grant" / "form.xlsx", **sheets))
    answers = {
        "title": "Locks", "email": "a@example.org", "kind": "goods", "amount": "150000",
        "budget": [{"item": "Lock", "quantity": 3, "unit_cost": "2.50"}],
    }  # fmt: skip
    checked = compile_form(form).check(answers, NOW)
    assert [problem.path for problem in checked.problems] == ["amount"]
    checked = compile_form(form).check(answers | {"amount": "7.50"}, NOW)
    assert checked.answers is not None
    assert checked.answers["budget"]["totals"]["total_usd"] == "7.50"
    assert "partner" not in {problem.path for problem in checked.problems}


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_and_column_is_named(name: str) -> None:
    assert f"**{name}**" in SECTION or f"`{name}`" in SECTION
    for column in SHEETS[name]:
        assert re.search(rf"[`| ]{column.header}(?:::…)?[`| ,]", PAGE), column.header


@pytest.mark.parametrize("words", SETTLED.values(), ids=map(" ".join, SETTLED))
def test_the_words_that_a_cell_offers_are_no_more_than_excel_opens(words: tuple[str, ...]) -> None:
    assert len(",".join(words)) <= 255
