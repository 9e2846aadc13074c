"""What members are blind to is in no form that they see, with all that hangs on it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.blind import seen_form, without_file_names
from app.blind_paths import blind_paths, is_blind
from forms.definition import Form, Question, Section, Text, Total
from forms.load import load_form
from forms.schema import CompiledForm, compile_form

PROPOSAL = load_form(Path(__file__).parents[2] / "forms" / "definitions" / "vtf-proposal" / "form.yaml")
COMPILED = compile_form(PROPOSAL)
ASKED = COMPILED.questions
WORD = Text({"en": "Word"})
PATHS = sorted(ASKED)
LEAVES = {path for path, question in ASKED.items() if not question.questions}
WORKED_OUT = {"budget.total_usd", "budget.rows", "budget.totals.total_usd"}
"""All of it that comes of other answers."""


def seen_by(*blind: str, compiled: CompiledForm = COMPILED) -> Form:
    return seen_form(compiled.form, blind_paths(compiled.logic, blind))


def paths(questions: Iterable[Question], before: str = "") -> Iterator[str]:
    for one in questions:
        yield before + one.name
        yield from paths(one.questions, f"{before}{one.name}.")
        yield from (f"{before}{one.name}.totals.{total.name}" for total in one.totals)


@given(st.lists(st.sampled_from(PATHS), max_size=6))
def test_nothing_blind_is_seen_and_every_other_answer_is(blind: list[str]) -> None:
    seen = set(paths(seen_by(*blind).questions))
    assert not {one for one in seen if is_blind(one, blind)}
    kept_back = blind_paths(COMPILED.logic, blind)
    assert {one for one in LEAVES if not is_blind(one, kept_back)} <= seen
    assert {one for one in kept_back if not is_blind(one, blind)} <= WORKED_OUT


def test_a_group_stands_for_all_in_it_and_goes_with_the_last_of_it() -> None:
    assert "contact" not in {one.split(".")[0] for one in paths(seen_by("contact").questions)}
    members = [one for one in PATHS if one.startswith("contact.")]
    assert "contact" not in set(paths(seen_by(*members).questions))
    assert "contact" in set(paths(seen_by(*members[1:]).questions))


@pytest.mark.parametrize("blind", ["budget.total_usd", "budget.totals.total_usd", "budget.quantity"])
def test_a_total_is_not_seen_where_its_column_is_not(blind: str) -> None:
    assert "budget.totals.total_usd" in set(paths(PROPOSAL.questions))
    assert "budget.totals.total_usd" not in set(paths(seen_by(blind).questions))


def compiled_of(*questions: Question) -> CompiledForm:
    return compile_form(replace(PROPOSAL, sections=(Section("all", WORD, questions),), checks=(), call=None, mails=()))


def worked_out(name: str, formula: str, result: str = "text") -> Question:
    return Question(name, "calculated", WORD, calculation=formula, result=result)


def test_what_other_is_is_not_seen_where_its_question_is_not() -> None:
    asked = (Question("kind", "choose_one", WORD), Question("kind_other", "text", WORD, is_companion=True))
    compiled = compiled_of(*asked, Question("plan", "text", WORD))
    assert list(paths(seen_by("kind", compiled=compiled).questions)) == ["plan"]
    assert list(paths(seen_by("plan", compiled=compiled).questions)) == ["kind", "kind_other"]


def test_what_is_worked_out_of_it_is_not_seen_over_however_many_steps() -> None:
    price, number = (Question(name, "decimal", WORD) for name in ("price", "number"))
    sums = (replace(price, name="sum", product=("price", "number")), worked_out("twice", "sum * 2", "decimal"))
    totals = (Total("all", WORD, "twice"), Total("numbers", WORD, "number"))
    compiled = compiled_of(
        Question("who", "group", WORD, questions=(Question("name", "text", WORD), Question("age", "integer", WORD))),
        worked_out("heading", 'who.name == null ? "" : who.name'),
        worked_out("again", "heading"),
        worked_out("old", "who.age > 60 ? 'yes' : 'no'"),
        Question("costs", "table", WORD, questions=(price, number, *sums), totals=totals),
        worked_out("first", "count(costs.rows) > 0 ? 'some' : 'none'"),
        worked_out("most", "costs.totals.all", "decimal"),
    )
    everything = set(paths(compiled.form.questions))
    for blind, gone in (
        ("who.name", {"who.name", "heading", "again"}),
        ("who", {"who", "who.name", "who.age", "heading", "again", "old"}),
        ("costs.price", {"costs.price", "costs.sum", "costs.twice", "costs.totals.all", "first", "most"}),
        ("costs.totals.all", {"costs.totals.all", "most"}),
        ("again", {"again"}),
    ):
        assert everything - set(paths(seen_by(blind, compiled=compiled).questions)) == gone


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
