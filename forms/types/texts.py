"""Reads answers in words: text, e-mail and web addresses, telephone numbers."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from forms.definition import Question
from forms.rules.patterns import matches
from forms.types import messages
from forms.types.messages import refuse

TEXT_LENGTH, LONG_TEXT_LENGTH, URL_LENGTH = 1_000, 30_000, 2_000  # one spreadsheet cell takes 32,767
REFERENCE = re.compile(r"[A-Za-z0-9 ._/-]{1,100}")
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def read_text(question: Question, value: Any) -> str:
    """One line; line breaks become spaces."""
    return _fitting(question, " ".join(_composed(value).splitlines()), TEXT_LENGTH)


def read_long_text(question: Question, value: Any, longest: int = LONG_TEXT_LENGTH) -> str:
    """Several lines, composed (NFC) and ended by LF alone."""
    return _fitting(question, _composed(value), longest)


def _composed(value: Any) -> str:
    if not isinstance(value, str):
        raise refuse(messages.NOT_TEXT)
    if UNKEEPABLE.search(value):
        raise refuse(messages.CONTROL_CHARACTERS)
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return value.strip() if value.isascii() else unicodedata.normalize("NFC", value.strip())


def _fitting(question: Question, text: str, longest: int) -> str:
    """The text as it is kept; what it must be like is asked of that, so that a kept text passes again."""
    limit = min(question.max_length or longest, longest)
    if len(text) > limit:
        raise refuse(messages.TOO_LONG, max=limit)
    if question.min_length and len(text) < question.min_length:
        raise refuse(messages.TOO_SHORT, min=question.min_length)
    if question.max_words and len(text.split()) > question.max_words:
        raise refuse(messages.TOO_MANY_WORDS, max=question.max_words)
    if question.pattern and not matches(question.pattern, text):
        raise refuse(messages.PATTERN)
    return text


def read_hidden(question: Question, value: Any) -> str:
    """One line that came with the link."""
    return read_text(question, value)


def read_reference(question: Question, value: Any) -> str:
    """The reference of a submission, as it was given to its sender; whether there is one is for the ledger to say."""
    reference = read_text(question, value)
    if not REFERENCE.fullmatch(reference):
        raise refuse(messages.REFERENCE)
    return reference


def read_email(question: Question, value: Any) -> str:
    """An address as its domain would have it; nothing is looked up. A page may ask for it twice."""
    if isinstance(value, Mapping):
        value, again = value.get("value"), value.get("again")
        if not isinstance(value, str) or value.strip() != (again.strip() if isinstance(again, str) else ""):
            raise refuse(messages.EMAIL_AGAIN)
    try:
        return validate_email(read_text(question, value), check_deliverability=False).normalized
    except EmailNotValidError:
        raise refuse(messages.EMAIL) from None


def read_phone(question: Question, value: Any) -> str:
    """E.164, with the extension behind it where there is one."""
    text = read_text(question, value)
    try:
        number = phonenumbers.parse("+" + text[2:] if text.startswith("00") else text, None)
    except phonenumbers.NumberParseException:
        raise refuse(messages.PHONE) from None
    if not phonenumbers.is_possible_number(number):
        raise refuse(messages.PHONE)
    said = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return f"{said} ext. {number.extension}" if number.extension else said


def read_url(question: Question, value: Any) -> str:
    """A web address as it was given."""
    text = read_long_text(question, value, URL_LENGTH)
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", text):
        raise refuse(messages.URL)
    return text
