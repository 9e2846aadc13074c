"""Reads numbers as applicants write them: exactly, in any script's digits, never guessing at commas."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from marshmallow import ValidationError

from forms.definition import Question
from forms.types import messages
from forms.types.messages import refuse

MAX_DIGITS = 15  # what a spreadsheet keeps exactly
CENT = Decimal("0.01")
LONGEST = 100  # characters, leading zeros and all
COMMAS = frozenset(",،٫٬，")
SPACES = re.compile(r"[ '’\u00a0\u2007\u2009\u202f]")  # what people set between thousands
WRITTEN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
GROUPED = re.compile(r"([+-]?[0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]+)")  # 1,000.50
GROUPED_BY_POINTS = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)")  # 1.000,50
DECIMAL_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]{1,2})")  # too few digits for a thousand
SURE = (GROUPED, GROUPED_BY_POINTS, DECIMAL_COMMA)
"""What can be read in one way only, whoever wrote it: whole thousands before decimals, or decimals too few for them."""
PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


def is_plain_number(text: str) -> bool:
    """Whether a definition's number is one: digits with a point, nothing else."""
    return WRITTEN.fullmatch(text) is not None


def read_integer(question: Question, value: Any) -> int:
    """A whole number; 3.0 is one. A written 12.000 is none: to some that is twelve, to others twelve thousand."""
    try:
        number = read_number(value)
    except ValidationError as fault:
        raise refuse(messages.INTEGER) if fault.messages == [messages.NUMBER] else fault from None
    if number != number.to_integral_value() or _written_decimals(value, number) > 2:
        raise refuse(messages.INTEGER)
    return int(_within(question, number))


def read_decimal(question: Question, value: Any) -> str:
    """The number as plain text, with the decimals it was given."""
    return plain(_within(question, read_number(value)))


def read_money(question: Question, value: Any) -> str:
    """The amount as plain text with two decimals; a written 75.000 is refused, as above."""
    amount = _within(question, read_number(value))
    if amount != to_cents(amount) or _written_decimals(value, amount) > 2:
        raise refuse(messages.TWO_DECIMALS)
    return plain(to_cents(amount))


def read_number(value: Any) -> Decimal:
    """The exact number. Raises ValidationError with a message of forms.messages."""
    text = _with_a_point(_text(value))
    if COMMAS & set(text):
        raise refuse(messages.COMMA)
    if len(text) > LONGEST or not PLAIN.fullmatch(text):
        raise refuse(messages.NUMBER)
    if len(text) > MAX_DIGITS and sum(character.isdigit() for character in text.lstrip("+-0")) > MAX_DIGITS:
        raise refuse(messages.TOO_MANY_DIGITS)
    number = Decimal(text)
    return number or abs(number)  # no minus zero


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _western(SPACES.sub("", value.strip()).replace("\u2212", "-"))
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise refuse(messages.NUMBER)
    if isinstance(value, int) and value.bit_length() > 64:  # writing a huge one out would take long, or raise
        raise refuse(messages.TOO_MANY_DIGITS)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise refuse(messages.NUMBER)
    if number and abs(number.adjusted()) > 2 * MAX_DIGITS:
        raise refuse(messages.TOO_MANY_DIGITS)
    return plain(number or Decimal(0))


def _with_a_point(text: str) -> str:
    """A number that has commas but only one meaning, as the rest are written."""
    found = next(filter(None, (pattern.fullmatch(text) for pattern in SURE)), None)
    return f"{found[1].replace(',', '').replace('.', '')}.{found[2]}" if found else text


def _western(text: str) -> str:
    """The same digits as 0 to 9 (Arabic-Indic and others are as good)."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(one, one)) for one in text)


def _written_decimals(value: Any, number: Decimal) -> int:
    """How many decimals a person wrote. A program's number has none: its point can only be a decimal point."""
    return -int(number.as_tuple().exponent) if isinstance(value, str) else 0


def _within(question: Question, number: Decimal) -> Decimal:
    if question.min is not None and number < question.min:
        raise refuse(messages.MIN, min=plain(question.min))
    if question.max is not None and number > question.max:
        raise refuse(messages.MAX, max=plain(question.max))
    return number


def to_cents(amount: Decimal) -> Decimal:
    """Rounded to two decimals, half a cent up, as spreadsheets do."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """The canonical text of a number: no exponent, as many decimals as were given."""
    return f"{number:f}"
