"""Numbers as a pattern of the Sheets API shows them (guide "Date and number formats")."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from .locales import Locale

PLACE = "0#?"
PIECE = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|([Ee][+-]0+)|([0#?][0#?,]*)|(.)', re.DOTALL)
NOT_SHOWN = ("[", "_", "*")


class Part(NamedTuple):
    """A section of a pattern: what stands before and behind the digits, and how many there are of each."""

    before: str
    behind: str
    whole: str
    fraction: str
    exponent: str
    groups: bool
    scale: int  # powers of ten by which the number is multiplied


def whole(value: int) -> str:
    """A whole number that has no format."""
    return str(value) if abs(value) < 10**15 else _scientific(value)


def _scientific(value: float) -> str:
    mantissa, _, power = f"{value:.5E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{power[0]}{power[1:].zfill(2)}"


def general(value: float, locale: Locale) -> str:
    """A number that has no format, to ten places at most."""
    if isinstance(value, int):
        return whole(value)
    size = abs(value)
    if size >= 1e15 or 0 < size < 1e-9:
        text = _scientific(value)
    else:
        digits = max(0, 10 - max(1, len(str(int(size))))) if size >= 1 else 10
        text = f"{Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", locale.decimal)


def patterned(value: float, pattern: str, locale: Locale) -> str:
    """A number as a pattern shows it; its second section is for numbers below zero, its third for zero."""
    sections = pattern.split(";")
    if value < 0 and len(sections) > 1:
        return _shown(-value, _part(sections[1]), locale)
    if value == 0 and len(sections) > 2:
        return _shown(value, _part(sections[2]), locale)
    text = _shown(abs(value), _part(sections[0]), locale)
    return f"-{text}" if value < 0 and any(sign in "123456789" for sign in text) else text


@lru_cache
def _part(section: str) -> Part:
    texts, digits, fraction, exponent, scale = ["", ""], "", "", "", 0
    seen = after_point = False
    for text, escaped, power, places, other in PIECE.findall(section):
        if power:
            exponent = power
        elif places:
            digits, fraction = (digits, fraction + places) if after_point else (digits + places, fraction)
            seen = True
        elif other == "." and (seen or not after_point):
            after_point = seen = True
        else:
            texts[seen] += text or escaped or other
            scale += 2 * (other == "%")
    scale -= 3 * (len(digits) - len(digits.rstrip(",")))
    groups = "," in digits.rstrip(",")
    return Part(texts[0], texts[1], digits.replace(",", ""), fraction.replace(",", ""), exponent, groups, scale)


def _shown(value: float, part: Part, locale: Locale) -> str:
    if not part.whole and not part.fraction:
        return part.before + part.behind
    number = Decimal(repr(value)).scaleb(part.scale)
    power = ""
    if part.exponent:
        size = number.adjusted() if number else 0
        number = number.scaleb(-size)
        power = f"E{'-' if size < 0 else '+'}{str(abs(size)).zfill(len(part.exponent) - 2)}"
    rounded = number.quantize(Decimal(1).scaleb(-len(part.fraction)), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    return part.before + _whole(whole, part, locale) + _fraction(fraction, part, locale) + power + part.behind


def _whole(digits: str, part: Part, locale: Locale) -> str:
    digits = digits.lstrip("0").rjust(part.whole.count("0"), "0")
    if not part.groups:
        return digits
    start = len(digits) % 3
    parts = [digits[:start]] if start else []
    return locale.group.join([*parts, *(digits[n : n + 3] for n in range(start, len(digits), 3))])


def _fraction(digits: str, part: Part, locale: Locale) -> str:
    least = max((n + 1 for n, place in enumerate(part.fraction) if place == "0"), default=0)
    while len(digits) > least and digits.endswith("0"):
        digits = digits[:-1]
    return f"{locale.decimal}{digits}" if digits or part.fraction else ""
