"""A form as Enketo reads it: an XLSForm of the same questions, choices, bounds and sums, converted by pyxform.

Source: xlsform.org. Checks between answers are left out: they would only add to its weight.
"""

from collections.abc import Callable, Iterator

from pyxform.xls2xform import convert  # type: ignore[import-untyped]  # ships no types

from bench.pages.form import english, options
from forms.definition import Form, Question

Row = dict[str, str]
COUNTRIES, YES_NO = "countries", "yes_no"
"""Lists that questions share."""


def xform(form: Form) -> str:
    """The XForm, in pages as its web forms have them."""
    settings = {"form_title": english(form.title), "form_id": form.name, "style": "pages"}
    book = {"survey": list(survey(form)), "choices": list(choices(form)), "settings": [settings]}
    return str(convert(book, form_name="data").xform)


def survey(form: Form) -> Iterator[Row]:
    """The rows of its questions, each section a page; what the form is for stands on the first."""
    intros = [form.intro, *(section.intro for section in form.sections[1:])]
    for section, intro in zip(form.sections, intros, strict=True):
        yield _begin("group", section.name, english(section.title)) | {"appearance": "field-list"}
        if intro:
            yield {"type": "note", "name": f"{section.name}_intro", "label": english(intro)}
        for question in section.questions:
            yield from rows(question)
        yield {"type": "end_group"}


def rows(question: Question) -> Iterator[Row]:
    """One question, or one that holds others."""
    if question.questions:
        yield from _holder(question)
        return
    words = {
        "name": question.name,
        "label": english(question.label),
        "hint": english(question.hint),
        "required": "yes" if question.required else "",
        "constraint": " and ".join(_bounds(question)),
        "calculation": " * ".join(f"${{{name}}}" for name in question.product),
    }
    typed = {"type": "calculate"} if question.product else TYPES[question.type](question)
    yield {word: text for word, text in {**words, **typed}.items() if text}


def _holder(question: Question) -> Iterator[Row]:
    kind = "repeat" if question.type == "table" else "group"
    yield _begin(kind, question.name, english(question.label))
    for one in question.questions:
        yield from rows(one)
    yield {"type": f"end_{kind}"}
    for total in question.totals:
        name = f"{question.name}_{total.name}"
        yield {"type": "calculate", "name": name, "calculation": f"sum(${{{total.sum}}})"}
        yield {"type": "note", "name": f"{name}_note", "label": f"{english(total.label)}: ${{{name}}}"}


def _begin(kind: str, name: str, label: str) -> Row:
    return {"type": f"begin_{kind}", "name": name, "label": label}


def _bounds(question: Question) -> Iterator[str]:
    if question.min is not None:
        yield f". >= {question.min}"
    if question.max is not None:
        yield f". <= {question.max}"
    if question.max_length is not None:
        yield f"string-length(.) <= {question.max_length}"


def _plain(type_: str, appearance: str = "") -> Callable[[Question], Row]:
    return lambda _question: {"type": type_, "appearance": appearance}


TYPES: dict[str, Callable[[Question], Row]] = {
    "text": _plain("text"),
    "long_text": _plain("text", "multiline"),
    "email": _plain("text"),
    "phone": _plain("text", "numbers"),
    "date": _plain("date"),
    "integer": _plain("integer"),
    "decimal": _plain("decimal"),
    "money": _plain("decimal"),
    "country": _plain(f"select_one {COUNTRIES}", "autocomplete"),
    "choose_one": lambda question: {"type": f"select_one {question.name}"},
    "choose_many": lambda question: {"type": f"select_multiple {question.name}"},
    "yes_no": _plain(f"select_one {YES_NO}"),
    "file": _plain("file"),
}
"""Question type -> its row."""

SHARED = {"country": COUNTRIES, "yes_no": YES_NO}


def choices(form: Form) -> Iterator[Row]:
    """The rows of all lists, each list once."""
    lists = {SHARED.get(one.type, one.name): options(one) for one in form.questions}
    for name, offered in lists.items():
        for option in offered:
            yield {"list_name": name, "name": option.value, "label": option.label}
