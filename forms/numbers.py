"""Reads numbers as applicants write them: exactly, in any script's digits, never guessing at commas."""

import re
import unicodedata
from decimal import Decimal

from marshmallow import ValidationError

from forms.messages import COMMA, NUMBER, TOO_MANY_DIGITS, Said

MAX_DIGITS = 15  # what a spreadsheet keeps exactly
SPACES = re.compile(r"[\s'\u2009\u202f\u00a0]")
PLAIN = re.compile(r"[+-]?\d+(\.\d*)?|[+-]?\.\d+")


def read_number(value: object) -> Decimal:
    """The exact number. Raises ValidationError with a message of forms.messages."""
    text = _text(value)
    if "," in text or "٫" in text or "٬" in text:
        raise ValidationError(Said(COMMA))
    if not PLAIN.fullmatch(text):
        raise ValidationError(Said(NUMBER))
    if sum(character.isdigit() for character in text.lstrip("+-0")) > MAX_DIGITS:
        raise ValidationError(Said(TOO_MANY_DIGITS))
    number = Decimal(text)
    return number or abs(number)  # no minus zero


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ValidationError(Said(NUMBER))
    if isinstance(value, str):
        return _western(SPACES.sub("", value))[:100]
    if isinstance(value, int) and value.bit_length() > 64:
        raise ValidationError(Said(TOO_MANY_DIGITS))
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise ValidationError(Said(NUMBER))
    if abs(number.adjusted()) > 2 * MAX_DIGITS:
        raise ValidationError(Said(TOO_MANY_DIGITS))
    return f"{number:f}"


def _western(text: str) -> str:
    """The same digits as 0 to 9 (Arabic-Indic and others are as good)."""
    return "".join(str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in text)


def plain(number: Decimal) -> str:
    """The canonical text of a number: no exponent, as many decimals as were given."""
    return f"{number:f}"
