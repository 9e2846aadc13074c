"""Days and times as a pattern of the Sheets API shows them (guide "Date and number formats")."""

import re
from datetime import datetime
from functools import lru_cache

from .formulas.dates import moment

TOKEN = re.compile(r'"[^"]*"|\\.|\[h+\]|\[m+\]|\[s+\]|am/pm|a/p|y+|m+|d+|h+|s+|\.0+|.', re.IGNORECASE | re.DOTALL)
SECONDS = {"h": 3600, "m": 60, "s": 1}
NAMES = {
    "yy": "%y",
    "yyyy": "%Y",
    "m": "{0.month}",
    "mm": "%m",
    "mmm": "%b",
    "mmmm": "%B",
    "d": "{0.day}",
    "dd": "%d",
    "ddd": "%a",
    "dddd": "%A",
    "s": "{0.second}",
    "ss": "%S",
}


@lru_cache
def _tokens(pattern: str) -> tuple[str, ...]:
    """The pieces of a pattern; minutes are `n` and `nn`, to tell them from months."""
    found = TOKEN.findall(pattern)
    kinds = [one.casefold() for one in found]
    for place, kind in enumerate(kinds):
        if kind in ("m", "mm") and (_is(kinds[:place][::-1], "h") or _is(kinds[place + 1 :], "s")):
            kinds[place] = "n" * len(kind)
    return tuple(kind if kind[:1] not in '"\\' else one for one, kind in zip(found, kinds, strict=True))


def _is(kinds: list[str], letter: str) -> bool:
    """Whether the nearest piece of a moment is hours, or seconds."""
    nearest = next((kind.strip("[]") for kind in kinds if kind.strip("[]")[:1] in tuple("ymdhsn")), "")
    return nearest.startswith(letter)


def patterned(number: float, pattern: str) -> str:
    """A serial number as a pattern shows it."""
    pieces = _tokens(pattern)
    half = any(one in ("am/pm", "a/p") for one in pieces)
    when = moment(number)
    return "".join(_shown(one, number, when, half=half) for one in pieces)


def _shown(piece: str, number: float, when: datetime, *, half: bool) -> str:
    if piece in NAMES:
        return when.strftime(NAMES[piece].format(when))
    if piece in ("h", "hh"):
        hour = (when.hour + 11) % 12 + 1 if half else when.hour
        return str(hour).zfill(len(piece))
    if piece in ("n", "nn"):
        return str(when.minute).zfill(len(piece))
    if piece in ("am/pm", "a/p"):
        return ("AM" if when.hour < 12 else "PM")[: 2 if piece == "am/pm" else 1]
    if piece.startswith("["):
        return str(int(round(number * 86_400, 3) / SECONDS[piece[1]])).zfill(len(piece) - 2)
    if piece.startswith(".0"):
        return f".{when.microsecond:06d}"[: len(piece)]
    return piece[1:-1] if piece.startswith('"') else piece.removeprefix("\\")
