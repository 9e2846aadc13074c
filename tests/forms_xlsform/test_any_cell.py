"""However the cells of a workbook are garbled, what comes of it is a form or a list of mistakes, and nothing else."""

import random
from pathlib import Path

import pytest
from workbooks import Rows, write

from forms.errors import DefinitionErrors
from forms.load import load_form
from forms.schema import compile_form
from forms.writing.plain_form import tree
from forms.xlsform.importing import import_workbook
from forms.xlsform.rows import headers_of, sheets_of

DEFINITIONS = Path(__file__).parents[2] / "forms" / "definitions"
ODD = [
    "", "x", "yes", "no", "true()", "12", "-1", "1e9", "a, b", "a: b", '"', "${q}", "${title} > 1", ". > 3",
    "calculate",
    "begin_group", "end_group", "begin repeat", "end repeat", "select_one", "select_one x", "rank x or_other",
    "rank", "range", "start", "title", "email", "filled", "not", ">=", "same as", "label", "name", "label::fr", "::",
    "$", "[", "(", "today", "2027-01-31", "id", "A-b", "é", "x" * 70, 5, 2.5, True, None,
]  # fmt: skip


def rows_of(name: str) -> dict[str, Rows]:
    """A shipped form as rows."""
    form = load_form(DEFINITIONS / name / "form.yaml")
    found: dict[str, Rows] = {}
    for sheet, rows in sheets_of(tree(form)).items():
        headers = [header for header, _ in headers_of(sheet, form.languages, rows)]
        found[sheet] = [list(headers), *([row.get(header) for header in headers] for row in rows)]
    return found


@pytest.mark.parametrize("seed", range(40))
def test_garbled_cells(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    sheets = rows_of(("vtf-interim-report", "vtf-proposal")[seed % 2])
    if seed % 3 == 0:  # as if it were made for Kobo
        sheets = {name: sheets[name] for name in ("survey", "choices")}
    for _ in range(chance.randint(1, 6)):
        rows = sheets[chance.choice([*sheets, "survey", "survey"])]
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = chance.choice(ODD)
    path = write(tmp_path / "vtf-proposal" / "form.xlsx", **sheets)
    for deed in (load_form, lambda one: import_workbook(one, one.parent).form):
        try:
            compile_form(deed(path))
        except DefinitionErrors as mistakes:
            told = mistakes.errors
            assert told
            assert [one for one in told if not (one.where and one.cause and one.remedy)] == []
