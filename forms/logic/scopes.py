"""What rules can name: the variables of a form, of which kind each is, and answers as their values."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp

from forms.definition import Form, Question
from forms.types.fields import most_rows
from forms.types.paths import questions_by_path
from forms.types.table import QUESTION_TYPES

MANY = {"text": "texts", "number": "numbers", "truth": "truths", "day": "days", "texts": "texts"}
"""The kind of one answer -> the kind of a table's column of them."""

MOMENTS = {"today": "day", "now": "day"}
ROWS = "rows"


def kind_of(question: Question) -> str:
    """Which kind of variable a question is (a word of forms.rules.KINDS); empty for one that has no value."""
    if question.type == "calculated":
        return QUESTION_TYPES[question.result].kind if question.result in QUESTION_TYPES else "text"
    return QUESTION_TYPES[question.type].kind


def variables(form: Form) -> dict[str, str]:
    """Every variable of the form's rules: paths, a table's columns, rows and totals, `today` and `now`."""
    return {**MOMENTS, **dict(_variables(form.questions, ""))}


def row_variables(form: Form, table: Question) -> dict[str, str]:
    """The variables of the rules inside a table: its columns by name, and all of the form's."""
    return {**variables(form), **{column.name: kind_of(column) for column in table.questions if kind_of(column)}}


def sizes(form: Form) -> dict[str, int]:
    """The most elements of every variable that is a list, where that is known."""
    found: dict[str, int] = {}
    for path, question in questions_by_path(form.questions):
        if question.type == "table":
            rows = most_rows(question)
            found[f"{path}.{ROWS}"] = rows
            found |= {f"{path}.{column.name}": rows * _most(column) for column in question.questions}
        elif kind_of(question) == "texts" and question.choices:
            found[path] = _most(question)
    return found


def row_sizes(form: Form, table: Question) -> dict[str, int]:
    """The same for the rules inside a table, where a column is its answer in the row."""
    return {**sizes(form), **{column.name: _most(column) for column in table.questions}}


def _most(question: Question) -> int:
    """How many values one answer can have; one where that is not known."""
    if kind_of(question) != "texts" or not question.choices:
        return 1
    return min(len(question.choices), int(question.max or len(question.choices)))


def _variables(questions: Iterator[Question] | tuple[Question, ...], before: str) -> Iterator[tuple[str, str]]:
    for question in questions:
        path = before + question.name
        if question.type == "table":
            yield from _table_variables(question, path)
        elif question.questions:
            yield from _variables(question.questions, f"{path}.")
        elif kind := kind_of(question):
            yield path, kind


def _table_variables(table: Question, path: str) -> Iterator[tuple[str, str]]:
    yield f"{path}.{ROWS}", "rows"
    for column in table.questions:
        if kind := kind_of(column):
            yield f"{path}.{column.name}", MANY[kind]
    for total in table.totals:
        yield f"{path}.totals.{total.name}", "number"


def moments(now: datetime, zone: str) -> dict[str, Any]:
    """`now` and `today` as rules see them: what the clock on the wall shows in the form's zone."""
    wall = now.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return {"now": _stamp(wall), "today": _stamp(midnight)}


def values_of(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The value of every variable but the moments; null for what is not answered."""
    found: dict[str, Any] = {}
    for question in form.questions:
        bind(question, answers.get(question.name), question.name, found)
    return found


def readable_values_of(form: Form, answers: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """The same for answers that may be of other types than the form asks for now, and the variables that then lack."""
    found: dict[str, Any] = {}
    for question in form.questions:
        with suppress(ValueError, TypeError, AttributeError):
            mine: dict[str, Any] = {}
            bind(question, answers.get(question.name), question.name, mine)
            found |= mine
    return found, frozenset(dict(_variables(form.questions, "")).keys() - found.keys())


def bind(question: Question, answer: Any, path: str, found: dict[str, Any]) -> None:
    """Put the values of a question (and of all it holds) into `found`."""
    if question.type == "table":
        _bind_table(question, answer if isinstance(answer, Mapping) else {}, path, found)
    elif question.questions:
        members = answer if isinstance(answer, Mapping) else {}
        for member in question.questions:
            bind(member, members.get(member.name), f"{path}.{member.name}", found)
    elif kind := kind_of(question):
        found[path] = value_of(kind, answer)


def _bind_table(table: Question, answer: Mapping[str, Any], path: str, found: dict[str, Any]) -> None:
    rows = answer.get("rows") or []
    found[f"{path}.{ROWS}"] = [row_values(table, row) for row in rows]
    for column in table.questions:
        if kind := kind_of(column):
            found[f"{path}.{column.name}"] = _column(kind, [row.get(column.name) for row in rows])
    totals = answer.get("totals") or {}
    for total in table.totals:
        found[f"{path}.totals.{total.name}"] = value_of("number", totals.get(total.name))


def _column(kind: str, answers: list[Any]) -> list[Any]:
    if kind == "texts":
        return [one for answer in answers for one in value_of(kind, answer)]
    return [value_of(kind, answer) for answer in answers if answer is not None]


def row_values(table: Question, row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of one row of a table, by column."""
    return {c.name: value_of(kind, row.get(c.name)) for c in table.questions if (kind := kind_of(c))}


def value_of(kind: str, answer: Any) -> Any:
    """A canonical answer as a rule sees it."""
    if kind == "texts":
        return [_name(one) for one in answer or ()]
    if answer is None:
        return None
    return VALUES[kind](answer)


def _name(one: Any) -> str:
    return str(one.get("name", "")) if isinstance(one, Mapping) else str(one)


def _day(answer: Any) -> Any:
    text = str(answer)
    if len(text) == len("2027-01-31"):
        day = date.fromisoformat(text)
        return _stamp(datetime(day.year, day.month, day.day, tzinfo=UTC))
    return _stamp(datetime.fromisoformat(text).replace(tzinfo=UTC))


def _stamp(moment: datetime) -> Timestamp:
    """The engine takes a moment that may also be null only in this wrapping."""
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp


VALUES: dict[str, Callable[[Any], Any]] = {"number": float, "truth": bool, "text": str, "day": _day}
