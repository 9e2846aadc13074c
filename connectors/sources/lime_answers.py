"""LimeSurvey: a flat row of codes becomes answers: options ticked become one list, and codes their visible texts."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from connectors.ports import Entry
from connectors.sources.unpacking import unpacked

SYSTEM = frozenset(
    {
        *("id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp"),
        *("ipaddr", "refurl", "interviewtime"),
    }
)
SYSTEM_ENDINGS = ("Time", "_filecount", "[filecount]")
OTHER = "-oth-"
MOST_DIGITS = 9  # of the number of an answer
_PART = re.compile(r"([A-Za-z][A-Za-z0-9]*)(?:\[(.+)\]|_(.+))")
_CODE = re.compile(r"[A-Za-z0-9-]{1,5}")
_DECIMAL = re.compile(r"(-?\d+)\.(\d{10})")
_BRACKETS = re.compile(r"\[([^\[\]]+)\]\s*$")


def answer_entries(row: Mapping[str, object], pretty: object) -> tuple[Entry, ...]:
    """The entries of a row; `pretty` is the same row with the questions' and answers' texts, where it is sent."""
    labels, texts = _told(row, pretty)
    parts: dict[str, dict[str, str]] = {}
    for code in row:
        found = _PART.fullmatch(code)
        if found and not _is_system(code):
            parts.setdefault(found[1], {})[found[2] or found[3]] = code
    ticked = {base: codes for base, codes in parts.items() if base not in row and _are_options(row, codes)}
    within = {code for codes in ticked.values() for code in codes.values()}
    values = {code: texts.get(code, _value(value)) for code, value in row.items()}
    for base, codes in parts.items():
        if row.get(base) == OTHER and "other" in codes:
            values[base] = row[codes["other"]]
            within.add(codes["other"])
    whole = [Entry((base,), _chosen(row, codes, values, labels)) for base, codes in ticked.items()]
    single = [
        Entry(_keys(code), values[code], labels.get(code, ""), is_system=_is_system(code) or code in within)
        for code in row
    ]
    return (*whole, *single)


def _told(row: Mapping[str, object], pretty: object) -> tuple[dict[str, str], dict[str, object]]:
    """Labels, and the texts of coded answers, by code: the other row has the same order, and no codes."""
    if not isinstance(pretty, dict) or len(pretty) != len(row):
        return {}, {}
    both = list(zip(row.items(), pretty.items(), strict=True))
    texts = {code: said for (code, value), (_, said) in both if _is_coded(value) and isinstance(said, str) and said}
    return {code: label for (code, _), (label, _) in both}, dict(texts)


def _is_coded(value: object) -> bool:
    return isinstance(value, str) and bool(_CODE.fullmatch(value)) and value != OTHER


def _are_options(row: Mapping[str, object], codes: Mapping[str, str]) -> bool:
    """Whether the parts are options that were ticked (Y or nothing) or ranks: 1, 2, 3."""
    if all(part.isdecimal() and len(part) < MOST_DIGITS for part in codes):
        return True
    ticks = [row[code] for part, code in codes.items() if not _is_text(part)]
    return bool(ticks) and all(value in ("Y", "N", "", None, []) for value in ticks)


def _is_text(part: str) -> bool:
    return part == "other" or part.endswith("comment")


def _chosen(
    row: Mapping[str, object], codes: Mapping[str, str], values: Mapping[str, object], labels: Mapping[str, str]
) -> list[object]:
    """The options ticked, by their texts where the labels tell them; ranks in their order; other in its own words."""
    if all(part.isdecimal() and len(part) < MOST_DIGITS for part in codes):
        ranked = [values[codes[part]] for part in sorted(codes, key=int)]
        return [one for one in ranked if one not in ("", None)]
    ticked = [_option(part, labels.get(code, "")) for part, code in codes.items() if row[code] == "Y"]
    other = row.get(codes.get("other", ""))
    return [*ticked, *([other] if other else [])]


def _option(part: str, label: str) -> str:
    found = _BRACKETS.search(label)
    return found[1] if found else part


def _keys(code: str) -> tuple[str, ...]:
    """A part is known as `Q1[SQ001]` and as `Q1_SQ001`, whichever way it came."""
    found = _PART.fullmatch(code)
    if not found:
        return (code,)
    return tuple(dict.fromkeys((code, f"{found[1]}[{found[2] or found[3]}]", f"{found[1]}_{found[2] or found[3]}")))


def _is_system(code: str) -> bool:
    return code in SYSTEM or code.endswith(SYSTEM_ENDINGS)


def _value(value: object) -> object:
    if value == []:
        return None
    if isinstance(value, str) and (number := _DECIMAL.fullmatch(value)):
        return f"{number[1]}.{number[2]}".rstrip("0").rstrip(".")
    files = unpacked(value)
    if isinstance(files, list) and files and all(isinstance(one, dict) and "name" in one for one in files):
        return [{"name": unquote(str(one["name"])), "url": str(one.get("url") or "")} for one in files]
    return value
