"""Definitions as values, and every mistake with its line, its cause and its remedy."""

from decimal import Decimal
from pathlib import Path

import pytest
from grant_form import GRANT, write_form

from forms.answers import find_question
from forms.definition import Rule, Text
from forms.errors import DefinitionError, DefinitionErrors
from forms.load import load_form, load_forms


def mistakes(folder: Path, text: str) -> tuple[DefinitionError, ...]:
    with pytest.raises(DefinitionErrors) as found:
        load_form(write_form(folder, text))
    return found.value.errors


def test_a_definition_becomes_values(tmp_path: Path) -> None:
    form = load_form(write_form(tmp_path))
    assert (form.name, form.version, form.languages) == ("grant", 2, ("en", "fr"))
    assert form.title == Text({"en": "Grant", "fr": "Subvention"})
    assert form.intro == Text({"en": "Ask for money."})
    assert [section.name for section in form.sections] == ["applicant", "project"]
    letter, budget = find_question(form, "letter"), find_question(form, "budget")
    assert letter is not None
    assert (letter.accept, letter.max_megabytes) == (("pdf", "txt"), 2)
    assert budget is not None
    assert (budget.min, budget.max) == (Decimal(2), Decimal(4))
    assert budget.questions[3].product == ("quantity", "cost")
    assert [column.format for column in form.sheet.columns] == ["text", "text", "money", "datetime"]
    assert form.acknowledgement is not None
    assert form.acknowledgement.to == "contact.email"
    assert form.sources[1].mapping == {"ref-state": "state", "ref-mail": "contact.email"}


def test_rules_have_values_of_their_questions_type(tmp_path: Path) -> None:
    call = load_form(write_form(tmp_path)).call
    assert call is not None
    assert call.rules[0] == Rule("ceiling", "asked", "max", Decimal(100000), Text({"en": "Too much is asked for."}))
    assert [rule.value for rule in call.rules[1:]] == [True, ("FJI", "TON"), "budget.totals.all", True]


def test_is_yes_asks_a_choice_for_its_value_and_not_for_a_truth(tmp_path: Path) -> None:
    text = GRANT.replace("value: l,", "value: yes,").replace("path: agreed, is: yes", "path: size, is: yes")
    call = load_form(write_form(tmp_path, text)).call
    assert call is not None
    assert call.rules[1].value == "yes"


def test_a_text_need_not_be_in_every_language_of_the_form(tmp_path: Path) -> None:
    text = GRANT.replace("{en: Grant, fr: Subvention}", "{fr: Subvention}")
    assert load_form(write_form(tmp_path, text)).title.in_language("ar") == "Subvention"


def test_all_mistakes_are_listed_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = GRANT.replace("type: url", "type: urll").replace("is: yes, ", "").replace("weight: 40", "weight: 4")
    text = text.replace("sheet:\n", "shete:\n").replace("version: 2", "version: two")
    found = mistakes(tmp_path, text)
    assert [error.line for error in found] == sorted(error.line for error in found)
    causes = " ".join(error.cause for error in found)
    for part in ("'urll'", "0 tests", "sum to 64", "'sheet' is missing", "'shete'", "'two'"):
        assert part in causes
    assert len(found) == 6


def test_a_mistake_reads_as_one_line(tmp_path: Path) -> None:
    path = write_form(tmp_path, GRANT.replace("version: 2", "version: 0"))
    with pytest.raises(DefinitionErrors) as found:
        load_form(path)
    said = f"{path}:2: version: 0 is not a whole number from 1 to 1000000. Write one that is."
    assert str(found.value) == said


def test_a_folder_of_forms_tells_the_mistakes_of_all(tmp_path: Path) -> None:
    write_form(tmp_path, GRANT.replace("type: url", "type: urll"))
    write_form(tmp_path, GRANT.replace("form: grant", "form: loan").replace("is: yes, ", ""), "loan")
    with pytest.raises(DefinitionErrors) as found:
        load_forms(tmp_path)
    assert [error.file.parent.name for error in found.value.errors] == ["grant", "loan"]


def test_two_forms_may_not_share_their_numbers_or_their_tab(tmp_path: Path) -> None:
    write_form(tmp_path)
    write_form(tmp_path, GRANT.replace("form: grant", "form: loan").replace(":04d", ":05d"), "loan")
    with pytest.raises(DefinitionErrors) as found:
        load_forms(tmp_path)
    assert [(error.place, "'grant' too" in error.cause) for error in found.value.errors] == [
        ("reference", True),
        ("sheet", True),
    ]


def test_forms_are_found_by_name(tmp_path: Path) -> None:
    write_form(tmp_path)
    other = GRANT.replace("form: grant", "form: loan").replace("GR-", "LO-").replace("Grants", "Loans")
    write_form(tmp_path, other, "loan")
    assert list(load_forms(tmp_path)) == ["grant", "loan"]


def test_the_forms_of_the_house_are_in_order() -> None:
    folder = Path(__file__).parents[2] / "forms" / "definitions"
    assert all(name == form.name for name, form in load_forms(folder).items())
