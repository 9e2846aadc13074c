"""Reads JSON from strangers: one meaning for every body, and a clear reason for every refusal."""

import json
import re
from collections import Counter
from decimal import Decimal
from typing import NoReturn

from connectors.errors import Unreadable

MOST_LEVELS = 64
MOST_VALUES = 100_000
MOST_DIGITS = 1000

# A string is swallowed whole (its closing quote may be missing, so that the scan stays linear on any input).
_MARKS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]|,', re.DOTALL)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def loads(body: bytes) -> object:
    """The value of a JSON `body` (UTF-8; fractions become Decimal). Raises Unreadable with the reason.

    Refused besides bad JSON: a byte order mark, NaN and Infinity, a key given twice in one object, more than
    64 levels or 100,000 values, lone surrogates, and numbers of more than 1000 digits written out.
    """
    text = _text(body)
    _refuse_depth_and_breadth(body)
    try:
        value: object = json.loads(
            text,
            parse_int=_integer,
            parse_float=_fraction,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise Unreadable(f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno}).") from None
    if _SURROGATE_ESCAPE.search(text):
        _refuse_lone_surrogates(value)
    return value


def dumps(value: object) -> str:
    """A value that `loads` gave as JSON again, with every digit of its fractions."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(name)}: {dumps(inner)}" for name, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(dumps, value)) + "]"
        case Decimal():
            return str(value)
    return json.dumps(value)


def _text(body: bytes) -> str:
    if not body.strip():
        raise Unreadable("The body is empty.")
    if body.startswith(b"\xef\xbb\xbf"):
        raise Unreadable("The body starts with a byte order mark; JSON is sent without one.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The body is not UTF-8 (byte {error.start}).") from None


def _refuse_depth_and_breadth(body: bytes) -> None:
    """Count before parsing: the parser would run out of stack, or make a hundred bytes of every one that it reads."""
    opened, parted = body.count(b"[") + body.count(b"{"), body.count(b",")
    if opened <= MOST_LEVELS and opened + parted < MOST_VALUES:
        return
    level, values = 0, 1
    for mark in _MARKS.finditer(body):
        first = body[mark.start()]
        if first in b"[{":
            level += 1
        elif first in b"]}":
            level -= 1
        values += first in b"[{,"  # a value follows, unless the list is empty
        if level > MOST_LEVELS:
            raise Unreadable(f"The body is nested deeper than {MOST_LEVELS} levels.")
        if values > MOST_VALUES:
            raise Unreadable(f"The body holds more than {MOST_VALUES:,} values.")


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise Unreadable(f"A number has more than {MOST_DIGITS} digits.")
    return int(digits)


def _fraction(digits: str) -> Decimal:
    exponent = digits.lower().partition("e")[2]
    if len(digits) > MOST_DIGITS or len(exponent) > 5 or abs(int(exponent or "0")) > MOST_DIGITS:
        raise Unreadable(f"A number has more than {MOST_DIGITS} digits.")
    return Decimal(digits)


def _constant(word: str) -> NoReturn:
    raise Unreadable(f"{word} is not a JSON number.")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise Unreadable(f"The key {twice[:80]!a} stands twice in one object.")
    return found


def _refuse_lone_surrogates(value: object) -> None:
    if isinstance(value, str):
        if _LONE_SURROGATE.search(value):
            raise Unreadable("A text holds half of a character (a lone surrogate).")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_lone_surrogates(name)
            _refuse_lone_surrogates(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_lone_surrogates(inner)
