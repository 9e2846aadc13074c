"""Marshmallow fields for questions: a blank answer is none, any other is read by the question's type."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from forms import messages
from forms.blank import is_blank
from forms.definition import Question
from forms.messages import refuse
from forms.numbers import plain
from forms.questions import QUESTION_TYPES
from forms.worked_out import product, total

MOST_ROWS = 1_000  # of a table whose definition names no fewer
ITSELF = "_schema"  # marshmallow's word for a message about the whole rather than a part


class Answer(fields.Field[Any]):
    """The field of one question."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.kind = QUESTION_TYPES[question.type]

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        """Marshmallow's entry, for present and missing values alike."""
        if not is_blank(value):
            return self.kind.read(self.question, value)
        self.demand()
        return [] if self.kind.is_many else None

    def demand(self) -> None:
        """Refuse no answer where one is required."""
        if self.question.required:
            raise refuse(messages.CHOOSE if self.kind.is_closed else messages.REQUIRED)


class Group(Answer):
    """A group: its members are checked even when nothing is answered, for they may be required."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.members = schema_of(question.questions)

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, Mapping) and not is_blank(value):
            raise refuse(messages.NOT_A_GROUP)
        loaded = self.members.load(value if isinstance(value, Mapping) else {})
        if is_blank(value):
            self.demand()
        return loaded


class Table(Answer):
    """A table: rows of its columns' answers, then what the service works out from them."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.columns = {column.name: column for column in question.questions}
        self.computed = {name for name, column in self.columns.items() if column.product}
        self.asked = schema_of(column for column in question.questions if not column.product)

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        rows = {number: row for number, row in enumerate(map(self._without, _rows(value))) if not is_blank(row)}
        most = int(min(self.question.max or MOST_ROWS, MOST_ROWS))
        if not rows:
            self.demand()
        if len(rows) > most:
            raise refuse(messages.MOST_ROWS, max=most)
        loaded, wrong = _each(rows, self._load)
        fewest = self.question.min
        if rows and fewest is not None and len(rows) < fewest:
            wrong[ITSELF] = refuse(messages.FEWEST_ROWS, min=plain(Decimal(fewest))).messages
        if wrong:
            raise ValidationError(wrong)
        return {"rows": loaded, "totals": self._totals(loaded)}

    def _without(self, row: Any) -> Any:
        """The row without the columns that are the service's to work out."""
        return {k: v for k, v in row.items() if k not in self.computed} if isinstance(row, Mapping) else row

    def _load(self, row: Any) -> dict[str, Any]:
        if not isinstance(row, Mapping):
            raise refuse(messages.NOT_A_GROUP)
        given = self.asked.load(row)
        found, wrong = {}, {}
        for name, column in self.columns.items():
            try:
                found[name] = product(column, given) if column.product else given[name]
            except ValidationError as error:
                wrong[name] = error.messages
        if wrong:
            raise ValidationError(wrong)
        return found

    def _totals(self, rows: list[dict[str, Any]]) -> dict[str, str]:
        return {one.name: total(self.columns[one.sum], rows) for one in self.question.totals}


def _rows(value: Any) -> list[Any]:
    """The rows of a raw table: a list, or the canonical form, whose totals are worked out anew."""
    if isinstance(value, Mapping):
        unknown = {key: ["Unknown field."] for key in value if key not in {"rows", "totals"}}
        if unknown:
            raise ValidationError(unknown)
        value = value.get("rows")
    if not isinstance(value, list):
        if is_blank(value):
            return []
        raise refuse(messages.NOT_A_TABLE)
    return value


def _each(
    rows: Mapping[int, Any], load: Callable[[Any], dict[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str | int, Any]]:
    """Every row loaded, and what is wrong with the others by their number."""
    loaded: list[dict[str, Any]] = []
    wrong: dict[str | int, Any] = {}
    for number, row in rows.items():
        try:
            loaded.append(load(row))
        except ValidationError as error:
            wrong[number] = error.messages
    return loaded, wrong


FIELDS: dict[str, type[Answer]] = {"group": Group, "table": Table}
"""The types whose field is more than a reading of one value."""


def schema_of(questions: Iterable[Question]) -> Schema:
    """A schema instance for these questions, made once and used for every check."""
    made: dict[str, Any] = {one.name: FIELDS.get(one.type, Answer)(one) for one in questions}
    return Schema.from_dict(made, name="Answers")(unknown=RAISE)
