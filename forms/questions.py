"""The question types: the one table from a type's word to how its answers are read and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forms.attachments import read_files
from forms.closed import read_choice, read_choices, read_country, read_date, read_yes_no
from forms.definition import Question
from forms.numbers import read_decimal, read_integer, read_money
from forms.texts import (
    LONG_TEXT_LENGTH,
    TEXT_LENGTH,
    read_email,
    read_long_text,
    read_phone,
    read_text,
    read_url,
)


def read_nested(_question: Question, _value: Any) -> object:
    """Groups and tables are read by their fields in forms.fields, which never come here."""
    raise AssertionError


@dataclass(frozen=True, slots=True)
class QuestionType:
    """How answers of one type are read, what stands for no answer, and which words its definition takes."""

    read: Callable[[Question, Any], object]  # a given answer -> its canonical form; raises ValidationError
    words: tuple[str, ...] = ()  # of the definition, besides those that every question takes
    needs: tuple[str, ...] = ()  # those of `words` that must be there
    is_many: bool = False  # the canonical answer is a list, [] for none
    is_number: bool = False
    is_closed: bool = False  # answered by choosing
    holds_questions: bool = False
    longest: int = 0  # characters, for those that take max_length


NUMBER = ("min", "max", "product")
CHOICES = ("choices",)
TABLE = ("questions", "min", "max", "totals")

QUESTION_TYPES: dict[str, QuestionType] = {
    "text": QuestionType(read_text, ("max_length",), longest=TEXT_LENGTH),
    "long_text": QuestionType(read_long_text, ("max_length",), longest=LONG_TEXT_LENGTH),
    "email": QuestionType(read_email),
    "phone": QuestionType(read_phone),
    "url": QuestionType(read_url),
    "integer": QuestionType(read_integer, NUMBER, is_number=True),
    "decimal": QuestionType(read_decimal, NUMBER, is_number=True),
    "money": QuestionType(read_money, (*NUMBER, "currency"), ("currency",), is_number=True),
    "date": QuestionType(read_date),
    "yes_no": QuestionType(read_yes_no, is_closed=True),
    "choose_one": QuestionType(read_choice, CHOICES, CHOICES, is_closed=True),
    "choose_many": QuestionType(read_choices, CHOICES, CHOICES, is_many=True, is_closed=True),
    "country": QuestionType(read_country, is_closed=True),
    "file": QuestionType(read_files, ("accept", "max_megabytes"), is_many=True),
    "group": QuestionType(read_nested, ("questions",), ("questions",), holds_questions=True),
    "table": QuestionType(read_nested, TABLE, ("questions",), holds_questions=True),
}
