"""A form's answers as a JSON Schema (2020-12): what programs may send, and what is kept.

A schema says how each answer is written. What only rules can say (conditions, checks, cascades) stands in descriptions.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from forms.definition import Choice, Form, Question
from forms.types.closed import NO, YES
from forms.types.fields import MOST_ROWS
from forms.types.table import QUESTION_TYPES
from forms.types.texts import LONG_TEXT_LENGTH, TEXT_LENGTH, URL_LENGTH
from forms.writing.rule_words import Asked, asked_from, in_table, said

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
MOST_LISTED = 300
"""More choices than this are not written out."""
NO_ANSWER: Schema = {"enum": [None, "", []], "description": "No answer."}
NUMBER_LENGTH = 100
COMMON_PATTERN = re.compile(r"(?:[^\\(\[]|\\[dDwWsSbB.\-/+*?()\[\]{}|^$\\]|\((?!\?)|\(\?:|\[(?!\[:|\^?\[:))*")
"""Patterns that mean the same in RE2 and in the regular expressions of JSON Schema."""


@dataclass(frozen=True, slots=True)
class View:
    """How a question is looked at: in which language, among which others, and whether it is surely asked."""

    language: str
    asked: Asked
    is_kept: bool = False  # as the ledger holds it: one form of each answer, with all that is worked out
    is_sure: bool = True  # nothing around it has a condition


def answers_schema(form: Form, language: str, *, kept: bool = False) -> Schema:
    """What `answers` may hold when they are sent, or (`kept`) what the ledger holds of them."""
    view = View(language, asked_from(form), is_kept=kept)
    members: Schema = {"properties": {}, "required": []}
    for section in form.sections:
        here = replace(view, is_sure=section.show_if is None)
        found = _members(section.questions, here)
        members["properties"].update(found["properties"])
        members["required"] += found["required"]
    title = form.title.in_language(language)
    return {"$schema": DRAFT, "title": title, "type": "object", **members, "additionalProperties": False}


def _members(questions: Iterable[Question], view: View) -> Schema:
    told = [question for question in questions if view.is_kept or _is_sent(question)]
    return {
        "properties": {question.name: _question(question, view) for question in told},
        "required": [question.name for question in told if view.is_kept or _must(question, view)],
    }


def _is_sent(question: Question) -> bool:
    """Whether programs send it: notes are read, and what is worked out is nobody's to say."""
    return QUESTION_TYPES[question.type].is_asked and not question.product


def _must(question: Question, view: View) -> bool:
    """Whether it must be there whatever the other answers are."""
    if not view.is_sure or question.show_if is not None:
        return False
    if question.type in {"group", "matrix"}:
        return question.required or any(_must(member, view) for member in question.questions)
    return question.required


def _question(question: Question, view: View) -> Schema:
    inner = replace(view, is_sure=view.is_sure and question.show_if is None)
    schema = TYPES[question.type](question, inner)
    about: Schema = {
        "title": question.label.in_language(view.language),
        "description": _description(question, view, schema),
    }
    if not _must(question, view) or (view.is_kept and not _is_sent(question)):
        schema = {"anyOf": [schema, NO_ANSWER]}
    if not _is_sent(question):
        about["readOnly"] = True
    return {**{word: told for word, told in about.items() if told}, **schema}


def _description(question: Question, view: View, schema: Schema) -> str:
    parts = [question.hint.in_language(view.language), schema.pop("description", "")]
    if question.show_if is not None:
        parts.append(f"Only if {said(question.show_if, view.asked, view.language)}.")
    conditional = question.required and (not view.is_sure or question.show_if is not None)
    if conditional:
        parts.append("Required where it is asked.")
    if question.required_if is not None:
        parts.append(f"Required if {said(question.required_if, view.asked, view.language)}.")
    return " ".join(part for part in parts if part)


def _text(question: Question, _view: View, longest: int = TEXT_LENGTH) -> Schema:
    schema: Schema = {"type": "string", "maxLength": min(question.max_length or longest, longest)}
    if question.min_length:
        schema["minLength"] = question.min_length
    if question.max_words:
        schema["description"] = f"At most {question.max_words} words."
    if question.pattern and COMMON_PATTERN.fullmatch(question.pattern):
        schema["pattern"] = f"^(?:{question.pattern})$"
    elif question.pattern:
        schema["description"] = f"Written as this RE2 pattern: {question.pattern}"
    return schema


def _email(question: Question, view: View) -> Schema:
    address: Schema = {"type": "string", "format": "email", "maxLength": TEXT_LENGTH}
    if not question.confirm or view.is_kept:
        return address
    twice = {"type": "object", "properties": {"value": address, "again": address}, "required": ["value", "again"]}
    return {"anyOf": [address, twice]}


def _phone(_question: Question, _view: View) -> Schema:
    told = "With the country code, like +41 22 123 45 67."
    return {"type": "string", "maxLength": TEXT_LENGTH, "description": told, "examples": ["+41221234567"]}


def _url(_question: Question, _view: View) -> Schema:
    return {"type": "string", "format": "uri", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://", "maxLength": URL_LENGTH}


def _number(question: Question, view: View, types: tuple[str, ...], told: str) -> Schema:
    """A number, or a text that says one exactly."""
    bounds = {"minimum": question.min, "maximum": question.max}
    schema: Schema = {word: _plain(bound) for word, bound in bounds.items() if bound is not None}
    kept = "integer" if question.type == "integer" or question.result == "integer" else "string"
    schema = {"type": kept if view.is_kept else [*types], **schema}
    if schema["type"] != "integer":
        schema["maxLength"] = NUMBER_LENGTH
    limits = [
        f"{word} {bound}" for word, bound in (("from", question.min), ("up to", question.max)) if bound is not None
    ]
    return {**schema, "description": " ".join(part for part in (told, *limits) if part).strip() + "."}


def _plain(bound: Any) -> int | float:
    return int(bound) if bound == int(bound) else float(bound)


def _money(question: Question, view: View) -> Schema:
    return _number(question, view, ("string", "number"), f"{question.currency}, two decimals")


def _date(question: Question, view: View) -> Schema:
    limits = [f"{word} {day}" for word, day in (("from", question.earliest), ("to", question.latest)) if day]
    day: Schema = {"type": "string", "format": "date", "description": " ".join(["A day", *limits]) + "."}
    if view.is_kept:
        return day
    part = {"type": ["integer", "string"]}
    parts = {"type": "object", "properties": dict.fromkeys(("year", "month", "day"), part)}
    told = day.pop("description")
    return {"anyOf": [day, {**parts, "required": ["year", "month", "day"]}], "description": told}


def _time(_question: Question, _view: View) -> Schema:
    return {"type": "string", "description": "A time of day, like 14:30.", "examples": ["14:30"]}


def _datetime(question: Question, _view: View) -> Schema:
    told = f"A day and a time in {question.zone}, like 2027-01-31T14:30; with an offset it is moved there."
    return {"type": "string", "description": told, "examples": ["2027-01-31T14:30"]}


def _truth(_question: Question, view: View) -> Schema:
    if view.is_kept:
        return {"type": "boolean"}
    words = sorted(YES) + sorted(NO)
    return {"anyOf": [{"type": "boolean"}, {"enum": [*words, 1, 0]}], "description": "true or false."}


def _consent(question: Question, view: View) -> Schema:
    schema = _truth(question, view)
    return {**schema, "description": "true when the box is ticked."}


def _choices(question: Question, view: View) -> Schema:
    """One of the choices, by its value; the titles are the labels."""
    if len(question.choices) > MOST_LISTED:
        told = f"One of the {len(question.choices)} values of the list {question.choices_from!r}."
        return {"type": "string", "description": told}
    return {"oneOf": [_choice(one, view) for one in question.choices]}


def _choice(choice: Choice, view: View) -> Schema:
    return {"const": choice.value, "title": choice.label.in_language(view.language)}


def _choose_one(question: Question, view: View) -> Schema:
    schema = _choices(question, view)
    return {**schema, "description": "It must go with other answers."} if question.choices_where else schema


def _several(question: Question, view: View) -> Schema:
    schema: Schema = {"type": "array", "items": _choices(question, view)}
    bounds = {"minItems": question.min, "maxItems": question.max}
    schema.update({word: int(bound) for word, bound in bounds.items() if bound is not None})
    if _must(question, view) and "minItems" not in schema:
        schema["minItems"] = 1
    return schema


def _choose_many(question: Question, view: View) -> Schema:
    schema = _several(question, view)
    return schema if view.is_kept else {"anyOf": [schema, _choices(question, view)]}


def _ranking(question: Question, view: View) -> Schema:
    ordered = {**_several(question, view), "uniqueItems": True}
    if view.is_kept:
        return ordered
    places = {"type": "object", "additionalProperties": {"type": ["integer", "string", "null"]}}
    text = {"type": "string", "pattern": r"\S"}
    told = "The values in order, the first first; or each value with its place."
    return {"anyOf": [ordered, places, text], "description": told}


def _country(_question: Question, view: View) -> Schema:
    code: Schema = {"type": "string", "examples": ["CHE"]}
    if view.is_kept:
        return {**code, "pattern": "^[A-Z]{3}$", "description": "ISO 3166-1 alpha-3."}
    told = "A code of ISO 3166-1 (best of three letters), or the name in one of the six languages."
    return {**code, "minLength": 2, "description": told}


def _geopoint(_question: Question, view: View) -> Schema:
    point: Schema = {"type": "string", "examples": ["46.2044 6.1432"]}
    told = "Latitude and longitude in degrees (WGS 84)."
    if view.is_kept:
        return {**point, "description": told}
    part = {"type": ["number", "string"]}
    parts = {"type": "object", "properties": {"latitude": part, "longitude": part}}
    return {"anyOf": [point, {**parts, "required": ["latitude", "longitude"]}], "description": told}


def _files(question: Question, view: View) -> Schema:
    name: Schema = {"type": "string", "minLength": 1}
    size = {"type": "integer", "minimum": 0, "maximum": question.max_megabytes * 1_000_000}
    digest = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    kept = _object({"name": name, "size": size, "sha256": digest})
    kept["properties"]["scanned"] = {"type": "boolean", "description": "Whether a scanner has looked at it."}
    elsewhere = _object({"name": name, "url": _url(question, view)})
    kinds = f"of the kinds {', '.join(question.accept)}, " if question.accept else ""
    told = f"Files {kinds}up to {question.max_megabytes} MB: where each can be fetched, or its digest."
    several: Schema = {"type": "array", "items": {"anyOf": [elsewhere, kept]}}
    if _must(question, view):
        several["minItems"] = 1
    several["description"] = told
    return several


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def _reference(question: Question, _view: View) -> Schema:
    told = f"The reference of a submission of {question.form!r}."
    return {"type": "string", "pattern": r"^\s*[A-Za-z0-9 ._/-]{1,100}\s*$", "description": told}


def _group(question: Question, view: View) -> Schema:
    return {"type": "object", **_members(question.questions, view), "additionalProperties": False}


def _table(question: Question, view: View) -> Schema:
    row = _group(question, replace(view, asked=in_table(view.asked, question.questions), is_sure=True))
    least = max(int(question.min or 0), 1) if _must(question, view) else 0
    rows: Schema = {"type": "array", "items": row, "maxItems": int(min(question.max or MOST_ROWS, MOST_ROWS))}
    if least:
        rows["minItems"] = least
    if not view.is_kept:
        return rows
    total = {"type": ["string", "null"]}
    totals = _object({one.name: {**total, "title": one.label.in_language(view.language)} for one in question.totals})
    return {**_object({"rows": rows, "totals": totals}), "additionalProperties": False}


def _worked_out(question: Question, view: View) -> Schema:
    return TYPES[question.result](question, view)


def _nothing(_question: Question, _view: View) -> Schema:
    return {"type": "null"}


TYPES: dict[str, Callable[[Question, View], Schema]] = {
    "text": _text,
    "long_text": partial(_text, longest=LONG_TEXT_LENGTH),
    "email": _email,
    "phone": _phone,
    "url": _url,
    "integer": partial(_number, types=("integer", "string"), told="A whole number"),
    "decimal": partial(_number, types=("number", "string"), told="A number"),
    "money": _money,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "yes_no": _truth,
    "consent": _consent,
    "choose_one": _choose_one,
    "choose_many": _choose_many,
    "ranking": _ranking,
    "matrix": _group,
    "country": _country,
    "geopoint": _geopoint,
    "file": _files,
    "reference": _reference,
    "calculated": _worked_out,
    "note": _nothing,
    "hidden": _text,
    "group": _group,
    "table": _table,
}
"""Question type -> how its answer is written."""
