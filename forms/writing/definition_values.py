"""The values that a definition's words take, as JSON Schemas: an editor sees numbers and truths where we read texts."""

from collections.abc import Iterable, Mapping
from typing import Any

from forms.definition import LANGUAGES
from forms.reading.reader import NAME, RESERVED
from forms.rules.conditions import FALSE, TRUE
from forms.types.numbers import WRITTEN
from forms.writing.descriptions import LANGUAGE_NAMES

Schema = dict[str, Any]

SCALAR: Schema = {"type": ["string", "number", "boolean"]}
"""A plain text: YAML takes 2026 for a number and yes for a truth, and we read both as they were written."""

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOMENT: Schema = {"type": "string", "pattern": rf"^\s*{DAY}[ T][0-9]{{2}}(:?[0-9]{{2}}.*)?\s*$"}


def whole(pattern: str) -> str:
    """The pattern as one that the whole text must match."""
    return f"^(?:{pattern})$"


def any_case(words: Iterable[str]) -> str:
    """A pattern for these words in capitals or small letters."""
    return whole("|".join("".join(f"[{c.upper()}{c}]" for c in word) for word in sorted(words)))


def reference(name: str) -> Schema:
    """The definition of this name."""
    return {"$ref": f"#/$defs/{name}"}


def array(items: Schema, least: int = 0, **more: object) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items, **({"minItems": least} if least else {}), **more}


def integer(least: int, most: int) -> Schema:
    """A whole number, as a number or as its digits."""
    return {"type": ["integer", "string"], "minimum": least, "maximum": most, "pattern": r"^\s*-?[0-9]+(\.0+)?\s*$"}


def listed(words: Iterable[str]) -> Schema:
    """One word of a closed list."""
    return {"enum": list(words)}


def pairs(values: Schema, least: int = 0) -> Schema:
    """A mapping whose words are the author's own."""
    return {"type": "object", "additionalProperties": values, **({"minProperties": least} if least else {})}


def _text() -> Schema:
    languages = {code: {**SCALAR, "description": f"In {LANGUAGE_NAMES[code]}."} for code in LANGUAGES}
    by_language = {"type": "object", "properties": languages, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [{**SCALAR, "minLength": 1}, by_language]}


def _flag() -> Schema:
    words = {"type": "string", "pattern": any_case(TRUE | FALSE)}
    return {"anyOf": [{"enum": ["yes", "no"]}, {"type": "boolean"}, words]}


YES: Schema = {"anyOf": [{"const": True}, {"type": "string", "pattern": any_case(TRUE)}]}

VALUES: Mapping[str, Schema] = {
    "text": _text(),
    "flag": _flag(),
    "name": {"type": "string", "pattern": whole(NAME.pattern), "not": {"enum": sorted(RESERVED)}},
    "number": {"type": ["number", "string"], "pattern": rf"^\s*(?:{WRITTEN.pattern})\s*$"},
    "day": {"type": "string", "pattern": whole(DAY)},
    "day_or_today": {"type": "string", "pattern": whole(f"today|{DAY}")},
    "currency": {"type": "string", "pattern": whole("[A-Z]{3}")},
    "path": {"type": "string", "minLength": 1},
}
"""Definitions that many words share."""

TEXT, FLAG, NUMBER, PATH, OWN_NAME = (reference(name) for name in ("text", "flag", "number", "path", "name"))
