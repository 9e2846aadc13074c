"""What members are blind to is in no form that they see, with all that hangs on it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.blind import is_blind, seen_form, without_file_names
from forms.definition import Form, Question, Section
from forms.load import load_form
from forms.schema import compile_form

PROPOSAL = load_form(Path(__file__).parents[2] / "forms" / "definitions" / "vtf-proposal" / "form.yaml")
ASKED = compile_form(PROPOSAL).questions
PATHS = sorted(ASKED)
LEAVES = {path for path, question in ASKED.items() if not question.questions}


def seen_by(*blind: str, form: Form = PROPOSAL) -> Form:
    assert form.call is not None
    return seen_form(replace(form, call=replace(form.call, committee=replace(form.call.committee, blind=blind))))


def paths(questions: Iterable[Question], before: str = "") -> Iterator[str]:
    for one in questions:
        yield before + one.name
        yield from paths(one.questions, f"{before}{one.name}.")
        yield from (f"{before}{one.name}.totals.{total.name}" for total in one.totals)


@given(st.lists(st.sampled_from(PATHS), max_size=6))
def test_nothing_blind_is_seen_and_every_other_answer_is(blind: list[str]) -> None:
    seen = set(paths(seen_by(*blind).questions))
    assert not {one for one in seen if is_blind(one, blind)}
    assert {one for one in LEAVES if not is_blind(one, blind)} <= seen


def test_a_group_stands_for_all_in_it_and_goes_with_the_last_of_it() -> None:
    assert "contact" not in {one.split(".")[0] for one in paths(seen_by("contact").questions)}
    members = [one for one in PATHS if one.startswith("contact.")]
    assert "contact" not in set(paths(seen_by(*members).questions))
    assert "contact" in set(paths(seen_by(*members[1:]).questions))


@pytest.mark.parametrize("blind", ["budget.total_usd", "budget.totals.total_usd"])
def test_a_total_is_not_seen_where_its_column_is_not(blind: str) -> None:
    assert "budget.totals.total_usd" in set(paths(PROPOSAL.questions))
    assert "budget.totals.total_usd" not in set(paths(seen_by(blind).questions))


def test_what_other_is_is_not_seen_where_its_question_is_not() -> None:
    asked = (Question("kind", "choose_one", PROPOSAL.title), Question("kind_other", "text", PROPOSAL.title))
    further = Question("plan", "text", PROPOSAL.title)
    section = Section("all", PROPOSAL.title, (asked[0], replace(asked[1], is_companion=True), further))
    form = replace(PROPOSAL, sections=(section,))
    assert list(paths(seen_by("kind", form=form).questions)) == ["plan"]
    assert list(paths(seen_by("plan", form=form).questions)) == ["kind", "kind_other"]


def test_files_are_called_after_their_questions_wherever_they_are() -> None:
    file = Question("letter", "file", PROPOSAL.title)
    table = Question("costs", "table", PROPOSAL.title, questions=(file,))
    group = Question("who", "group", PROPOSAL.title, questions=(file, Question("name", "text", PROPOSAL.title)))
    named = [{"name": "Diallo.pdf", "sha256": "a"}, {"name": "passport of Diallo", "url": "https://x.example/y"}]
    answers = {"letter": named, "costs": {"rows": [{"letter": named}]}, "who": {"letter": [], "name": "A"}, "left": 1}
    seen = [{"name": "letter-1.pdf", "sha256": "a"}, {"name": "letter-2", "url": "https://x.example/y"}]
    assert without_file_names((file, table, group), answers) == {
        "letter": seen,
        "costs": {"rows": [{"letter": seen}]},
        "who": {"letter": [], "name": "A"},
        "left": 1,
    }
