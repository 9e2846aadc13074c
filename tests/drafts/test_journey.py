"""The way through a form: its steps, how far each is, what comes next, and what a later version makes of it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from journey_form import FIRST, SECOND, compiled

from app.journey import (
    BUSY,
    DONE,
    TODO,
    WRONG,
    asked_of,
    files_asked,
    first_open,
    minutes,
    next_after,
    problems_of,
    steps_of,
    under_new_names,
    way_of,
)
from forms.load import load_form
from forms.schema import Checked, CompiledForm
from forms.types.messages import UNKNOWN

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
STEPS = ["who", "where", "partner_page", "origin", "money"]
DEFINITIONS = Path(__file__).parents[2] / "forms" / "definitions"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> CompiledForm:
    return compiled(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> CompiledForm:
    return compiled(tmp_path_factory.mktemp("second"), SECOND)


def way(form: CompiledForm, visited: tuple[str, ...] = (), /, **answers: Any) -> dict[str, str]:
    """The steps on the way, and how far each is."""
    return {one.step.name: one.state for one in way_of(form, answers, visited, form.check(answers, NOW))}


def test_steps_are_the_pages_of_a_form_or_its_sections(first: CompiledForm, tmp_path: Path) -> None:
    steps = steps_of(first.form)
    assert [one.name for one in steps] == STEPS
    assert [question.name for question in steps[1].questions] == ["land", "place"]
    head, _, rest = FIRST.partition("pages:\n")
    without = compiled(tmp_path, head + "sections:\n" + rest.partition("sections:\n")[2])
    names = [section.name for section in without.form.sections]
    assert [one.name for one in steps_of(without.form)] == names
    assert [question for one in steps_of(without.form) for question in one.questions] == list(without.form.questions)


@pytest.mark.parametrize(
    ("answers", "on_the_way"),
    [
        ({}, ["who", "where", "money"]),
        ({"partnered": "yes"}, ["who", "where", "partner_page", "money"]),
        ({"partnered": "no", "partner": "We"}, ["who", "where", "money"]),
        ({"campaign": "may", "nights": "3"}, ["who", "where", "money"]),  # nothing is asked on `origin`
    ],
)
def test_a_step_is_on_the_way_when_it_asks_something(
    first: CompiledForm, answers: dict[str, str], on_the_way: list[str]
) -> None:
    assert list(way(first, **answers)) == on_the_way


ONE = """
form: trip
version: 1
languages: [en]
title: One
reference: "O-{number}"
lists: [{list: places, choices: [{value: bern, label: Bern, with: {land: che}}]}]
sections:
  - {section: a, title: A, questions: [{question: land, type: text, label: Land}]}
  - section: b
    title: B
    questions:
      - question: within
        type: group
        label: Within
        questions:
          - {question: place, type: choose_one, label: Place, choices_from: places, choices_where: {land: land}}
sheet: {workbook: O, tab: O, columns: [{path: $reference, header: R}]}
"""


def test_a_step_whose_only_list_has_nothing_to_offer_is_not_on_the_way(tmp_path: Path) -> None:
    form = compiled(tmp_path, ONE)
    assert list(way(form)) == ["a"]
    assert list(way(form, land="fra")) == ["a"]
    assert list(way(form, land="che")) == ["a", "b"]


@pytest.mark.parametrize(
    ("answers", "visited", "state"),
    [
        ({}, (), TODO),
        ({"name": " ", "contact": {"email": {"value": "", "again": ""}}}, (), TODO),
        ({"name": "Ana"}, (), BUSY),
        ({"contact": {"room": "7"}}, (), BUSY),
        ({}, ("who",), WRONG),
        ({"name": "Ana"}, ("who",), DONE),
        ({"name": "Ana", "contact": {"email": {"value": "a@example.org", "again": "b@example.org"}}}, ("who",), WRONG),
        ({"name": "Ana", "nights": "many"}, ("who",), DONE),  # which is wrong elsewhere
        ({"name": "Ana"}, ("where", "nothing"), BUSY),
    ],
)
def test_how_far_a_step_is(first: CompiledForm, answers: dict[str, Any], visited: tuple[str, ...], state: str) -> None:
    assert way(first, visited, **answers)["who"] == state


def test_a_step_that_was_done_wants_attention_when_another_answer_asks_more_of_it(first: CompiledForm) -> None:
    visited = ("who", "where", "money")
    assert set(way(first, visited, name="Ana").values()) == {DONE}
    now = way(first, visited, name="Ana", partnered="yes")
    assert now == {"who": DONE, "where": DONE, "partner_page": TODO, "money": DONE}
    assert way(first, visited, name="Ana", land="fra", place="bern")["where"] == WRONG


def test_problems_belong_to_the_step_of_their_question(first: CompiledForm) -> None:
    checked = first.check({"budget": [{"receipt": ""}, {"item": "", "receipt": "x"}], "contact": {"email": "x"}}, NOW)
    found = {step.name: [one.path for one in problems_of(step, checked.problems)] for step in steps_of(first.form)}
    assert found["who"] == ["name", "contact.email"]
    assert [path.partition(".")[0] for path in found["money"]] == ["budget"] * len(found["money"]) != []
    assert (found["where"], found["partner_page"], found["origin"]) == ([], [], [])


def test_one_goes_on_from_step_to_step_to_the_end(first: CompiledForm) -> None:
    answers = {"partnered": "yes"}
    on = way_of(first, answers, (), first.check(answers, NOW))
    following = [next_after(on, name) for name in ("who", "where", "partner_page")]
    assert [one.name for one in following if one] == ["where", "partner_page", "money"]
    assert next_after(on, "money") is None
    assert next_after(on, "origin") is None  # it is not on the way
    assert next_after((), "who") is None


def test_the_first_open_step_is_the_first_that_is_not_done(first: CompiledForm) -> None:
    def opens(visited: tuple[str, ...], **answers: Any) -> str | None:
        found = first_open(way_of(first, answers, visited, first.check(answers, NOW)))
        return found.name if found else None

    assert opens(()) == "who"
    assert opens(("who",), name="Ana") == "where"
    assert opens(("who", "money"), name="Ana") == "where"
    assert opens(("who", "where", "money"), name="Ana") is None
    assert opens(("who", "where", "money"), name="Ana", partnered="yes") == "partner_page"
    assert opens(("who", "where", "money"), name="Ana", nights="x") == "money"


def test_how_long_it_takes_is_said_in_steps_of_five_minutes(first: CompiledForm, tmp_path: Path) -> None:
    assert minutes(first.form) == 10  # a table and a few lines; what only some are asked does not count
    assert minutes(compiled(tmp_path, ONE).form) == 5
    told = {path.parent.name: minutes(load_form(path)) for path in DEFINITIONS.glob("*/form.yaml")}
    assert all(5 <= one <= 90 and one % 5 == 0 for one in told.values()), told


def test_files_are_asked_wherever_they_stand(first: CompiledForm) -> None:
    assert [one.name for one in files_asked(first.form)] == ["letter", "receipt"]


TYPED: dict[str, Any] = {
    "name": "Ana",
    "contact": {"email": {"value": "a", "again": "b"}, "room": "7"},
    "nights": "3",
    "budget": [{"item": "Bed", "receipt": ""}, {"item": ""}, {}],
}
PRESENT: dict[str, Any] = {
    "full_name": "Ana",
    "contact": {"email": {"value": "a", "again": "b"}, "suite": "7"},
    "nights": "3",
    "budget": [{"thing": "Bed", "receipt": ""}, {"thing": ""}, {}],
}


def test_typed_answers_are_called_as_the_form_now_calls_its_questions(second: CompiledForm) -> None:
    before = repr(TYPED)
    assert under_new_names(second.form.questions, TYPED) == PRESENT
    assert repr(TYPED) == before
    assert under_new_names(second.form.questions, PRESENT) == PRESENT


def test_what_stands_under_the_new_name_is_not_overwritten(second: CompiledForm) -> None:
    typed = {"name": "old", "full_name": "new"}
    assert under_new_names(second.form.questions, typed) == typed


def test_what_the_form_asks_no_more_is_not_held_against_it(second: CompiledForm) -> None:
    typed = under_new_names(second.form.questions, TYPED)
    assert [one.path for one in second.check(typed, NOW).problems if one.message == UNKNOWN] == ["nights"]
    asked = asked_of(second.form.questions, typed)
    assert asked == {name: answer for name, answer in PRESENT.items() if name != "nights"}
    assert UNKNOWN not in {one.message for one in second.check(asked, NOW).problems}


TEXTS = st.sampled_from(["", " ", "yes", "no", "3", "che", "fra", "bern", "paris", "a@example.org", "\0", "x" * 50])
ON_PAGES = ["name", "full_name", "partnered", "contact", "land", "place", "partner", "letter"]
UNSEEN = ["campaign", "twice", "nights"]
WITHIN = ["days", "budget", "item", "thing", "receipt", "email", "room", "suite", "value", "again", "rows", "gone", ""]
NAMES = st.sampled_from([*ON_PAGES, *UNSEEN, *WITHIN])
ANYTHING = st.recursive(
    TEXTS | st.none() | st.integers(-5, 5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
ANSWERS = st.dictionaries(NAMES, ANYTHING, max_size=8)
VISITED = st.sets(st.sampled_from([*STEPS, "gone"])).map(tuple)


@given(ANSWERS, VISITED)
def test_any_way_can_be_gone_to_its_end_and_then_nothing_of_it_is_wrong(
    first: CompiledForm, answers: dict[str, Any], visited: tuple[str, ...]
) -> None:
    asked = asked_of(first.form.questions, answers)
    checked = first.check(asked, NOW)
    on = way_of(first, asked, visited, checked)
    names = [stage.step.name for stage in on]
    assert names == [name for name in STEPS if name in names]
    gone, step = names[:1], names[0]
    while (after := next_after(on, step)) is not None:
        gone.append(step := after.name)
    assert gone == names
    if first_open(on) is None:
        assert set(names) <= set(visited)
        assert told(first, checked) & {path for stage in on for path in paths(stage.step.questions)} == set()


def told(form: CompiledForm, checked: Checked) -> set[str]:
    return {one.path.split(".")[0] for one in checked.problems}


def paths(questions: Any) -> Iterator[str]:
    return (question.name for question in questions)


@given(ANSWERS)
def test_no_typed_text_is_lost_under_new_names_and_doing_it_twice_changes_nothing(
    second: CompiledForm, answers: dict[str, Any]
) -> None:
    renamed = under_new_names(second.form.questions, answers)
    assert sorted(leaves(renamed)) == sorted(leaves(answers))
    assert under_new_names(second.form.questions, renamed) == renamed


def leaves(value: Any) -> Iterator[str]:
    """Everything that was typed, and every empty place."""
    inner = list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list) else None
    if inner:
        for one in inner:
            yield from leaves(one)
    else:
        yield repr(value)


def test_a_table_as_the_ledger_keeps_it_is_asked_for_its_rows(second: CompiledForm) -> None:
    kept = {"rows": [{"item": "Ticket", "gone": "x"}], "totals": {"thing": 1}}
    asked = asked_of(second.form.questions, under_new_names(second.form.questions, {"budget": kept}))
    assert asked == {"budget": [{"thing": "Ticket"}]}


@given(ANSWERS)
@example({"budget": {"name": [], "item": None}})
def test_of_what_the_form_asks_no_question_is_unknown(second: CompiledForm, answers: dict[str, Any]) -> None:
    asked = asked_of(second.form.questions, under_new_names(second.form.questions, answers))
    assert asked_of(second.form.questions, asked) == asked
    assert UNKNOWN not in {one.message for one in second.check(asked, NOW).problems}
