"""A form as SurveyJS reads it: a page a section, the same questions, choices, bounds and sums.

Source: "Survey JSON authoring" of survey-core. Checks between answers are left out: they would only add to its weight.
"""

from collections.abc import Callable
from typing import Any

from bench.pages.form import english, options
from forms.definition import Form, Question, Section

Element = dict[str, Any]


def survey(form: Form) -> Element:
    """The whole of it."""
    pages = [page(section) for section in form.sections]
    return {"title": english(form.title), "description": english(form.intro), "pages": pages}


def page(section: Section) -> Element:
    words = {"name": section.name, "title": english(section.title), "description": english(section.intro)}
    return _without_blanks({**words, "elements": [element(one) for one in section.questions]})


def element(question: Question) -> Element:
    """One question, whatever it holds."""
    words = {
        "name": question.name,
        "title": english(question.label),
        "description": english(question.hint),
        "isRequired": question.required,
        "maxLength": question.max_length,
    }
    return _without_blanks({**words, **TYPES[question.type](question)})


def _without_blanks(words: Element) -> Element:
    return {word: value for word, value in words.items() if value is not None and value is not False and value != ""}


def _plain(**words: object) -> Callable[[Question], Element]:
    return lambda _question: dict(words)


def _number(question: Question) -> Element:
    if question.product:
        factors = " * ".join(f"{{row.{name}}}" for name in question.product)
        return {"cellType": "expression", "expression": factors}
    bounds = {"min": _bound(question.min), "max": _bound(question.max)}
    return {"type": "text", "inputType": "number", "step": 1 if question.type == "integer" else "any", **bounds}


def _bound(number: object) -> float | None:
    return None if number is None else float(str(number))


def _closed(type_: str) -> Callable[[Question], Element]:
    return lambda question: {
        "type": type_,
        "choices": [{"value": one.value, "text": one.label} for one in options(question)],
    }


def _group(question: Question) -> Element:
    return {"type": "panel", "elements": [element(one) for one in question.questions]}


def _table(question: Question) -> Element:
    sums = {total.sum: english(total.label) for total in question.totals}
    columns = [_column(one, sums.get(one.name, "")) for one in question.questions]
    rows = {"minRowCount": int(question.min or 0), "maxRowCount": int(question.max or 0) or None, "rowCount": 3}
    return {"type": "matrixdynamic", "columns": columns, **rows}


def _column(question: Question, total: str) -> Element:
    words = element(question)
    words["cellType"] = words.pop("type", "expression")
    return {**words, "totalType": "sum", "totalFormat": f"{total}: {{0}}"} if total else words


def _file(question: Question) -> Element:
    return {"type": "file", "allowMultiple": True, "acceptedTypes": ",".join(f".{one}" for one in question.accept)}


TYPES: dict[str, Callable[[Question], Element]] = {
    "text": _plain(type="text"),
    "long_text": _plain(type="comment"),
    "email": _plain(type="text", inputType="email", validators=[{"type": "email"}]),
    "phone": _plain(type="text", inputType="tel"),
    "date": _plain(type="text", inputType="date"),
    "integer": _number,
    "decimal": _number,
    "money": _number,
    "country": _closed("dropdown"),
    "choose_one": _closed("radiogroup"),
    "choose_many": _closed("checkbox"),
    "yes_no": _closed("radiogroup"),
    "file": _file,
    "group": _group,
    "table": _table,
}
"""Question type -> what SurveyJS makes of it."""
