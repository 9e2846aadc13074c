"""The functions of formulas that are about texts."""

from collections.abc import Callable
from typing import Any

from ..errors import FormulaError
from .values import as_number, as_text, as_truth, first, flat


def _mid(text: Any, start: Any, count: Any) -> str:
    begin = int(as_number(start)) - 1
    return as_text(text)[begin : begin + int(as_number(count))]


def _right(text: Any, count: Any = 1) -> str:
    found = as_text(text)
    return found[max(0, len(found) - int(as_number(count))) :]


def _substitute(text: Any, old: Any, new: Any, which: Any = None) -> str:
    if which is None:
        return as_text(text).replace(as_text(old), as_text(new))
    parts, at = as_text(text).split(as_text(old)), int(as_number(which))
    if at >= len(parts):
        return as_text(text)
    return as_text(new).join([as_text(old).join(parts[:at]), as_text(old).join(parts[at:])])


def _join(mark: Any, *given: Any) -> str:
    return as_text(mark).join(as_text(one) for one in flat(list(given)))


def _text_join(mark: Any, skip: Any, *given: Any) -> str:
    texts = [as_text(one) for one in flat(list(given))]
    return as_text(mark).join(text for text in texts if text or not as_truth(skip))


def _find(what: Any, text: Any, start: Any = 1) -> int:
    place = as_text(text).find(as_text(what), int(as_number(start)) - 1)
    if place < 0:
        raise FormulaError("#VALUE!", f"In FIND evaluation, cannot find '{as_text(what)}' within '{as_text(text)}'.")
    return place + 1


TEXTS: dict[str, Callable[..., Any]] = {
    "LEN": lambda text: len(as_text(text)),
    "LEFT": lambda text, count=1: as_text(text)[: int(as_number(count))],
    "RIGHT": _right,
    "MID": _mid,
    "UPPER": lambda text: as_text(text).upper(),
    "LOWER": lambda text: as_text(text).lower(),
    "PROPER": lambda text: as_text(text).title(),
    "TRIM": lambda text: " ".join(as_text(text).split()),
    "CONCATENATE": lambda *given: "".join(as_text(one) for one in flat(list(given))),
    "CONCAT": lambda a, b: as_text(a) + as_text(b),
    "JOIN": _join,
    "TEXTJOIN": _text_join,
    "SUBSTITUTE": _substitute,
    "REPT": lambda text, count: as_text(text) * int(as_number(count)),
    "FIND": _find,
    "EXACT": lambda a, b: as_text(a) == as_text(b),
    "VALUE": as_number,
    "CHAR": lambda code: chr(int(as_number(code))),
    "HYPERLINK": lambda url, label=None: as_text(url) if label is None else first(label),
    "IMAGE": lambda *_given: None,
}
