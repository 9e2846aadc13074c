"""What is wrong with a workbook is told with its sheet and cell."""

from pathlib import Path

import pytest
from workbooks import Rows, write

from forms.errors import DefinitionErrors
from forms.load import load_form
from forms.xlsform.workbook import read

SETTINGS = """
form_id | version | title | languages | reference | workbook | tab
made | 1 | Made | en | MADE-{number} | Made | 2026
"""
SHEET_MAP = "path | header\n$reference | Reference"


def mistakes(folder: Path, survey: str | Rows, **sheets: str | Rows) -> dict[str, str]:
    """Where -> what is wrong, of a workbook of ours."""
    path = write(
        folder / "made" / "form.xlsx", survey=survey, **{"settings": SETTINGS, "sheet_map": SHEET_MAP} | sheets
    )
    with pytest.raises(DefinitionErrors) as found:
        load_form(path)
    return {error.where: f"{error.place}: {error.cause} {error.remedy}" for error in found.value.errors}


def test_a_workbook_of_ours_is_a_form(tmp_path: Path) -> None:
    path = write(
        tmp_path / "made" / "form.xlsx",
        survey="""
        type | name | label | required | show_if | show_if_is | min | max
        begin_section | money | Money | | | | |
        text | item | Item | yes | | | |
        begin_table | budget | Budget | | item | filled | 1 | 20
        integer | quantity | Quantity | | | | 1 |
        end_table | | | | | | |
        end_section | | | | | | |
        """,
        totals="table | total | label | sum\nbudget | pieces | Pieces | quantity",
        checks="question | check | must | message\nbudget | enough | budget.totals.pieces > 1 | More",
        settings=SETTINGS,
        sheet_map=SHEET_MAP + "\nbudget.totals.pieces | Pieces",
    )
    form = load_form(path)
    table = list(form.questions)[1]
    assert table.totals[0].sum == "quantity"
    assert table.checks[0].must.expression == "budget.totals.pieces > 1"
    assert table.show_if is not None
    assert (table.show_if.path, table.show_if.test, table.show_if.value) == ("item", "filled", True)


CASES = [
    ("type | name | label\ntxt | q | Q", "survey!A2", "there is no type 'txt'. Did you mean 'text'?"),
    ("type | name | label\nselect_one | q | Q", "survey!A2", "Name its list"),
    ("type | name | label\nchoose_one nolist | q | Q", "survey!A2", "there is no list 'nolist'"),
    ("type | name | label\n | q | Q", "survey!B2", "has no type"),
    ("type | name | label\ntext | Q-1 | Q", "survey!B2", "'Q-1' cannot be a name"),
    ("type | name | label\ntext | id | Q", "survey!B2", "a name of the service's own"),
    ("type | name | label\ntext | q |", "survey!A2", "'label' is missing"),
    ("type | name | label\ntext | q | Q\ntext | q | Q", "survey!A3", "'q' stands twice"),
    ("type | name | label | label\ntext | q | Q | R", "survey!D1", "same column as C1"),
    ("type | name | labl\ntext | q | Q", "survey!C1", "Did you mean 'label'?"),
    ("type | name | label::Klingon (tlh)\ntext | q | Q", "survey!C1", "none of the six languages"),
    ("type | name | label | show_if\ntext | q | Q | nobody > 1", "survey!D2", "nobody"),
    ("type | name | label | show_if | show_if_is\ntext | a | A | |\ntext | q | Q | aa | x",
     "survey!D3", "Did you mean 'a'?"),
    ("type | name | label | show_if_is\ntext | q | Q | x", "survey!D2", "'question' is missing"),
    ("type | name | label | relevant\ntext | q | Q | ${nobody} > 1", "survey!D2", "names no question"),
    ("type | name | label | relevant\ntext | q | Q | pulldata('a','b','c','d') = 1", "survey!D2", "no counterpart"),
    ("type | name | label | required\ntext | q | Q | yess", "survey!D2", "neither a question nor a text"),
    ("type | name | label | default\ntext | q | Q | 1", "survey!D2", "filled in beforehand by the link"),
    ("type | name | label | min\ninteger | q | Q | one", "survey!D2", "'one' is not a number"),
    ("type | name | label\nbegin group | g | G\ntext | q | Q", "survey!A2", "is never ended"),
    ("type | name | label\ntext | q | Q\nend group | |", "survey!A3", "ends nothing"),
    ("type | name | label\nbegin repeat | g | G\ntext | q | Q\nend group | |",
     "survey!A5", "ends begin repeat 'g' of row 2"),
    ("type | name | label\nbegin group | g | G\nend group | |", "survey!A2", "nothing stands in it"),
    ("type | name | label\ngeotrace | q | Q\ntext | r | R", "survey!A2", "lines on a map"),
    ("name | label\nq | Q", "survey!A1", "no column type"),
    ("text | q | Q\ntext | r | R", "survey!A1", "no column type"),
    ("", "survey!A1", "no column type"),
    ("type | name | label", "survey!A1", "asks nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("survey", "where", "said"), CASES)
def test_mistakes_of_the_survey(survey: str, where: str, said: str, tmp_path: Path) -> None:
    found = mistakes(tmp_path, survey)
    where = where.replace("survey!A5", "survey!A4") if "of row 2" in said else where
    assert said in found.get(where, f"not there, but {found}")


ONE = "type | name | label\nemail | q | Q"
FURTHER: list[tuple[dict[str, str], str, str]] = [
    ({"totals": "table | total | label | sum\nnone | t | T | x"}, "totals!A2", "no question at 'none'"),
    ({"statements": "matrix | statement | label\n | t | T"}, "statements!B2", "'matrix' is missing"),
    ({"checks": "check | must | message\nc | q == 1 | M"}, "checks!A2", "`at` is missing"),
    ({"checks": "question | check | must | message\nq | c | q == 1 | M"}, "checks!C2", "q == 1"),
    ({"mails": "mail | to | subject | body\nm | r | S | B"}, "mails!B2", "no email question"),
    ({"mails": "mail | to | subject | boddy\nm | q | S | B"}, "mails!D1", "Did you mean 'body'?"),
    ({"sheet_map": "path | header\nnobody | X"}, "sheet_map!A2", "no question at 'nobody'"),
    ({"settings": SETTINGS + "a | 2 | | | | |"}, "settings!A3", "one row"),
    ({"settings": SETTINGS.replace("made |", "other |")}, "settings!A2", "not its folder's name"),
    ({"settings": SETTINGS.replace("| languages", "| langages")}, "settings!D1", "Did you mean 'languages'?"),
    ({"mapping": "source | key | path\ntypeform | k | q"}, "mapping!A2", "no source 'typeform'"),
    ({"sources": "source\ntypeform", "mapping": "source | key | path\ntypeform | k | x"}, "mapping!C2", "'x'"),
    ({"call": "envelope | currency\n5 | USD"}, "call!A2", "'criteria' is missing"),
    ({"chioces": "list_name | name | label\na | b | c"}, "chioces!A1", "Did you mean 'choices'?"),
    ({"choices": "list_name | name | label\n | b | c"}, "choices!B2", "belongs to no list"),
    ({"choices": "list_name | name | label\na | b | c"}, "choices!A2", "no question uses it"),
]


@pytest.mark.parametrize(("sheets", "where", "said"), FURTHER)
def test_mistakes_of_the_further_sheets(sheets: dict[str, str], where: str, said: str, tmp_path: Path) -> None:
    found = mistakes(tmp_path, ONE, **sheets)
    assert said in found.get(where, f"not there, but {found}")


def test_no_survey(tmp_path: Path) -> None:
    path = write(tmp_path / "form.xlsx", Sheet1="type | name | label\ntext | q | Q")
    with pytest.raises(DefinitionErrors, match="there are: sheet1"):
        read(path)


def test_two_sheets_of_one_name(tmp_path: Path) -> None:
    path = write(tmp_path / "form.xlsx", survey=ONE, **{"Survey ": ONE})
    with pytest.raises(DefinitionErrors, match="two sheets"):
        read(path)


def test_groups_nested_without_end_are_told_of_once(tmp_path: Path) -> None:
    begun = [f"begin_group | g{n} | G" for n in range(400)]
    ended = ["end_group | | "] * 400
    survey = "\n".join(["type | name | label", *begun, "text | q | Q", *ended, "text | r | R"])
    found = mistakes(tmp_path, survey)
    assert [cause for cause in found.values() if "nested too deeply" in cause] == [
        "begin group 'g8': is nested too deeply. Flatten it."
    ]
