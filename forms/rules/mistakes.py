"""What is wrong with a rule, in words that its author understands, with a remedy."""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from forms.near import closest, near
from forms.rules.functions import FUNCTIONS
from forms.rules.functions import NUMBERS as NUMBERS_LIST

TYPES = (
    (re.compile(r"wrapper\((\w+)\)"), r"\1"),
    (re.compile(r"list\((\w+|map\([^)]*\))\)"), "a list"),
    (re.compile(r"\bmap\([^)]*\)"), "a row"),
    (re.compile(r"\b(double|int|uint)\b"), "a number"),
    (re.compile(r"\bstring\b"), "a text"),
    (re.compile(r"\bbool\b"), "yes or no"),
    (re.compile(r"\btimestamp\b|google\.protobuf\.Timestamp"), "a day"),
    (re.compile(r"\bduration\b|google\.protobuf\.Duration"), "a length of time"),
    (re.compile(r"\bnull(_type)?\b"), "nothing"),
)
"""The engine's names of types -> ours."""

PLACE = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*?)(?:\n|$)")
OTHER_LANGUAGES = (
    (re.compile(r"(?<![=!<>])=<"), "`=<` is not known here.", "Write `<=`."),
    (re.compile(r"(?<![=!<>])=>"), "`=>` is not known here.", "Write `>=`."),
    (re.compile(r"(?<![=!<>])=(?!=)"), "one `=` stands where a comparison is meant.", "Write `==`."),
    (re.compile(r"<>"), "`<>` is not known here.", "Write `!=`."),
    (re.compile(r"\b(and|AND)\b"), "`and` is not known here.", "Write `&&`."),
    (re.compile(r"\b(or|OR)\b"), "`or` is not known here.", "Write `||`."),
    (re.compile(r"\b(not|NOT)\b"), "`not` is not known here.", "Write `!(…)`."),
    (re.compile(r"\bIF\s*\(|\bif\s*\("), "`if(…)` is not known here.", "Write `condition ? this : that`."),
    (re.compile(r"\bhas\s*\("), "`has(…)` is not known here.", "Write `… != null`."),
    (re.compile(r"\$\{[^}]*\}"), "`${…}` belongs to XLSForm.", "Name the question without it."),
    (re.compile(r";"), "`;` is not known here.", "Put a comma between values; functions are in small letters."),
    (re.compile(r"[“”‘’«»]"), "a curly quotation mark stands in it.", "Use the plain marks \" or '."),
    (re.compile(r"\bTRUE\b|\bFALSE\b|\bTrue\b|\bFalse\b"), "yes and no are written small.", "Write true or false."),
)
"""What people bring from spreadsheets and XLSForm; looked for outside of texts when an expression cannot be read."""

NUMBERS = re.compile(r"\b\d{1,3}(?:[ ,’]\d{3})+\b")
"""Numbers as people write them; looked for where an expression cannot be read."""

DECIMALS = re.compile(r"(?<![\w.,\[(])0,\d+(?![\w.])")
CALL = re.compile(r"\b[A-Z]+(?=\s*\()")
MOST_NAMED = 4
IN_QUOTES = re.compile(r"""r?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""")


class RuleError(Exception):
    """A rule that cannot be: where in its source (offset from 0), what is wrong, and what to do."""

    def __init__(self, offset: int, cause: str, remedy: str) -> None:
        super().__init__(f"{cause} {remedy}")
        self.offset, self.cause, self.remedy = offset, cause, remedy


class Found(NamedTuple):
    """The engine's complaint: where, what it said, and what could have been meant."""

    offset: int
    match: re.Match[str]
    known: Collection[str]


def in_words(said: str, source: str, doubled: str, known: Collection[str]) -> RuleError:
    """The engine's first complaint `said` about `doubled` as a mistake in `source`; `known` are all names."""
    if "recursion limit" in said:
        return RuleError(0, "its brackets are nested too deep.", "Split it over several rules.")
    place = PLACE.search(said)
    complaint = place[3] if place else " ".join(said.split())
    offset = _original(_offset(doubled, int(place[1]), int(place[2])) if place else 0, source, doubled)
    if foreign := _foreign(source):
        return foreign
    for pattern, tell in COMPLAINTS:
        if match := pattern.search(complaint):
            return tell(Found(offset, match, known))
    if number := NUMBERS.search(IN_QUOTES.sub("", source)):
        remedy = "Write its digits without spaces or commas, with a point before decimals."
        return RuleError(offset, f"`{number[0]}` is no number here.", remedy)
    if "input '<EOF>'" in complaint:
        return RuleError(offset, "it stops in the middle.", "Write the rest, or take the last sign out.")
    return RuleError(offset, f"{_at(source, offset)} it cannot be read.", "Mend it there.")


def _foreign(source: str) -> RuleError | None:
    if not source.strip():
        return RuleError(0, "it is empty.", "Write a rule, or take the word out.")
    bare = IN_QUOTES.sub(lambda match: " " * len(match[0]), source)
    for pattern, cause, remedy in OTHER_LANGUAGES:
        if match := pattern.search(bare):
            return RuleError(match.start(), cause, remedy)
    return _miswritten(bare) or _unpaired(bare)


def _miswritten(bare: str) -> RuleError | None:
    """A number or the name of a function as spreadsheets have them."""
    if number := DECIMALS.search(bare):
        remedy = f"Decimals have a point: {number[0].replace(',', '.')}"
        return RuleError(number.start(), f"`{number[0]}` is no number here.", remedy)
    if (call := CALL.search(bare)) and call[0].lower() in FUNCTIONS and call[0] not in FUNCTIONS:
        remedy = f"Functions are written in small letters: {call[0].lower()}(…)."
        return RuleError(call.start(), f"`{call[0]}` is not known here.", remedy)
    return None


def _unpaired(bare: str) -> RuleError | None:
    if bare.count('"') % 2 or bare.count("'") % 2:
        return RuleError(0, "a quotation mark has no partner.", "Close the text with the same mark.")
    if bare.count("(") != bare.count(")"):
        return RuleError(0, "a bracket has no partner.", "Count the ( and ).")
    return None


def _offset(text: str, line: int, column: int) -> int:
    """The engine counts lines and columns from 1."""
    before = text.split("\n")[: line - 1]
    return sum(len(one) + 1 for one in before) + column - 1


def _original(offset: int, source: str, doubled: str) -> int:
    """The place in `source` of a place in `doubled`, which has `.0` put in after whole numbers."""
    place = 0
    for letter in doubled[:offset]:
        if place < len(source) and source[place] == letter:
            place += 1
    return min(place, max(len(source) - 1, 0))


def _at(source: str, offset: int) -> str:
    rest = source[offset : offset + 20].strip()
    return f"at `{rest}`" if rest else "at its end"


def _undeclared(found: Found) -> RuleError:
    name = found.match["name"]
    if name in FUNCTIONS:
        return _wrong_count(found.offset, name)
    inside = [one for one in found.known if one.startswith(f"{name}.")]
    if inside:
        more = " …" if len(inside) > MOST_NAMED else ""
        remedy = f"Name what is in it: {', '.join(inside[:MOST_NAMED])}{more}"
        return RuleError(found.offset, f"`{name}` has no answer of its own.", remedy)
    return RuleError(found.offset, f"there is no question or function `{name}`.", _meant(name, found.known))


def _meant(name: str, known: Collection[str]) -> str:
    dotted = [one for one in known if one.endswith(f".{name}")]
    if dotted:
        return f"Did you mean {dotted[0]!r}?"
    if closest(name, known) or "." in name:
        return near(name, known)
    return f'Name a question by its path; write a text in quotation marks: "{name}".'


def _wrong_count(offset: int, name: str) -> RuleError:
    takes = FUNCTIONS[name].takes
    if len(takes) > 1:
        return RuleError(offset, f"`{name}` takes {len(takes)} values.", "Give it so many, between commas.")
    remedy = f"Put several into a list: {name}([a, b])." if takes == (NUMBERS_LIST,) else "Give it one, in brackets."
    return RuleError(offset, f"`{name}` takes one value.", remedy)


def _overload(found: Found) -> RuleError:
    operator, types = found.match["operator"], _types(found.match["types"])
    bare = operator.strip("_@?:")
    cause = f"`{bare}` cannot take {' and '.join(types)}."
    if operator == "_?_:_":
        cause = f"between `?` and `:` stands {types[1]}, after it {types[-1]}."
        return RuleError(found.offset, cause, "Give both the same kind.")
    if bare != "%" and types == ["a number", "a number"]:
        cause = "size(…), int(…) and parts of days give whole numbers, which do not go with others."
        return RuleError(found.offset, cause, "Use count(…) or length(…), or put double(…) around it.")
    if bare in REMEDIES or "a length of time" in types:
        return RuleError(found.offset, cause, REMEDIES.get(bare, "Use days(first, last) to count days."))
    if bare in {"==", "!=", "<", "<=", ">", ">="} and len(types) == 2:
        return RuleError(found.offset, f"`{bare}` cannot compare {types[0]} with {types[1]}.", _alike(types))
    return RuleError(found.offset, cause, "Give it what it takes; docs/forms.md lists the functions.")


def _alike(types: list[str]) -> str:
    kinds = set(types)
    if kinds == {"a number", "a text"}:
        return "Write numbers without quotation marks and texts with them."
    if kinds == {"a number", "a list"}:
        return "Use sum(…), least(…) or greatest(…), or `all(x, x > 0)`."
    if "a day" in kinds:
        return 'Write days as date("2027-01-31").'
    if "a list" in kinds:
        return 'Write `"value" in question` for a question with several answers.'
    if "yes or no" in kinds:
        return "Compare it with true or false, without quotation marks."
    return "Compare things of one kind."


def _types(said: str) -> list[str]:
    for pattern, word in TYPES:
        said = pattern.sub(word, said)
    return [one.strip() for one in said.split(",") if one.strip()]


def _no_parts(found: Found) -> RuleError:
    [type_] = _types(found.match["types"]) or ["it"]
    cause = f"a point stands after {type_}, which has nothing inside."
    return RuleError(found.offset, cause, "Take out what follows the point, or call a function with ( ).")


REMEDIES = {
    "&&": "Write a comparison on both sides, like `a > 1 && b > 1`.",
    "||": 'Write a comparison on both sides, like `a == "x" || a == "y"`.',
    "%": "Use modulo(amount, 7).",
    "[_]": "Use count(…), exists(…) or filter(…).",
    "in": 'Use `question.contains("…")` for a part of a text.',
    "date": 'Write the day in quotation marks: date("2027-01-31").',
}
"""Operator or function -> what to do when it is given the wrong things."""

COMPLAINTS: tuple[tuple[re.Pattern[str], Callable[[Found], RuleError]], ...] = (
    (re.compile(r"undeclared reference to '(?P<name>[^']*)'"), _undeclared),
    (re.compile(r"no matching overload for '(?P<operator>[^']*)' applied to '\((?P<types>.*)\)'"), _overload),
    (re.compile(r"expression of type '(?P<types>.*)' cannot be the operand of a select"), _no_parts),
)
"""What the engine complains of -> how it is told."""
