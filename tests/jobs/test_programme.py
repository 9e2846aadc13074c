"""The samples of the programme: in an order in which references are there, and as they are on a day."""

import json
from datetime import date
from pathlib import Path

from forms.definition import Form, Question, Section, Sheet, Text
from forms.load import load_forms
from forms.schema import CompiledForm, compile_form
from jobs.programme import in_order, samples_of

LABEL = Text({"en": "Label"})
SHIPPED = Path(__file__).parents[2] / "forms" / "definitions"


def form(name: str, *refers_to: str, in_rows: bool = False) -> CompiledForm:
    asked = tuple(Question(f"q{n}", "reference", LABEL, form=other) for n, other in enumerate(refers_to))
    if in_rows:
        asked = (Question("rows_of", "table", LABEL, questions=asked),)
    asked = asked or (Question("q", "text", LABEL),)
    made = Form(name, 1, LABEL, ("en",), "X-{number}", (Section("s", LABEL, asked),), Sheet(name, "t", ()))
    return compile_form(made)


def ordered(*forms: CompiledForm) -> list[str]:
    return in_order({one.form.name: one for one in forms})


def test_a_form_comes_after_those_it_refers_to() -> None:
    assert ordered(form("a", "c"), form("b"), form("c", "d"), form("d")) == ["d", "c", "a", "b"]
    assert ordered(form("a", "b", in_rows=True), form("b")) == ["b", "a"]


def test_forms_that_refer_to_themselves_each_other_or_nothing_that_is_there() -> None:
    assert ordered(form("a", "a")) == ["a"]
    assert ordered(form("a", "b"), form("b", "a")) == ["b", "a"]
    assert ordered(form("a", "gone")) == ["a"]
    assert ordered() == []


def test_the_forms_that_ship() -> None:
    forms = {name: compile_form(one) for name, one in load_forms(SHIPPED).items()}
    names = in_order(forms)
    assert sorted(names) == sorted(forms)
    assert names.index("vtf-proposal") < names.index("vtf-interim-report")


def test_a_sample_is_as_it_is_on_a_day(tmp_path: Path) -> None:
    sample = {"source": "standard-webhooks", "expect": "accepted", "accepted_until": "2027-01-15", "id": "s1",
              "answers": {"reference": "X-{year}-0001"}}  # fmt: skip
    path = tmp_path / "a" / "samples" / "1.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(sample))
    (path.parent / "2.json").write_text(json.dumps({**sample, "expect": "quarantined", "body": {"as": "it is {year}"}}))
    one, two = samples_of(form("a").form, tmp_path, date(2027, 1, 15))
    assert (one.form, one.source, one.accepted, two.accepted) == ("a", "standard-webhooks", True, False)
    assert json.loads(one.body)["data"] == {"id": "s1", "language": "en", "answers": {"reference": "X-2027-0001"}}
    assert json.loads(two.body) == {"as": "it is 2027"}
    [late, _] = samples_of(form("a").form, tmp_path, date(2027, 1, 16))
    assert not late.accepted
    assert list(samples_of(form("b").form, tmp_path, date(2027, 1, 16))) == []
