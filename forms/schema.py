"""A definition compiled once into a Marshmallow schema, and the check of a submission against it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from forms import messages
from forms.answers import find_question
from forms.definition import NO_TEXT, Form, Question, Text
from forms.messages import Said
from forms.numbers import plain
from forms.questions import CENT, QUESTION_TYPES, refuse

MOST_PROBLEMS = 200
MOST_ROWS = 1_000  # of a table whose definition names no fewer
UNKNOWN_FIELD = "Unknown field."  # marshmallow's own word for a key that no question has


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a submission; `message` is a sentence of forms.messages with %(words)s."""

    path: str
    label: Text
    message: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: canonical answers, or the problems (never both)."""

    answers: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()


class Answer(fields.Field[Any]):
    """The field of one question: blank is no answer, all else is read by the question's type."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.kind = QUESTION_TYPES[question.type]

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        """Marshmallow's entry for present and missing values alike."""
        if not is_blank(value):
            return self.read(value)
        if self.question.required:
            raise refuse(messages.CHOOSE if self.kind.is_closed else messages.REQUIRED)
        return self.empty()

    def read(self, value: Any) -> Any:
        return self.kind.read(self.question, value)

    def empty(self) -> Any:
        return list(self.kind.empty) if isinstance(self.kind.empty, tuple) else self.kind.empty


class Group(Answer):
    """A group: its members are checked even when nothing is answered, for they may be required."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.members = schema_of(question.questions)

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if is_blank(value):
            return self.members.load({}) if self.question.required else self.empty()
        return self.read(value)

    def read(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise refuse(messages.NOT_A_GROUP)
        return self.members.load(value)

    def empty(self) -> Any:
        return {name: answer.empty() for name, answer in _answers(self.members)}


class Table(Answer):
    """A table: rows of its columns' answers, then what the service works out from them."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.computed = {column.name for column in question.questions if column.product}
        self.columns = schema_of(column for column in question.questions if not column.product)

    def read(self, value: Any) -> Any:
        given = value.get("rows") if isinstance(value, Mapping) else value
        if not isinstance(given, list):
            raise refuse(messages.NOT_A_TABLE)
        rows = [row for row in map(self._asked, given[: MOST_ROWS + 1]) if not is_blank(row)]
        self._count(rows)
        return self._worked_out(self._load(rows))

    def empty(self) -> Any:
        return self._worked_out([])

    def _asked(self, row: Any) -> Any:
        """The row without the columns that are ours to work out."""
        return {k: v for k, v in row.items() if k not in self.computed} if isinstance(row, Mapping) else row

    def _count(self, rows: list[Any]) -> None:
        fewest, most = self.question.min, min(self.question.max or MOST_ROWS, MOST_ROWS)
        if not rows and self.question.required:
            raise refuse(messages.REQUIRED)
        if rows and fewest is not None and len(rows) < fewest:
            raise refuse(messages.FEWEST_ROWS, min=plain(Decimal(fewest)))
        if len(rows) > most:
            raise refuse(messages.MOST_ROWS, max=plain(Decimal(most)))

    def _load(self, rows: list[Any]) -> list[dict[str, Any]]:
        loaded: list[dict[str, Any]] = []
        wrong: dict[int, Any] = {}
        for number, row in enumerate(rows):
            try:
                if not isinstance(row, Mapping):
                    raise refuse(messages.NOT_A_GROUP)
                loaded.append(self.columns.load(row))
            except ValidationError as error:
                wrong[number] = error.messages
        if wrong:
            raise ValidationError(wrong)
        return loaded

    def _worked_out(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        full = [self._with_products(row) for row in rows]
        return {
            "rows": full,
            "totals": {t.name: _sum(full, t.sum, self._is_money(t.sum)) for t in self.question.totals},
        }

    def _with_products(self, row: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for column in self.question.questions:
            found[column.name] = (
                product(row, column.product, money=column.type == "money") if column.product else row[column.name]
            )
        return found

    def _is_money(self, name: str) -> bool:
        return any(column.name == name and column.type == "money" for column in self.question.questions)


def product(row: Mapping[str, Any], factors: Iterable[str], *, money: bool) -> str | None:
    """The product of a row's columns (money: to the cent, half up on even); None while one is unanswered."""
    result = Decimal(1)
    for name in factors:
        if row.get(name) is None:
            return None
        result *= Decimal(str(row[name]))
    return plain(result.quantize(CENT) if money else result)


def _sum(rows: Iterable[Mapping[str, Any]], name: str, money: bool) -> str:
    total = sum((Decimal(str(row[name])) for row in rows if row.get(name) is not None), Decimal(0))
    return plain(total.quantize(CENT) if money else total)


def is_blank(value: Any) -> bool:
    """Whether a raw value says nothing: missing, empty, white space, or made of such."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_blank(one) for one in value.values())
    if isinstance(value, list):
        return all(is_blank(one) for one in value)
    return value is None or not isinstance(value, int | float | Decimal)


FIELDS: dict[str, type[Answer]] = {"group": Group, "table": Table}
"""The types whose field is more than a reading of one value."""


def schema_of(questions: Iterable[Question]) -> Schema:
    """A schema instance for these questions, made once and used for every check."""
    made = {q.name: FIELDS.get(q.type, Answer)(q) for q in questions}
    return Schema.from_dict(made, name="Answers")(unknown=RAISE)  # type: ignore[arg-type]


def _answers(schema: Schema) -> Iterator[tuple[str, Answer]]:
    for name, one in schema.fields.items():
        if isinstance(one, Answer):
            yield name, one


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """A definition and its schema."""

    form: Form
    schema: Schema

    def check(self, raw: object) -> Checked:
        """Check raw answers; finds every problem and raises none."""
        if not isinstance(raw, Mapping):
            return Checked(None, (Problem("", NO_TEXT, messages.NOT_ANSWERS),))
        try:
            return Checked(dict(self.schema.load(raw)))
        except ValidationError as error:
            found = _problems(self.form, error.messages, ())
            return Checked(None, tuple(one for one, _ in zip(found, range(MOST_PROBLEMS), strict=False)))


def compile_form(form: Form) -> CompiledForm:
    """The form with its schema, made once."""
    return CompiledForm(form, schema_of(form.questions))


def _problems(form: Form, found: Any, path: tuple[str, ...]) -> Iterator[Problem]:
    if isinstance(found, Mapping):
        for key, inner in found.items():
            yield from _problems(form, inner, (*path, str(key)))
        return
    for message in found if isinstance(found, list) else [found]:
        yield _problem(form, message, path)


def _problem(form: Form, message: Any, path: tuple[str, ...]) -> Problem:
    dotted = ".".join(path)
    question = find_question(form, dotted)
    if question is None or message == UNKNOWN_FIELD:
        return Problem(dotted, NO_TEXT, messages.UNKNOWN, {"key": path[-1][:100]})
    if isinstance(message, Said):
        return Problem(dotted, question.label, str(message), message.params)
    return Problem(dotted, question.label, str(message))
