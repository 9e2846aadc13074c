"""The question types: the one table from a type's word to how its answers are read and kept."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from marshmallow import ValidationError

from forms import countries, messages
from forms.definition import LANGUAGES, Question
from forms.messages import Said
from forms.numbers import plain, read_number

UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
TEXT_LENGTH, LONG_TEXT_LENGTH, URL_LENGTH = 1_000, 30_000, 2_000  # one spreadsheet cell takes 32,767
YES, NO = frozenset({"yes", "true", "1", "on"}), frozenset({"no", "false", "0", "off"})
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class QuestionType:
    """How answers of one type are read, and what stands for no answer."""

    read: Callable[[Question, Any], object]  # a given answer -> its canonical form; raises ValidationError
    empty: object = None
    is_number: bool = False
    is_closed: bool = False  # answered by choosing
    holds_questions: bool = False


def refuse(message: str, **params: object) -> ValidationError:
    """The error that carries a message of forms.messages."""
    return ValidationError(Said(message, **params))


def read_text(question: Question, value: Any) -> str:
    text = read_long_text(question, value, TEXT_LENGTH)
    return " ".join(text.splitlines())


def read_long_text(question: Question, value: Any, longest: int = LONG_TEXT_LENGTH) -> str:
    if not isinstance(value, str):
        raise refuse(messages.NOT_TEXT)
    if UNKEEPABLE.search(value):
        raise refuse(messages.CONTROL_CHARACTERS)
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n").strip())
    limit = min(question.max_length or longest, longest)
    if len(text) > limit:
        raise refuse(messages.TOO_LONG, max=limit)
    return text


def read_email(question: Question, value: Any) -> str:
    try:
        return validate_email(read_text(question, value), check_deliverability=False).normalized
    except EmailNotValidError:
        raise refuse(messages.EMAIL) from None


def read_phone(question: Question, value: Any) -> str:
    text = read_text(question, value)
    try:
        number = phonenumbers.parse("+" + text[2:] if text.startswith("00") else text, None)
    except phonenumbers.NumberParseException:
        raise refuse(messages.PHONE) from None
    if not phonenumbers.is_possible_number(number):
        raise refuse(messages.PHONE)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def read_url(question: Question, value: Any) -> str:
    text = read_long_text(question, value, URL_LENGTH)
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        usable = False
    if not usable:
        raise refuse(messages.URL)
    return text


def _within(question: Question, number: Decimal) -> Decimal:
    if question.min is not None and number < question.min:
        raise refuse(messages.MIN, min=plain(question.min))
    if question.max is not None and number > question.max:
        raise refuse(messages.MAX, max=plain(question.max))
    return number


def read_integer(question: Question, value: Any) -> int:
    number = read_number(value)
    if number != number.to_integral_value():
        raise refuse(messages.INTEGER)
    return int(_within(question, number))


def read_decimal(question: Question, value: Any) -> str:
    return plain(_within(question, read_number(value)))


def read_money(question: Question, value: Any) -> str:
    amount = _within(question, read_number(value))
    if amount != amount.quantize(CENT):
        raise refuse(messages.TWO_DECIMALS)
    return plain(amount.quantize(CENT))


def read_date(question: Question, value: Any) -> str:
    try:
        if isinstance(value, Mapping):
            day = date(*(int(str(value.get(part, "")).strip()[:4]) for part in ("year", "month", "day")))
        else:
            day = date.fromisoformat(read_text(question, value))
    except (ValueError, OverflowError):
        raise refuse(messages.DATE) from None
    if not 1900 <= day.year <= 2200:
        raise refuse(messages.DATE)
    return day.isoformat()


def read_yes_no(_question: Question, value: Any) -> bool:
    word = str(value).strip().casefold() if isinstance(value, str | bool) or value in (0, 1) else ""
    if word not in YES | NO:
        raise refuse(messages.YES_NO)
    return word in YES


def read_choice(question: Question, value: Any) -> str:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if not isinstance(value, str) or value not in {choice.value for choice in question.choices}:
        raise refuse(messages.NOT_A_CHOICE)
    return value


def read_choices(question: Question, value: Any) -> list[str]:
    chosen = {read_choice(question, one) for one in (value if isinstance(value, list) else [value])}
    return [choice.value for choice in question.choices if choice.value in chosen]


def read_country(question: Question, value: Any) -> str:
    code = countries.code_of(read_text(question, value), LANGUAGES)
    if code is None:
        raise refuse(messages.COUNTRY)
    return code


def read_files(question: Question, value: Any) -> list[dict[str, object]]:
    return [_read_file(question, one) for one in (value if isinstance(value, list) else [value])]


def _read_file(question: Question, value: Any) -> dict[str, object]:
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        raise refuse(messages.FILE)
    name = read_text(question, value["name"]).replace("\\", "/").rpartition("/")[2]
    if question.accept and name.rpartition(".")[2].lower() not in question.accept:
        raise refuse(messages.FILE_KIND, kinds=", ".join(question.accept))
    if "url" in value:
        return {"name": name, "url": read_url(question, value["url"])}
    digest, size = value.get("sha256"), value.get("size")
    if not isinstance(digest, str) or not re.fullmatch(r"[0-9a-f]{64}", digest) or not isinstance(size, int):
        raise refuse(messages.FILE)
    if size > question.max_megabytes * 1_000_000:
        raise refuse(messages.FILE_SIZE, max=question.max_megabytes)
    return {"name": name, "size": size, "sha256": digest}


def _nested(_question: Question, _value: Any) -> object:
    raise AssertionError("groups and tables are read by forms.schema")


QUESTION_TYPES: dict[str, QuestionType] = {
    "text": QuestionType(read_text),
    "long_text": QuestionType(read_long_text),
    "email": QuestionType(read_email),
    "phone": QuestionType(read_phone),
    "url": QuestionType(read_url),
    "integer": QuestionType(read_integer, is_number=True),
    "decimal": QuestionType(read_decimal, is_number=True),
    "money": QuestionType(read_money, is_number=True),
    "date": QuestionType(read_date),
    "yes_no": QuestionType(read_yes_no, is_closed=True),
    "choose_one": QuestionType(read_choice, is_closed=True),
    "choose_many": QuestionType(read_choices, empty=(), is_closed=True),
    "country": QuestionType(read_country, is_closed=True),
    "file": QuestionType(read_files, empty=()),
    "group": QuestionType(_nested, holds_questions=True),
    "table": QuestionType(_nested, holds_questions=True),
}
