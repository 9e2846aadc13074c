"""What stands in one cell: lists, pairs and simple rules, as people write them and back."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from forms.rules.conditions import TESTS

QUOTED = r'"(?:[^"]|"")*"'
ITEM = re.compile(rf'\s*({QUOTED}|[^",\s][^,]*?|)\s*(,|$)', re.DOTALL)
PAIR = re.compile(rf'\s*({QUOTED}|[^",:]+?)\s*:\s*({QUOTED}|[^",]*?)\s*(,|$)', re.DOTALL)
PLAIN_ITEM = re.compile(r'[^",\s](?:[^,]*[^,\s])?')
PLAIN_KEY = re.compile(r'[^",:\s](?:[^",:]*[^",:\s])?')
PLAIN_VALUE = re.compile(r'[^",\s](?:[^",]*[^",\s])?')
SIGNS = {"min": ">= ", "max": "<= ", "is_not": "not ", "equals": "same as "}
FILLED, NOT_FILLED = "filled", "not filled"
EMPTY = re.compile(r'(?:"")*')


def text_of(cell: object) -> str:
    """A cell as the text that its reader sees, whatever it is kept as."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return _number(cell)
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}" if not cell.second else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}" if not cell.second else cell.isoformat()
        case _:
            return str(cell).strip()


def _number(cell: float) -> str:
    """With the 15 digits that a spreadsheet keeps, without an exponent."""
    said = f"{cell:.15g}"
    return said if "e" not in said else f"{cell:.10f}".rstrip("0").rstrip(".")


def listed(text: str) -> list[str]:
    """The items between commas; one that holds a comma stands in quotation marks."""
    items: list[str] = []
    at = 0
    while at < len(text):
        found = ITEM.match(text, at)
        if found is None:
            return [one.strip() for one in text.split(",")]
        items.append(_unquoted(found[1]))
        at = found.end()
    return items


def in_list(items: Iterable[str]) -> str:
    """The items as `listed` reads them."""
    return ", ".join(one if PLAIN_ITEM.fullmatch(one) else _quoted(one) for one in items)


def paired(text: str) -> dict[str, str] | None:
    """The pairs `left: right` between commas; None where the text is something else."""
    pairs: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = PAIR.match(text, at)
        if found is None:
            return None
        pairs[_unquoted(found[1])] = _unquoted(found[2])
        at = found.end()
    return pairs


def in_pairs(pairs: Mapping[str, str]) -> str:
    """The pairs as `paired` reads them."""
    return ", ".join(
        f"{left if PLAIN_KEY.fullmatch(left) else _quoted(left)}: "
        f"{right if PLAIN_VALUE.fullmatch(right) else _quoted(right)}"
        for left, right in pairs.items()
    )


def tested(text: str) -> tuple[str, str | list[str]]:
    """The test that a cell beside a question's path says, and its value: `yes`, `a, b`, `not a`, `>= 5`, `filled` …"""
    text = text.strip()
    if text in {FILLED, NOT_FILLED}:
        return "filled", "yes" if text == FILLED else "no"
    for test, sign in SIGNS.items():
        if text.startswith(sign.rstrip()) and text[: len(sign)].rstrip() == sign.rstrip():
            rest = text[len(sign.rstrip()) :]
            if rest[:1].isspace() or test in {"min", "max"}:
                return test, _one(rest)
    items = listed(text)
    is_many = len(items) > 1 or text.endswith(",")
    return ("one_of", items) if is_many else ("is", _one(text))


def in_test(test: str, value: str | list[str]) -> str:
    """A test and its value as `tested` reads them."""
    if test == "filled":
        return FILLED if value == "yes" else NOT_FILLED
    if isinstance(value, list):
        end = "," if len(value) == 1 else ""
        said = in_list(value) + end
        return said if tested(said) == (test, value) else ", ".join(map(_quoted, value)) + end
    said = value if _is_plain(value) else _quoted(value)
    return SIGNS.get(test, "") + said


def _is_plain(value: str) -> bool:
    """Whether a value cannot be taken for anything else."""
    return bool(PLAIN_ITEM.fullmatch(value)) and tested(value) == ("is", value)


def _one(text: str) -> str:
    items = listed(text.strip())
    return items[0] if len(items) == 1 else text.strip()


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text


def kept_empty(text: str) -> str:
    """A text that may be empty, for a cell in which nothing would mean that there is none."""
    return f'{text}""' if EMPTY.fullmatch(text) else text


def may_be_empty(text: str) -> str:
    """The text that `kept_empty` has put there."""
    return text[:-2] if text and EMPTY.fullmatch(text) else text


assert set(SIGNS) < set(TESTS)  # noqa: S101 - a new test needs its sign
