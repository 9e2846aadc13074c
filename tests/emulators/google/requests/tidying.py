"""Requests that tidy texts up: find and replace, duplicates, white space, and texts split into columns."""

import re
from collections.abc import Callable
from typing import Any

from ..areas import Area, Body
from ..celldata import shown
from ..content import Content
from ..entering import enter
from ..refusals import invalid
from ..rows import Formula
from ..tab import Tab

DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


def _pattern(body: Body) -> re.Pattern[str]:
    text = body.get("find", "") if body.get("searchByRegex") else re.escape(body.get("find", ""))
    whole = f"^(?:{text})$" if body.get("matchEntireCell") else text
    try:
        return re.compile(whole, 0 if body.get("matchCase") else re.IGNORECASE)
    except re.error as fault:
        raise invalid(f"The regular expression is none: {fault}") from fault


def _places(content: Content, body: Body) -> list[tuple[Tab, Area]]:
    if body.get("allSheets"):
        return [(tab, tab.whole) for tab in content.tabs]
    tab = content.by_id(body["range"].get("sheetId", 0) if "range" in body else body.get("sheetId", 0))
    return [(tab, tab.area(body["range"]) if "range" in body else tab.whole)]


def _replacement(body: Body) -> str:
    """A regular expression's `$1` is a group; other replacements stand for themselves."""
    text = body.get("replacement", "")
    return re.sub(r"\$(\d)", r"\\\1", text) if body.get("searchByRegex") else text.replace("\\", "\\\\")


def _find_replace(content: Content, body: Body) -> Body:
    find, new = _pattern(body), _replacement(body)
    changed: list[tuple[int, int, bool, int]] = []  # of each cell its tab, row, whether a formula, occurrences
    for tab, area in _places(content, body):
        for row in range(area.top, min(area.bottom, tab.last_row)):
            for column in range(area.left, min(area.right, len(tab.rows[row].values))):
                value = tab.value(row, column)
                if value is None or (isinstance(value, Formula) and not body.get("includeFormulas")):
                    continue
                text = value.text if isinstance(value, Formula) else shown(content, tab, row, column)
                made, count = find.subn(new, text)
                if count:
                    enter(content, tab, row, column, [[made]], "USER_ENTERED")
                    changed.append((tab.id, row, isinstance(value, Formula), count))
    return _counts(changed)


def _counts(changed: list[tuple[int, int, bool, int]]) -> Body:
    found = {
        "valuesChanged": sum(not formula for _, _, formula, _ in changed),
        "formulasChanged": sum(formula for _, _, formula, _ in changed),
        "rowsChanged": len({(tab, row) for tab, row, _, _ in changed}),
        "sheetsChanged": len({tab for tab, _, _, _ in changed}),
        "occurrencesChanged": sum(count for _, _, _, count in changed),
    }
    return {name: count for name, count in found.items() if count}


def _delete_duplicates(content: Content, body: Body) -> Body:
    """Rows of the range that say what an earlier one says go, and those below move up; case does not count."""
    tab = content.by_id(body["range"].get("sheetId", 0))
    area = tab.area(body["range"])
    runs = body.get("comparisonColumns") or [{"startIndex": area.left, "endIndex": area.right}]
    columns = [n for run in runs for n in range(run.get("startIndex", 0), run["endIndex"])]
    if not all(area.left <= column < area.right for column in columns):
        raise invalid("The columns to compare must be in the range.")
    seen: set[tuple[str, ...]] = set()
    kept = []
    rows = range(area.top, min(area.bottom, max(len(tab.rows), area.top)))
    for row in rows:
        said = tuple(shown(content, tab, row, column).casefold() for column in columns)
        if said not in seen:
            seen.add(said)
            kept.append(tab.row(row).cells(area.left, area.right))
    gone = len(rows) - len(kept)
    blank = tab.row(tab.height).cells(area.left, area.right)
    for row, cells in zip(rows, [*kept, *[blank] * gone], strict=True):
        tab.put(row, area.left, *cells)
    return {"duplicatesRemovedCount": gone} if gone else {}


def _each_text(content: Content, body: Body, change: Callable[[str], str]) -> int:
    """Make each text of a range anew; how many changed."""
    tab = content.by_id(body["range"].get("sheetId", 0))
    area, count = tab.area(body["range"]), 0
    for row in range(area.top, min(area.bottom, tab.last_row)):
        for column in range(area.left, min(area.right, len(tab.rows[row].values))):
            value = tab.value(row, column)
            if isinstance(value, str) and (made := change(value)) != value:
                tab.put(row, column, [made or None], [tab.look(row, column)])
                count += 1
    return count


def _trim(content: Content, body: Body) -> Body:
    count = _each_text(content, body, lambda text: re.sub(r"\s+", " ", text).strip())
    return {"cellsChangedCount": count} if count else {}


def _text_to_columns(content: Content, body: Body) -> None:
    tab = content.by_id(body["source"].get("sheetId", 0))
    area = tab.area(body["source"])
    mark = body.get("delimiter", "") if body.get("delimiterType") == "CUSTOM" else _delimiter(body, tab, area)
    for row in range(area.top, min(area.bottom, tab.last_row)):
        value: Any = tab.value(row, area.left)
        if isinstance(value, str):
            enter(content, tab, row, area.left, [value.split(mark)], "USER_ENTERED")


def _delimiter(body: Body, tab: Tab, area: Area) -> str:
    if (kind := body.get("delimiterType", "AUTODETECT")) in DELIMITERS:
        return DELIMITERS[kind]
    texts = "".join(str(tab.value(row, area.left) or "") for row in range(area.top, area.bottom))
    return max(DELIMITERS.values(), key=texts.count)


REQUESTS = {
    "findReplace": _find_replace,
    "deleteDuplicates": _delete_duplicates,
    "trimWhitespace": _trim,
    "textToColumns": _text_to_columns,
}
