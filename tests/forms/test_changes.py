"""Every difference between two versions is said, with what it does to answers given before."""

from dataclasses import replace
from pathlib import Path

import pytest
from grant_form import compiled
from hypothesis import given, settings
from versions_made import forms

from forms.definition import Form
from forms.reading.form import read_form
from forms.tree import placed
from forms.versions.carry import carry
from forms.versions.changes import Risk, changes, worst
from forms.writing.plain_form import Tree, tree

BASE: Tree = {
    "form": "aid", "version": "1", "languages": ["en"], "title": "Aid", "reference": "A-{number}",
    "sections": [
        {
            "section": "all",
            "title": "All",
            "questions": [
                {"question": "title", "type": "text", "label": "Title"},
                {"question": "email", "type": "email", "label": "E-mail"},
                {"question": "amount", "type": "money", "currency": "USD", "label": "Amount"},
                {
                    "question": "kind", "type": "choose_one", "label": "Kind", "other": "Which?",
                    "choices": [{"value": "law", "label": "Law"}, {"value": "tech", "label": "Technical"}],
                },
                {"question": "old", "type": "text", "label": "Old", "was": ["older"]},
            ],
        }
    ],
    "sheet": {"workbook": "Aid", "tab": "Aid", "columns": [{"path": "email", "header": "Title"}]},
}  # fmt: skip


def form(_: Tree | None = None, **edits: Tree | None) -> Form:
    """The base with other words at these questions (None: without it), with further ones, and with `_` for the form."""
    plain = {**BASE, **(_ or {})}
    [section] = plain["sections"]
    known = [one["question"] for one in section["questions"]]
    asked = [{**one, **(edits.get(one["question"]) or {})} for one in section["questions"]
             if edits.get(one["question"], {}) is not None]  # fmt: skip
    asked += [{"question": name, **words} for name, words in edits.items() if words and name not in known]
    return read_form(placed({**plain, "sections": [{**section, "questions": asked}]}), Path("aid/form.yaml"))


SAFE, NEEDS, LOSES = Risk.SAFE, Risk.NEEDS_NAME, Risk.LOSES
LAW, TECH = {"value": "law", "label": "Law"}, {"value": "tech", "label": "Technical"}

CASES = [
    ({"title": {"label": "The title"}}, SAFE, "title: its label changed."),
    ({"title": {"max_length": "5"}}, SAFE, "title: its greatest length changed."),
    ({"email": {"confirm": "yes"}}, SAFE, "email: whether it is asked twice changed."),
    ({"title": {"type": "long_text"}}, SAFE, "title: was a text and is a long_text: its answers come along."),
    ({"title": {"type": "integer"}}, LOSES, "title: was a text and is an integer: answers that are none any more"),
    ({"amount": {"currency": "EUR"}}, LOSES, "amount: was in USD and is in EUR: amounts given before stay behind."),
    ({"title": None}, LOSES, "title: is gone"),
    ({"more": {"type": "date", "label": "More"}}, SAFE, "more: is new."),
    ({"more": {"type": "date", "label": "More", "required": "yes"}}, SAFE, "more: is new. It is obligatory"),
    ({"title": None, "heading": {"type": "text", "label": "Title"}}, LOSES, "write `was: [title]`"),
    ({"title": {"question": "titel", "was": ["title"]}}, SAFE, "titel: was 'title': its answers come along."),
    ({"kind": {"choices": [LAW]}}, LOSES, "kind: no longer has the choices tech"),
    ({"kind": {"choices": [LAW, {"value": "it", "label": "IT"}]}}, NEEDS, "write its old value under `was`"),
    ({"kind": {"choices": [LAW, {"value": "it", "label": "IT", "was": ["tech"]}]}}, SAFE, "has the new choices it."),
    ({"kind": {"choices": [TECH, LAW]}}, SAFE, "kind: its choices are called otherwise, or stand in another order."),
    ({"kind": {"choices": [{**LAW, "label": "Legal"}, TECH]}}, SAFE, "kind: its choices are called otherwise"),
    ({"kind": {"choices": [{**LAW, "label": "Technical"}, {**TECH, "label": "Law"}]}}, NEEDS, "is called as tech was"),
    ({"kind": {"choices": [{**LAW, "label": "Technical", "was": ["tech"]}, {**TECH, "label": "Law", "was": ["law"]}]}},
     SAFE, "kind: its choices are called otherwise"),
    ({"kind": {"choices": [{**LAW, "label": "Legal"}, TECH, {"value": "it", "label": "IT"}]}}, SAFE,
     "kind: its choices are called otherwise"),
    ({"old": {"was": []}}, NEEDS, "old: no longer says that it was older"),
    ({"old": {"was": ["older", "oldest"]}}, SAFE, "form: something small changed."),
    ({"_": {"closes": "2099-01-01 10:00"}}, SAFE, "form: the closing changed."),
    ({"_": {"sections": [{**BASE["sections"][0], "title": "Everything"}]}}, SAFE, "form: the sections changed."),
    ({"_": {"sheet": {**BASE["sheet"], "columns": [{"path": "$reference", "header": "R"}]}}}, SAFE,
     "the sheet's column 'Title' is kept up no more; it stays as it is."),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "risk", "said"), CASES)
def test_a_change_is_said_with_its_risk(edits: dict[str, Tree | None], risk: Risk, said: str) -> None:
    found = changes(form(), form(**edits))
    assert worst(found) is risk
    assert any(said in f"{one.path or 'form'}: {one.said}" for one in found), found


def test_the_number_alone_is_no_change() -> None:
    assert changes(form(), form(_={"version": "2"})) == ()
    assert worst(()) is Risk.SAFE


def test_the_question_for_something_else_comes_along_with_its_question() -> None:
    old = form()
    asked = [{**one, **({"question": "sort", "was": ["kind"]} if one["question"] == "kind" else {})}
             for one in BASE["sections"][0]["questions"]]  # fmt: skip
    new = form(_={"sections": [{**BASE["sections"][0], "questions": asked}]})
    carried = carry(old, new, {"kind": "other", "kind_other": "Medical"})
    assert (carried.answers["sort"], carried.answers["sort_other"], carried.left) == ("other", "Medical", ())
    assert worst(changes(old, new)) is Risk.SAFE


def test_a_form_and_itself(tmp_path: Path) -> None:
    grant = compiled(tmp_path).form
    assert changes(grant, grant) == ()


@given(one=forms())
@settings(max_examples=100)
def test_any_form_and_itself(one: Form) -> None:
    assert changes(one, one) == ()
    assert changes(one, replace(one, version=7, lists=())) == ()


@given(one=forms(), two=forms())
@settings(max_examples=200)
def test_no_two_forms_are_the_same_unless_they_are(one: Form, two: Form) -> None:
    assert (changes(one, two) == ()) is (one == two)
    assert all(found.said.endswith((".", "`.")) for found in changes(one, two))


def test_a_form_written_out_and_read_again_is_unchanged(tmp_path: Path) -> None:
    grant = compiled(tmp_path).form
    again = read_form(placed(tree(grant)), tmp_path / "grant" / "form.yaml")
    assert changes(grant, again) == ()
