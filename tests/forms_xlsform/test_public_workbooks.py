"""Public XLSForm workbooks and pyxform as a second opinion: accepted or refused alike, or the reason stands here."""

import os
import warnings
from pathlib import Path
from typing import Any

import pytest
from pyxform import errors, xls2xform
from test_reading_workbooks import NOW
from workbooks import write

from forms.definition import Question
from forms.errors import DefinitionErrors
from forms.load import load_form
from forms.schema import compile_form
from forms.tree import plain
from forms.writing.yaml_text import to_yaml
from forms.xlsform.importing import import_workbook
from forms.xlsform.skipped import skipped_rows
from forms.xlsform.workbook import read

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("CHANCERY_SHARED", REPOSITORY.parent / "shared")) / "payloads" / "xlsform"
GOOD = ("choice_filter_test.xlsx", "group.xlsx", "text_and_integer.xlsx", "tutorial.xls", "yes_or_no_question.xlsx",
        "tricky/blank_second_row.xls")  # fmt: skip
WRONG = {
    "tricky/duplicate_columns.xlsx": [("survey!E1", "same column as D1")],
    "tricky/unknown_question_type.xls": [("survey!A2", "no type 'set form title'"), ("survey!J1", "same column as D1")],
}
LOST = {"choice_filter_test.xlsx": ["choices!B6: choice 'king'"]}
"""What is left out of the good ones that people would miss."""


def public(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no recorded workbook {name}: set CHANCERY_SHARED to the folder that holds payloads/")
    return path


ANSWERS: dict[str, Any] = {
    "text": "Words", "long_text": "Words", "integer": 7, "decimal": "1.5", "date": "2026-10-01", "time": "10:00",
    "datetime": "2026-10-01T10:00", "url": "https://example.org", "email": "a@example.org", "phone": "+41221234567",
    "yes_no": True, "consent": True, "geopoint": "46.2 6.1", "hidden": "x",
}  # fmt: skip


def made_up(questions: Any) -> dict[str, Any]:
    """An answer to every question that can be answered alone; of a list the first choice."""
    found = {one.name: answer(one) for one in questions if not one.choices_where}
    return {name: value for name, value in found.items() if value is not None}


def answer(one: Question) -> Any:
    if one.type == "group":
        return made_up(one.questions)
    if one.type == "table":
        return [made_up(one.questions)]
    if one.choices:
        return [one.choices[0].value] if one.type in {"choose_many", "ranking"} else one.choices[0].value
    return ANSWERS.get(one.type)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_public_workbook_becomes_a_form(name: str, tmp_path: Path) -> None:
    found = import_workbook(public(name), tmp_path / "taken-over")
    assert [str(note).split(": ", 2)[0:2] for note in found.left_out if note.is_loss] == [
        one.split(": ", 1) for one in LOST.get(name, [])
    ]
    checked = compile_form(found.form).check(made_up(found.form.questions), NOW)
    assert checked.problems == ()
    assert checked.answers
    assert to_yaml(found.tree)


@pytest.mark.parametrize("name", WRONG)
def test_a_tricky_public_workbook_is_told_what_is_wrong(name: str) -> None:
    with pytest.raises(DefinitionErrors) as mistakes:
        read(public(name))
    said = {error.where: f"{error.cause} {error.remedy}" for error in mistakes.value.errors}
    for where, cause in WRONG[name]:
        assert cause in said[where]


def test_an_empty_row_is_accepted_as_pyxform_does_and_told_with_its_place() -> None:
    path = public("tricky/blank_second_row.xls")
    [told] = skipped_rows(path)
    assert str(told).startswith(f"{path}:survey!A2: the row is empty and is skipped.")
    assert skipped_rows(public("group.xlsx")) == ()


DIFFERENCES = {
    "a name with a blank": "pyxform refuses names that XML cannot have; here every name is made ours",
    "a circle of relevants": "pyxform leaves circles to ODK Validate; here they are found",
    "a repeated choice": "pyxform wants allow_choice_duplicates; here the second is left out and listed",
    "no label": "pyxform refuses it; here the name stands in and is listed",
    "an unknown question": "pyxform refuses it; here the rule is left out and listed, and the rest is carried",
    "an empty group": "pyxform writes an empty group; here nothing would be left to ask",
}
"""Sample -> why import decides otherwise than pyxform (a form's own form.xlsx is held to every one of them)."""

# An empty row is no difference: both skip it; here `forms check` and `forms import` say where it is.

LIST = "list_name | name | label\na | x | X\na | y | Y"
SAMPLES: dict[str, tuple[str, str]] = {
    "plain": ("type | name | label\ntext | q | Q", ""),
    "an empty row": ("type | name | label\n| |\ntext | q | Q", ""),
    "a group": ("type | name | label\nbegin group | g | G\ntext | q | Q\nend group | |", ""),
    "nested groups": (("type | name | label\nbegin group | g | G\nbegin group | h | H\n"
     "text | q | Q\nend group | |\nend group | |"), ""),
    "a repeat": ("type | name | label\nbegin repeat | r | R\ntext | q | Q\nend repeat | |", ""),
    "a group in a repeat": (("type | name | label\nbegin repeat | r | R\nbegin group | g | G\n"
     "text | q | Q\nend group | |\nend repeat | |"), ""),
    "a geopoint": ("type | name | label\ngeopoint | q | Q", ""),
    "a calculation": ("type | name | label | calculation\ninteger | a | A |\ncalculate | b | | ${a} + 1", ""),
    "or_other": ("type | name | label\nselect_one a or_other | q | Q", LIST),
    "a cascade": ("type | name | label | choice_filter\nselect_one a | q | Q |\nselect_one b | r | R | k = ${q}",
                  "list_name | name | label | k\na | x | X |\nb | y | Y | x"),
    "range": ("type | name | label | parameters\nrange | q | Q | start=1 end=5 step=1", ""),
    "rank": ("type | name | label\nrank a | q | Q", LIST),
    "metadata": ("type | name | label\nstart | start |\ntoday | today |\ntext | q | Q", ""),
    "an unknown type": ("type | name | label\ntxet | q | Q", ""),
    "an unknown list": ("type | name | label\nselect_one b | q | Q", LIST),
    "a select without choices": ("type | name | label\nselect_one b | q | Q", ""),
    "an unknown question": ("type | name | label | relevant\ntext | q | Q | ${nobody} = 1", ""),
    "a group that is never ended": ("type | name | label\nbegin group | g | G\ntext | q | Q", ""),
    "an end of nothing": ("type | name | label\ntext | q | Q\nend group | |", ""),
    "a repeat ended as a group": ("type | name | label\nbegin repeat | g | G\ntext | q | Q\nend group | |", ""),
    "no type column": ("name | label\nq | Q", ""),
    "one column twice": ("type | name | label | label\ntext | q | Q | R", ""),
    "a name with a blank": ("type | name | label\ntext | a b | Q", ""),
    "a table in a table": (("type | name | label\nbegin repeat | r | R\ntext | q | Q\n"
     "begin repeat | s | S\ntext | t | T\nend repeat | |\nend repeat | |"), ""),
    "a circle of relevants": ("type | name | label | relevant\ntext | a | A | ${b} = 1\ntext | b | B | ${a} = 1", ""),
    "an unknown function": ("type | name | label | relevant\ntext | a | A |\ntext | b | B | nofunction(${a})", ""),
    "a repeated choice": ("type | name | label\nselect_one a | q | Q", LIST + "\na | x | Z"),
    "no label": ("type | name | label\ntext | q |", ""),
    "an empty group": ("type | name | label\nbegin group | g | G\nend group | |", ""),
    "disabled": ("type | name | label | disabled\ntext | q | Q |\ntxet | r | R | yes", ""),
    "languages": ("type | name | label::English (en) | label::Français (fr)\ntext | q | Q | Question", ""),
}  # fmt: skip


def pyxform_takes(path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            xls2xform.convert(str(path), validate=False)
        except errors.PyXFormError:
            return False
    return True


def is_taken(path: Path, folder: Path) -> bool:
    """Whether import makes a form of it; what is wrong is told with its place."""
    try:
        return import_workbook(path, folder).form.name == folder.name
    except DefinitionErrors as mistakes:
        return not all(error.where and error.cause and error.remedy for error in mistakes.errors)


@pytest.mark.parametrize("name", SAMPLES)
def test_pyxform_decides_alike(name: str, tmp_path: Path) -> None:
    survey, choices = SAMPLES[name]
    sheets = {"survey": survey, **({"choices": choices} if choices else {})}
    path = write(tmp_path / "in" / "sample.xlsx", **sheets)
    ours = is_taken(path, tmp_path / "sample")
    assert (ours == pyxform_takes(path)) is (name not in DIFFERENCES)


def test_what_was_taken_over_can_be_read_again(tmp_path: Path) -> None:
    survey, choices = SAMPLES["a cascade"]
    found = import_workbook(write(tmp_path / "in" / "s.xlsx", survey=survey, choices=choices), tmp_path / "sample")
    path = tmp_path / "sample" / "form.yaml"
    path.parent.mkdir()
    path.write_text(to_yaml(found.tree), encoding="utf-8")
    assert load_form(path) == found.form
    assert plain(read(tmp_path / "in" / "s.xlsx").tree)
