"""The question types: the one table from a type's word to how its answers are read and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forms.definition import Question
from forms.types.attachments import read_files
from forms.types.closed import read_choice, read_choices, read_consent, read_country, read_ranking, read_yes_no
from forms.types.days import read_date, read_datetime, read_time
from forms.types.numbers import read_decimal, read_integer, read_money
from forms.types.places import read_geopoint
from forms.types.texts import (
    LONG_TEXT_LENGTH,
    TEXT_LENGTH,
    read_email,
    read_hidden,
    read_long_text,
    read_phone,
    read_reference,
    read_text,
    read_url,
)


def read_elsewhere(_question: Question, _value: Any) -> object:
    """Groups, tables, notes and what is worked out are read in forms.types.fields, and never come here."""
    raise AssertionError


@dataclass(frozen=True, slots=True)
class QuestionType:
    """How answers of one type are read, what stands for no answer, and which words its definition takes."""

    read: Callable[[Question, Any], object]  # a given answer -> its canonical form; raises ValidationError
    words: tuple[str, ...] = ()  # of the definition, besides those that every question takes
    needs: tuple[str, ...] = ()  # those of `words` that must be there
    kind: str = ""  # of forms.rules.KINDS: what rules see; empty where there is nothing to see
    is_many: bool = False  # the canonical answer is a list, [] for none
    is_number: bool = False
    is_closed: bool = False  # answered by choosing
    is_asked: bool = True  # the applicant answers it
    holds_questions: bool = False
    longest: int = 0  # characters, for those that take max_length


BOUNDS = ("min", "max")
NUMBER = (*BOUNDS, "product")
TEXT = ("min_length", "max_length", "max_words", "pattern")
LIST = ("choices", "choices_from", "choices_where")
TABLE = ("questions", *BOUNDS, "totals")

QUESTION_TYPES: dict[str, QuestionType] = {
    "text": QuestionType(read_text, TEXT, kind="text", longest=TEXT_LENGTH),
    "long_text": QuestionType(read_long_text, TEXT, kind="text", longest=LONG_TEXT_LENGTH),
    "email": QuestionType(read_email, ("confirm",), kind="text"),
    "phone": QuestionType(read_phone, kind="text"),
    "url": QuestionType(read_url, kind="text"),
    "integer": QuestionType(read_integer, NUMBER, kind="number", is_number=True),
    "decimal": QuestionType(read_decimal, NUMBER, kind="number", is_number=True),
    "money": QuestionType(read_money, (*NUMBER, "currency"), ("currency",), kind="number", is_number=True),
    "date": QuestionType(read_date, BOUNDS, kind="day"),
    "time": QuestionType(read_time, kind="text"),
    "datetime": QuestionType(read_datetime, kind="day"),
    "yes_no": QuestionType(read_yes_no, kind="truth", is_closed=True),
    "consent": QuestionType(read_consent, kind="truth", is_closed=True),
    "choose_one": QuestionType(read_choice, (*LIST, "other"), kind="text", is_closed=True),
    "choose_many": QuestionType(read_choices, (*LIST, "other", *BOUNDS), kind="texts", is_many=True, is_closed=True),
    "ranking": QuestionType(read_ranking, (*LIST, "max"), kind="texts", is_many=True, is_closed=True),
    "matrix": QuestionType(
        read_elsewhere, ("statements", "choices", "choices_from"), ("statements",), holds_questions=True
    ),
    "country": QuestionType(read_country, kind="text", is_closed=True),
    "geopoint": QuestionType(read_geopoint, kind="text"),
    "file": QuestionType(read_files, ("accept", "max_megabytes"), kind="texts", is_many=True),
    "reference": QuestionType(read_reference, ("form",), ("form",), kind="text"),
    "calculated": QuestionType(
        read_elsewhere, ("calculation", "result", "currency"), ("calculation", "result"), is_asked=False
    ),
    "note": QuestionType(read_elsewhere, is_asked=False),
    "hidden": QuestionType(read_hidden, ("max_length",), kind="text", longest=TEXT_LENGTH),
    "group": QuestionType(read_elsewhere, ("questions",), ("questions",), holds_questions=True),
    "table": QuestionType(read_elsewhere, TABLE, ("questions",), holds_questions=True),
}

RESULT_TYPES = ("text", "integer", "decimal", "money", "date", "yes_no")
"""What a calculated question can be kept and shown as."""
