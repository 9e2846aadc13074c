"""Forms and sound answers to them at random, of few names, so that two of them have much in common."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from forms.definition import Choice, Form, Question, Section, Sheet, Text, Total
from forms.types.table import RESULT_TYPES
from forms.versions.carry import nothing

LABEL = Text({"en": "Label"})
NAMES = st.sampled_from(list("abcdef"))
VALUES = st.sampled_from(["1", "v", "w", "x", "yes"])
CHOSEN = ("choose_one", "choose_many", "ranking")
HOLDING = ("matrix", "group", "table")
ANSWERS: dict[str, list[Any]] = {
    "text": ["x", "12", "2027-01-31", "a, b", "ana@example.org", "yes", "v", "1 000"],
    "long_text": ["x", "two\nlines", "12.50"],
    "email": ["ana@example.org"],
    "phone": ["+41221234567", "+41221234567 ext. 5"],
    "url": ["https://example.org/a?b=c", "https://example.org/" + "a" * 1500],
    "integer": [0, 12, -7, 10**14],
    "decimal": ["0.5", "12", "-0.125"],
    "money": ["12500.50", "0.00"],
    "date": ["2027-01-31"],
    "time": ["14:30"],
    "datetime": ["2027-01-31T14:30"],
    "yes_no": [True, False],
    "consent": [True],
    "country": ["CHE", "FJI"],
    "geopoint": ["46.2044 6.1432"],
    "file": [[{"name": "a.pdf", "size": 9, "sha256": "a" * 64}]],
    "reference": ["R-2026-0001"],
    "hidden": ["x", "spring"],
}
TYPES = (*ANSWERS, *CHOSEN, *HOLDING, "calculated", "note")


@st.composite
def choices(draw: st.DrawFn) -> tuple[Choice, ...]:
    values = draw(st.lists(VALUES, min_size=1, max_size=4, unique=True))
    was = st.lists(VALUES, max_size=2).map(tuple)
    return tuple(Choice(value, Text({"en": f"The {value}"}), draw(was)) for value in values)


@st.composite
def question(draw: st.DrawFn, name: str, types: tuple[str, ...] = TYPES) -> Question:
    type_ = draw(st.sampled_from(types))
    made = Question(name, type_, LABEL, was=tuple(draw(st.lists(NAMES, max_size=2))))
    if type_ == "money":
        made = replace(made, currency=draw(st.sampled_from(["USD", "EUR"])))
    if type_ in {"integer", "decimal"} and draw(st.booleans()):
        made = replace(made, min=Decimal(5), max=Decimal(9))
    if type_ in {"text", "long_text"} and draw(st.booleans()):
        made = replace(made, max_length=1, pattern="[a-z]+")
    if type_ == "calculated":
        result = draw(st.sampled_from(RESULT_TYPES))
        made = replace(made, calculation="1 + 1", result=result, currency="USD" if result == "money" else "")
    if type_ in CHOSEN:
        made = replace(made, choices=draw(choices()))
    if type_ == "matrix":
        made = replace(made, choices=draw(choices()))
        names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
        made = replace(made, questions=tuple(Question(one, "choose_one", LABEL, choices=made.choices) for one in names))
    if type_ in {"group", "table"}:
        inner = tuple(one for one in types if one not in HOLDING)
        made = replace(made, questions=draw(questions(inner, 3)))
    if type_ == "table":
        numbers = [one.name for one in made.questions if one.type in {"integer", "decimal"}]
        made = replace(made, totals=tuple(Total(f"total_{one}", LABEL, one) for one in numbers))
    return made


@st.composite
def questions(draw: st.DrawFn, types: tuple[str, ...] = TYPES, most: int = 5) -> tuple[Question, ...]:
    names = draw(st.lists(NAMES, min_size=1, max_size=most, unique=True))
    return tuple(draw(question(name, types)) for name in names)


def form_of(asked: tuple[Question, ...], version: int = 1) -> Form:
    return Form("made", version, LABEL, ("en",), "M-{number}", (Section("s", LABEL, asked),), Sheet("w", "t", ()))


def forms() -> st.SearchStrategy[Form]:
    return questions().map(form_of)


@st.composite
def answers(draw: st.DrawFn, asked: tuple[Question, ...]) -> dict[str, Any]:
    """What the ledger would keep."""
    return {one.name: draw(answer(one)) for one in asked}


@st.composite
def answer(draw: st.DrawFn, one: Question) -> Any:
    if one.type == "note" or draw(st.integers(0, 4)) == 0:
        return nothing(one)
    if one.type == "table":
        rows = draw(st.lists(answers(one.questions), min_size=1, max_size=3))
        return {"rows": rows, "totals": {total.name: "12" for total in one.totals}}
    if one.questions:
        return draw(answers(one.questions))
    values = [choice.value for choice in one.choices]
    if one.type == "choose_one":
        return draw(st.sampled_from(values))
    if one.type == "choose_many":
        chosen = draw(st.sets(st.sampled_from(values), min_size=1))
        return [value for value in values if value in chosen]
    if one.type == "ranking":
        return draw(st.permutations(values))
    return draw(st.sampled_from(ANSWERS[one.result or one.type]))


@st.composite
def answered(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    """A form, and answers to it."""
    form = draw(forms())
    return form, draw(answers(tuple(form.questions)))
