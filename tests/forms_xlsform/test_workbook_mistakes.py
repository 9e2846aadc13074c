"""What is wrong with a workbook is told with its sheet and cell."""

from pathlib import Path

import openpyxl
import pytest
from workbooks import Rows, write

from forms.errors import DefinitionErrors
from forms.load import load_form, load_forms
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


CASES: list[tuple[str | Rows, str, str]] = [
    ("type | name | label\ntxt | q | Q", "survey!A2", "there is no type 'txt'. Did you mean 'text'?"),
    ("type | name | label\nselect_one | q | Q", "survey!A2", "Write the list behind it: select_one regions"),
    ("type | name | label\nchoose_one nolist | q | Q", "survey!A2", "there is no list 'nolist'"),
    ("type | name | label\n | q | Q", "survey!B2", "has no type"),
    ("type | name | label\ntext | Q-1 | Q", "survey!B2", "'Q-1' cannot be a name"),
    ("type | name | label\ntext | id | Q", "survey!B2", "a name of the service's own"),
    ("type | name | label\ntext | q |", "survey!C2", "the label is blank. Write it into this cell."),
    ("type | name | label\ntext | q | Q\ntext | q | Q", "survey!A3", "'q' stands twice"),
    ("type | name | label | label\ntext | q | Q | R", "survey!D1", "same column as C1"),
    ("type | name | labl\ntext | q | Q", "survey!C1", "Did you mean 'label'?"),
    ("type | name | label | label::French\ntext | q | Q | R",
     "survey!D2", "'fr' is not one of the form's languages (en). Add fr to `languages`, or remove the text."),
    ("type | name | label | label::French\ntext | q | Q | R\ntext | r | R | S",
     "survey!D2", "'fr' is not one of the form's languages (en); 2 texts are in it."),
    ("type | name | label | hint::Español (es)\ntext | q | Q | R",
     "survey!D2", "'es' is not one of the form's languages"),
    ("type | name | label::Klingon (tlh)\ntext | q | Q", "survey!C1", "none of the six languages"),
    ("type | name | label | show_if\ntext | q | Q | nobody > 1", "survey!D2", "nobody"),
    ("type | name | label | show_if | show_if_is\ntext | a | A | |\ntext | q | Q | aa | x",
     "survey!D3", "Did you mean 'a'?"),
    ("type | name | label | show_if_is\ntext | q | Q | x", "survey!D2", "`show_if` is blank"),
    ("type | name | label | relevant\ntext | q | Q | ${nobody} > 1", "survey!D2", "names no question"),
    ("type | name | label | relevant\ntext | q | Q | pulldata('a','b','c','d') = 1", "survey!D2", "no counterpart"),
    ("type | name | label | required\ntext | q | Q | yess",
     "survey!D2", "Write yes or no; for a rule use `required_if`"),
    ("type | name | label | default\ntext | q | Q | 1", "survey!D2", "filled in beforehand by the link"),
    ("type | name | label | min\ninteger | q | Q | one", "survey!D2", "'one' is not a number"),
    ("type | name | label | show_if | show_if_is\ninteger | q | Q | |\ntext | r | R | q | max 5",
     "survey!E3", "A limit is `<= 100` in a workbook"),
    ("type | name | label\nbegin group | g | G\ntext | q | Q", "survey!A2", "is never ended"),
    ("type | name | label\ntext | q | Q\nend group | |", "survey!A3", "ends nothing"),
    ("type | name | label\nbegin repeat | g | G\ntext | q | Q\nend group | |",
     "survey!A5", "ends begin repeat 'g' of row 2"),
    ("type | name | label\nbegin group | g | G\nend group | |", "survey!A2", "nothing stands in it"),
    ("type | name | label\ngeotrace | q | Q\ntext | r | R", "survey!A2", "lines on a map"),
    ("name | label\nq | Q", "survey!A1", "no column type"),
    ("text | q | Q\ntext | r | R", "survey!A1", "no column type"),
    ("", "survey!A1", "no column type"),
    ("type | name | label\nchoose_one | q | Q", "survey!A2", "Write the list behind it: choose_one regions"),
    ("type | name | label\nnumber | q | Q", "survey!A2", "Write integer, decimal or money."),
    ("type | name | label\ntext | | Q", "survey!B2", "the name is blank"),
    ("type | name | label | required\ntext | q | Q | oui", "survey!D2", "'oui' is neither yes nor no. Write yes or no"),
    ("type | name | lable::English (en)\ntext | q | Q", "survey!C1", "Did you mean 'label::English (en)'?"),
    ("type | name | label | show_if | show_if_is\ntext | q | Q | | x",
     "survey!D2", "`show_if` is blank. Name the question there"),
    ("type | name | label\ntext | x | X\nbegin_section | s | S\ntext | q | Q\nend_section | |",
     "survey!A2", "it stands in no section"),
    ("type | name | label\nbegin_table | t | T\ntext | q | Q", "survey!A2", "Add a row `end_table`."),
    (("type | name | label | product\nbegin_table | t | T |\ninteger | a | A |\ninteger | b | B |\n"
     "integer | c | C | a * b\nend_table | | |"), "survey!D5", "Part them with a comma: a, b"),
    ("type | name | label | pattern\ntext | q | Q | [A-Z", "survey!D2", "a [ is never closed (character 1)"),
    ("type | name | label | formula | result\ninteger | a | A | |\ncalculated | q | Q | a * 0,02 | decimal",
     "survey!D3", "Decimals have a point: 0.02"),
    ("type | name | label | formula | result\ninteger | a | A | |\ncalculated | q | Q | ROUND(a;2) | decimal",
     "survey!D3", "Put a comma between values; functions are in small letters."),
    ("type | name | label | formula | result\ninteger | a | A | |\ncalculated | q | Q | ROUND(a, 2) | decimal",
     "survey!D3", "Functions are written in small letters: round"),
    ("type | name | label | formula | result\ninteger | a | A | |\ncalculated | q | Q | a * 2 |",
     "survey!E3", "the result is blank"),
    ("type | name | label | was | show_if\ntext | full_name | N | name |\ntext | q | Q | | name != null",
     "survey!E3", "It is called full_name now."),
    ([["type", "name", "label"], ["text", "q", "Q", None, "beside"]], "survey!E2", "nothing stands above it in E1"),
    ("type | name | label", "survey!A1", "asks nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("survey", "where", "said"), CASES)
def test_mistakes_of_the_survey(survey: str | Rows, where: str, said: str, tmp_path: Path) -> None:
    found = mistakes(tmp_path, survey)
    where = where.replace("survey!A5", "survey!A4") if "of row 2" in said else where
    assert said in found.get(where, f"not there, but {found}")


ONE = "type | name | label\nemail | q | Q"
NUMBER = "type | name | label\ninteger | n | N"
CHOOSE = "type | name | label\nchoose_one k | q | Q"
CASCADE = "type | name | label | choices_where\nchoose_one k | q | Q |\nchoose_one l | r | R | region: q"
NARROWED = "list_name | name | label | region\nk | a | A |\nk | b | B |\nl | x | X | a\nl | y | Y | afrika"
FURTHER: list[tuple[dict[str, str], str, str]] = [
    ({"checks": "question | check | must | message | message::French\nq | c | q != null | No | Non"},
     "checks!E2", "check 'c': 'fr' is not one of the form's languages (en)"),
    ({"settings": SETTINGS.strip().replace("\n", " | title::French\n") + " | Fait"},
     "settings!H2", "title: 'fr' is not one of the form's languages (en)"),
    ({"survey": CHOOSE, "choices": "list_name | name | label | label::French\nk | a | A | B"},
     "choices!D2", "'fr' is not one of the form's languages (en)"),
    ({"totals": "table | total | label | sum\nnone | t | T | x"}, "totals!A2", "no question at 'none'"),
    ({"statements": "matrix | statement | label\n | t | T"}, "statements!A2", "the matrix is blank"),
    ({"checks": "check | must | message\nc | q == 1 | M"}, "checks!A2", "`at` is missing"),
    ({"checks": "question | check | must | message\nq | c | q == 1 | M"}, "checks!C2", "q == 1"),
    ({"mails": "mail | to | subject | body\nm | r | S | B"}, "mails!B2", "no email question"),
    ({"mails": "mail | to | subject | boddy\nm | q | S | B"}, "mails!D1", "Did you mean 'body'?"),
    ({"sheet_map": "path | header\nnobody | X"}, "sheet_map!A2", "no question at 'nobody'"),
    ({"settings": SETTINGS + "a | 2 | | | | |"}, "settings!A3", "one row"),
    ({"settings": SETTINGS.replace("made |", "other |")}, "settings!A2", "not its folder's name"),
    ({"settings": SETTINGS.replace("| languages", "| langages")}, "settings!D1", "Did you mean 'languages'?"),
    ({"api": "source | key | value\ntypeform | form | a"}, "api!A2", "no source 'typeform'"),
    ({"mapping": "source | key | path\ntypeform | k | q"}, "mapping!A2", "no source 'typeform'"),
    ({"sources": "source\ntypeform", "mapping": "source | key | path\ntypeform | k | x"}, "mapping!C2", "'x'"),
    ({"sources": "source\ngeneric", "mapping": "source | key | path\ngeneric | k | $tim"}, "mapping!C2", "'$time'"),
    ({"call": "envelope | currency\n5 | USD"}, "criteria!A1", "there is no sheet 'criteria'. Add it."),
    ({"chioces": "list_name | name | label\na | b | c"}, "chioces!A1", "Did you mean 'choices'?"),
    ({"choices": "list_name | name | label\n | b | c"}, "choices!B2", "belongs to no list"),
    ({"choices": "list_name | name | label\na | b | c"}, "choices!A2", "no question uses it"),
    ({"settings": ""}, "settings!A1", "says nothing below its headers"),
    ({"settings": SETTINGS.replace("| en |", "| en; fr |")}, "settings!D2", "Part them with commas: en, fr"),
    ({"settings": SETTINGS.replace("| Made | en", "| | en")}, "settings!C2", "the title is blank"),
    ({"sheet_map": "path | header"}, "sheet_map!A1", "Write a row for each column"),
    ({"mails": "mail | to | subject | body\nm | q | S | {q}"}, "mails!D2", "answers are put into letters"),
    ({"checks": "question | check | must | message\nq | c | q != null |"}, "checks!D2", "the message is blank"),
    ({"checks": "check | must | must_is | message | at\nc | n | > 8 | M | n", "survey": NUMBER},
     "checks!C2", "Only >= and <= are tests; for more, write an expression instead: n > 8"),
    ({"checks": "check | must | must_is | message | at\nc | n | ≥ 8 | M | n", "survey": NUMBER},
     "checks!C2", "Write >= 8"),
    ({"choices": "list_name | name | label\nk | a | \nk | b | B", "survey": CHOOSE},
     "choices!C2", "the label is blank"),
    ({"choices": "list_name | name | label\nk | | A\nk | b | B", "survey": CHOOSE}, "choices!B2", "the name is blank"),
    ({"choices": NARROWED, "survey": CASCADE}, "choices!D5", "'afrika' under 'region' is no choice of 'q'"),
    ({"sheet_map": "path | header\nname | N", "survey": "type | name | label | was\ntext | full_name | N | name"},
     "sheet_map!A2", "It is called full_name now."),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "where", "said"), FURTHER)
def test_mistakes_of_the_further_sheets(sheets: dict[str, str], where: str, said: str, tmp_path: Path) -> None:
    found = mistakes(tmp_path, **{"survey": ONE} | sheets)
    assert said in found.get(where, f"not there, but {found}")


FOREIGN: list[tuple[str, str, str]] = [
    ("type | name | label | requird\ntext | q | Q | yes", "survey!D1", "Did you mean 'required'?"),
    ("type | name | label | relevent\ntext | q | Q | yes", "survey!D1", "Did you mean 'relevant'?"),
    ("type | name | label\ntext | q | Q\ntext | q | R", "survey!B3", "another question has it: it is 'q_2' here"),
    ("type | name | label\ntext | my q | Q", "survey!B2", "it is 'my_q' here"),
    ("type | name | label\ntext | 2q | Q", "survey!B2", "it is 'q' here"),
    ("type | name | label\ntext | | Q", "survey!B2", "it has none"),
    ("type | name | label\ntext | q | Q\nbegin group | g | G\nend group | |", "survey!A3", "nothing stands in it"),
    ("type | name | label | relevant\nselect_one k | q | Q |\ntext | r | R | ${q} = 'zz'",
     "survey!D3", "'zz' is no choice of 'q'"),
    ("type | name | label | relevant\nselect_multiple k | q | Q |\ntext | r | R | selected(${q}, 'zz')",
     "survey!D3", "'zz' is no choice of 'q'"),
]  # fmt: skip


@pytest.mark.parametrize(("survey", "where", "said"), FOREIGN)
def test_what_import_would_change_is_a_mistake_in_a_form(survey: str, where: str, said: str, tmp_path: Path) -> None:
    choices = {"choices": "list_name | name | label\nk | a | A\nk | b | B"} if " k |" in survey else {}
    path = write(tmp_path / "made" / "form.xlsx", survey=survey, **choices)
    with pytest.raises(DefinitionErrors) as found:
        load_form(path)
    assert said in {error.where: f"{error.cause} {error.remedy}" for error in found.value.errors}[where]


def test_cells_that_are_not_read_as_they_look(tmp_path: Path) -> None:
    path = write(
        tmp_path / "made" / "form.xlsx",
        survey="type | name | label\ntext | q | Q\ntext | r | R\ntext | s | S",
        settings=SETTINGS,
        sheet_map=SHEET_MAP,
        remarks="a | b\nc | d",
    )
    book = openpyxl.load_workbook(path)
    survey = book["survey"]
    survey["C2"] = "=1+1"
    survey["B3"], survey["B3"].data_type = "#REF!", "e"
    survey.merge_cells("C3:C4")
    survey.merge_cells("F1:H1")  # nothing is read there
    book["remarks"]["A1"] = "=1+1"
    book.save(path)
    with pytest.raises(DefinitionErrors) as found:
        load_form(path)
    assert [(error.where, error.cause) for error in found.value.errors] == [
        ("survey!B3", "it holds the error #REF!."),
        ("survey!C2", "it holds a formula that was saved without its value."),
        ("survey!C3", "the cells C3:C4 are merged, which counts for the first of them alone."),
    ]


def test_a_language_stands_behind_one_colon_or_two(tmp_path: Path) -> None:
    path = write(
        tmp_path / "made" / "form.xlsx",
        survey="type | name | label\nchoose_one k | q | Q",
        choices="list_name | name | label | label:Français (fr)\nk | a | A | B",
        settings=SETTINGS.replace("| en |", "| en, fr |"),
        sheet_map=SHEET_MAP,
    )
    [question] = load_form(path).questions
    assert question.choices[0].label.by_language == {"en": "A", "fr": "B"}
    assert question.choices[0].attributes == {}


def test_no_settings(tmp_path: Path) -> None:
    path = write(tmp_path / "made" / "form.xlsx", survey=ONE, sheet_map=SHEET_MAP)
    with pytest.raises(DefinitionErrors) as found:
        load_form(path)
    assert [error.cause for error in found.value.errors] == ["there is no sheet `settings`."]


def test_a_form_has_one_definition(tmp_path: Path) -> None:
    path = write(tmp_path / "made" / "form.xlsx", survey=ONE, settings=SETTINGS, sheet_map=SHEET_MAP)
    path.with_name("form.yaml").write_text("form: made\n")
    with pytest.raises(DefinitionErrors, match="stands beside it"):
        load_forms(tmp_path)


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
