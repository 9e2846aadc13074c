"""Marshmallow fields for questions: a blank answer is none, any other is read by the question's type.

What is obligatory, worked out or not asked at all is judged afterwards, in forms.logic, when all answers are known.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from forms.definition import Question
from forms.types import messages
from forms.types.blank import is_blank
from forms.types.messages import refuse
from forms.types.numbers import plain
from forms.types.table import QUESTION_TYPES

MOST_ROWS = 1_000  # of a table whose definition names no fewer
ITSELF = "_schema"  # marshmallow's word for a message about the whole rather than a part


def most_rows(table: Question) -> int:
    """How many rows a table can have."""
    return int(min(table.max or MOST_ROWS, MOST_ROWS))


class Answer(fields.Field[Any]):
    """The field of one question."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.kind = QUESTION_TYPES[question.type]

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        """Marshmallow's entry, for present and missing values alike."""
        if isinstance(value, str) and value and not value.isspace():  # the most common case
            return self.kind.read(self.question, value)
        if is_blank(value):
            return [] if self.kind.is_many else None
        return self.kind.read(self.question, value)


class Unasked(Answer):
    """What the service works out: whatever is sent for it is passed over."""

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:  # noqa: ARG002 - marshmallow's signature
        return None


class Group(Answer):
    """A group or matrix: its members are there even when nothing is answered, for they may be obligatory."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.members = schema_of(question.questions)

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, Mapping) and not is_blank(value):
            raise refuse(messages.NOT_A_GROUP)
        return self.members.load(value if isinstance(value, Mapping) else {})


class Table(Answer):
    """A table: rows of its columns' answers, with the numbers they were sent under; blank rows are left out."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.computed = {one.name for one in question.questions if one.product or one.calculation}
        self.asked = schema_of(one for one in question.questions if not one.product)

    def deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        rows = {number: row for number, row in enumerate(map(self._without, _rows(value))) if not is_blank(row)}
        most = most_rows(self.question)
        if len(rows) > most:
            raise refuse(messages.MOST_ROWS, max=most)
        loaded, wrong = self._each(rows)
        fewest = self.question.min
        if rows and fewest is not None and len(rows) < fewest:
            wrong[ITSELF] = refuse(messages.FEWEST_ROWS, min=plain(Decimal(fewest))).messages
        found = {"rows": loaded, "numbers": list(rows)}
        if wrong:
            raise ValidationError(wrong, valid_data=found)
        return found

    def _without(self, row: Any) -> Any:
        """The row without the columns that are the service's to work out."""
        return {k: v for k, v in row.items() if k not in self.computed} if isinstance(row, Mapping) else row

    def _each(self, rows: Mapping[int, Any]) -> tuple[list[dict[str, Any]], dict[str | int, Any]]:
        """Every row as far as it can be read, and what is wrong by the row's number."""
        loaded: list[dict[str, Any]] = []
        wrong: dict[str | int, Any] = {}
        for number, row in rows.items():
            try:
                if not isinstance(row, Mapping):
                    raise refuse(messages.NOT_A_GROUP)
                loaded.append(self.asked.load(row))
            except ValidationError as error:
                wrong[number] = error.messages
                loaded.append(error.valid_data if isinstance(error.valid_data, dict) else {})
        return loaded, wrong


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


FIELDS: dict[str, type[Answer]] = {
    "group": Group,
    "matrix": Group,
    "table": Table,
    "calculated": Unasked,
    "note": Unasked,
}
"""The types whose field is more than a reading of one value."""


def schema_of(questions: Iterable[Question]) -> Schema:
    """A schema instance for these questions, made once and used for every check."""
    made: dict[str, Any] = {one.name: FIELDS.get(one.type, Answer)(one) for one in questions}
    return Schema.from_dict(made, name="Answers")(unknown=RAISE)
