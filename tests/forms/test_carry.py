"""Answers of one version in the shape of another: all that can be kept is, and what cannot is named."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from versions_made import LABEL, answered, answers, form_of, forms

from forms.definition import Choice, Form, Question, Text, Total
from forms.types.answers import shown
from forms.types.blank import is_blank
from forms.versions.carry import carry, nothing
from forms.versions.changes import Risk, changes, worst
from forms.versions.pairs import matched, pairs, successors

Answered = tuple[Form, dict[str, Any]]


def choice(value: str, *was: str) -> Choice:
    return Choice(value, Text({"en": f"The {value}"}), was)


def one(type_: str = "text", name: str = "a", **words: Any) -> Question:
    return Question(name, type_, LABEL, **words)


V, W = choice("v"), choice("w")


@given(made=answered())
@settings(max_examples=200)
def test_carried_to_the_same_form_they_are_the_same(made: Answered) -> None:
    form, said_then = made
    carried = carry(form, form, said_then)
    assert (carried.answers, carried.left) == (said_then, ())


@given(made=answered(), new=forms())
@settings(max_examples=600)
def test_carried_to_any_form_they_fit_it_and_what_does_not_is_named(made: Answered, new: Form) -> None:
    old, said_then = made
    carried = carry(old, new, said_then)
    assert json.loads(json.dumps(carried.answers)) == carried.answers
    assert all(said for _, said in leaves(tuple(new.questions), carried.answers))
    earlier = matched(tuple(old.questions), tuple(new.questions))
    became = {was.name: name for name, was in earlier.items()}
    left = [path.partition(".")[0] for path, _ in carried.left]
    for name, answer in said_then.items():
        assert is_blank(answer) or name in left or not is_blank(carried.answers[became[name]])
    known = {question.name: question for question in old.questions}
    assert all(shown(known[path], said_then[path], "en") == said for path, said in carried.left if path in known)


def leaves(questions: tuple[Question, ...], answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every single answer as people read it: as the sheet would, which must be able to."""
    assert set(answers) == {question.name for question in questions}
    for question in questions:
        answer = answers[question.name]
        if question.type == "table":
            assert set(answer) == {"rows", "totals"}
            assert set(answer["totals"]) == {total.name for total in question.totals}
            for row in answer["rows"]:
                yield from leaves(question.questions, row)
        elif question.questions:
            yield from leaves(question.questions, answer)
        elif not is_blank(answer):
            yield question.name, shown(question, answer, "fr")


@given(made=answered(), new=forms())
@settings(max_examples=600)
def test_changes_that_are_said_to_be_safe_leave_nothing_behind(made: Answered, new: Form) -> None:
    old, said_then = made
    if worst(changes(old, new)) is Risk.SAFE:
        assert carry(old, new, said_then).left == ()


def renamed(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(replace(q, name=f"{q.name}_new", was=(q.name,), questions=renamed(q.questions)) for q in questions)


def given_back(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(replace(q, was=(f"{q.name}_new",), questions=given_back(q.questions)) for q in questions)


@given(made=answered())
@settings(max_examples=200)
def test_a_renaming_and_its_undoing_change_nothing(made: Answered) -> None:
    form, said_then = made
    asked = tuple(form.questions)
    there = carry(form, form_of(renamed(asked)), said_then)
    assert there.left == ()
    back = carry(form_of(renamed(asked)), form_of(given_back(asked)), there.answers)
    assert (back.answers, back.left) == (said_then, ())


@given(old=forms(), new=forms())
@settings(max_examples=200)
def test_each_question_is_paired_once(old: Form, new: Form) -> None:
    found = list(pairs(old, new))
    assert [pair.path for pair in found if pair.new and "." not in pair.path] == [q.name for q in new.questions]
    were = [pair.old_path for pair in found if pair.old]
    assert len(set(were)) == len(were)
    assert {path for path in were if "." not in path} == {q.name for q in old.questions}


CARRIED = [
    (one("integer"), one("decimal"), 12, "12"),
    (one("integer"), one("money", currency="USD"), 12, "12.00"),
    (one("integer"), one("text"), 12345, "12345"),
    (one("money", currency="USD"), one("decimal"), "12.50", "12.50"),
    (one("money", currency="USD"), one("text"), "12500.50", "12500.50"),
    (one("text"), one("integer"), "12", 12),
    (one("text"), one("date"), "2027-01-31", "2027-01-31"),
    (one("text"), one("long_text", max_length=1, min_length=1, pattern="[0-9]"), "as it was", "as it was"),
    (one("integer"), one("decimal", max=5), 12, "12"),
    (one("yes_no"), one("text"), False, "No"),
    (one("consent"), one("yes_no"), True, True),
    (one("country"), one("text"), "CHE", "Switzerland"),
    (one("choose_one", choices=(V, W)), one("text"), "v", "The v"),
    (one("choose_many", choices=(V, W)), one("long_text"), ["v", "w"], "The v; The w"),
    (one("choose_one", choices=(V, W)), one("choose_many", choices=(W, V)), "v", ["v"]),
    (one("choose_many", choices=(V, W)), one("ranking", choices=(W, V)), ["v", "w"], ["v", "w"]),
    (one("choose_one", choices=(V, W)), one("choose_one", choices=(choice("x", "v"), W)), "v", "x"),
    (one("choose_many", choices=(V, W)), one("choose_many", choices=(choice("x", "v", "w"),)), ["v", "w"], ["x"]),
    (one("text"), one("choose_one", choices=(V, W)), "w", "w"),
    (one("calculated", result="integer"), one("calculated", result="text"), 12, "12"),
    (one("text"), one("calculated", result="integer"), "12", 12),
    (one("calculated", result="date"), one("date"), "2027-01-31", "2027-01-31"),
]


@pytest.mark.parametrize(("old", "new", "answer", "expected"), CARRIED)
def test_an_answer_read_anew(old: Question, new: Question, answer: object, expected: object) -> None:
    carried = carry(form_of((old,)), form_of((new,)), {"a": answer})
    assert (carried.answers, carried.left) == ({"a": expected}, ())


LEFT = [
    (one("text"), one("integer"), "twelve", None, "twelve"),
    (one("long_text"), one("email"), "nobody", None, "nobody"),
    (one("money", currency="USD"), one("money", currency="EUR"), "12500.50", None, "12,500.50 USD"),
    (one("yes_no"), one("consent"), False, None, "No"),
    (one("choose_one", choices=(V, W)), one("choose_one", choices=(W,)), "v", None, "The v"),
    (one("choose_many", choices=(V, W)), one("choose_many", choices=(W,)), ["v", "w"], ["w"], "The v; The w"),
    (one("choose_many", choices=(V, W)), one("choose_one", choices=(V, W)), ["v", "w"], "v", "The v; The w"),
    (one("file"), one("text"), [{"name": "a.pdf"}], None, "a.pdf"),
    (one("text"), one("file"), "a.pdf", [], "a.pdf"),
    (one("calculated", result="text"), one("calculated", result="integer"), "ten", None, "ten"),
    (one("text"), one("note"), "x", None, "x"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "answer", "kept", "said"), LEFT)
def test_an_answer_that_is_none_any_more(old: Question, new: Question, answer: object, kept: object, said: str) -> None:
    carried = carry(form_of((old,)), form_of((new,)), {"a": answer})
    assert (carried.answers, carried.left) == ({"a": kept}, (("a", said),))


def test_what_is_in_groups_and_tables_is_carried_by_name() -> None:
    table = one("table", questions=(one(name="item"), one("integer", "n")), totals=(Total("sum", LABEL, "n"),))
    group = one("group", "g", questions=(one(name="x"), one(name="y")))
    later = replace(table, questions=(one(name="thing", was=("item",)), one("decimal", "n")))
    old, new = (
        form_of((table, group)),
        form_of((later, replace(group, name="h", was=("g",), questions=(one(name="y"),)))),
    )
    rows = [{"item": "Locks", "n": 3}, {"item": None, "n": None}]
    said_then = {"a": {"rows": rows, "totals": {"sum": "3"}}, "g": {"x": "left", "y": "kept"}}
    carried = carry(old, new, said_then)
    assert carried.answers == {
        "a": {"rows": [{"thing": "Locks", "n": "3"}, {"thing": None, "n": None}], "totals": {"sum": "3"}},
        "h": {"y": "kept"},
    }
    assert carried.left == (("g.x", "left"),)


def test_rows_in_which_nothing_is_answered_stay() -> None:
    form = form_of((one("table", questions=(one(name="x"),)),))
    empty = {"a": {"rows": [{"x": None}], "totals": {}}}
    assert carry(form, form, empty).answers == empty


def test_a_group_does_not_become_a_table() -> None:
    group = one("group", questions=(one(name="x"),))
    carried = carry(form_of((group,)), form_of((replace(group, type="table"),)), {"a": {"x": "said"}})
    assert carried.answers == {"a": {"rows": [], "totals": {}}}
    assert carried.left == (("a", "Label: said"),)


def test_a_name_that_was_given_to_another_question_since() -> None:
    first, second = form_of((one(name="b"),)), form_of((one(name="a", was=("b",)),))
    third = form_of((one(name="a", was=("b",)), one(name="b")))
    assert carry(first, third, {"b": "said"}).answers == {"a": "said", "b": None}
    assert carry(second, third, {"a": "said"}).answers == {"a": "said", "b": None}
    assert carry(third, third, {"a": "one", "b": "two"}).answers == {"a": "one", "b": "two"}


@pytest.mark.parametrize(
    ("old", "new", "became"),
    [
        ((V, W), (choice("x", "v"), W), {"v": "x", "w": "w"}),
        ((V, W), (choice("x", "v", "w"),), {"v": "x", "w": "x"}),
        ((V, W), (choice("v", "w"),), {"v": "v", "w": "v"}),
        ((V,), (choice("x", "v"), V), {"v": "x"}),
        ((choice("x", "v"), V), (choice("x", "v"), V), {"x": "x", "v": "v"}),
        ((V, W), (choice("v", "w"), choice("w", "v")), {"v": "w", "w": "v"}),
        ((choice("v", "w"), choice("w", "v")), (choice("v", "w"), choice("w", "v")), {"v": "v", "w": "w"}),
        ((V,), (W,), {}),
    ],
)
def test_what_became_of_choices(old: tuple[Choice, ...], new: tuple[Choice, ...], became: dict[str, str]) -> None:
    assert successors(old, new) == became


@given(form=forms())
@settings(max_examples=100)
def test_no_answers_are_carried_as_none(form: Form) -> None:
    blank = {question.name: nothing(question) for question in form.questions}
    assert carry(form_of((one(),)), form, {"a": None}).answers == blank
    assert carry(form, form, {}).answers == blank


@given(old=forms(), new=forms(), third=forms(), data=st.data())
@settings(max_examples=100)
def test_over_a_version_between(old: Form, new: Form, third: Form, data: st.DataObject) -> None:
    between = carry(old, new, data.draw(answers(tuple(old.questions))))
    carried = carry(new, third, between.answers)
    assert all(said for _, said in leaves(tuple(third.questions), carried.answers))


def test_two_that_changed_names_are_exchanged_once() -> None:
    first = form_of((one(name="a"), one(name="b")))
    second = form_of((one(name="a", was=("b",)), one(name="b", was=("a",))))
    assert carry(first, second, {"a": "one", "b": "two"}).answers == {"a": "two", "b": "one"}
    assert carry(second, second, {"a": "two", "b": "one"}).answers == {"a": "two", "b": "one"}


def test_a_moment_is_the_same_moment_in_another_zone() -> None:
    old, new = form_of((one("datetime"),)), form_of((one("datetime", zone="Asia/Tokyo"),))
    assert carry(old, new, {"a": "2027-01-31T20:00"}).answers == {"a": "2027-02-01T05:00"}
