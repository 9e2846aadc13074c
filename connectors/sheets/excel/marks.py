"""Marks of a tab in its workbook: hidden defined names, which every spreadsheet program moves with columns and tabs."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256

from openpyxl.utils import quote_sheetname

from connectors.sheets.excel.areas import column_of, letter
from connectors.sheets.layout import Mark

NAME = re.compile(r"_chancery_(?P<tab>[0-9a-f]{8})_(?P<key>[0-9a-f]{12})_(?P<digest>[0-9a-f]{12})")
OWNER = "_chancery_owner_"
PLACE = re.compile(r"\$?(?P<column>[A-Z]{1,3})(\$?\d+)?(:\$?(?P=column)(\$?\d+)?)?")
GONE = "#REF!"  # what a name says once its column is deleted
LOST = "#REF"  # the tab of such a name, and of one whose tab is deleted
Said = Collection[tuple[str, str]]
"""A workbook's names that belong to no tab, and what they say."""


def marks_among(names: Said, tab: str, title: str, keys: Iterable[str]) -> dict[str, Mark]:
    """The marks of a tab that is now called `title`; those of no key of ours any more stand under their names."""
    known = {_hash(key, 12): key for key in keys}
    marks: dict[str, Mark] = {}
    for name, place in names:
        found = NAME.fullmatch(name)
        if found and found["tab"] == _tab(tab):
            key = known.get(found["key"], name)
            marks[key] = Mark(key, found["digest"], _column(title, place))
    return marks


def renamed_to(names: Said, tab: str) -> str:
    """What a tab is called now that staff renamed, as its marks point at it; empty where none does."""
    titles = (title for known, title in _marked(names) if known == _tab(tab))
    return next((title for title, _ in Counter(filter(None, titles)).most_common(1)), "")


def owner_among(names: Said, tab: str, title: str) -> str:
    """Who keeps a tab that is now called `title`, under that or an earlier one; empty where nobody does."""
    said = dict(names)
    earlier = sorted({known for known, marked in _marked(names) if marked == title})
    found = (said[OWNER + known] for known in (_tab(tab), *earlier) if OWNER + known in said)
    return next(found, "").strip('"')


def owner_name(tab: str) -> str:
    """The name that says who keeps a tab."""
    return OWNER + _tab(tab)


def new_names(tab: str, title: str, marks: Iterable[Mark], claim: str) -> Mapping[str, str]:
    """The names that marks leave, and what they say; `claim` is who keeps the tab, empty where it says so already."""
    named = {f"{_start(tab, mark)}{mark.digest}": _said(title, mark.column) for mark in marks}
    return named | ({owner_name(tab): f'"{claim}"'} if claim else {})


def old_names(names: Said, tab: str, marks: Iterable[Mark]) -> set[str]:
    """The names that those columns had before."""
    starts = tuple(_start(tab, mark) for mark in marks)
    return {name for name, _ in names if starts and name.startswith(starts)}


def _marked(names: Said) -> Iterator[tuple[str, str]]:
    """For each mark the tab that it was left in, and what that is called now."""
    for name, said in names:
        if found := NAME.fullmatch(name):
            yield found["tab"], _parts(said)[0]


def _start(tab: str, mark: Mark) -> str:
    return f"_chancery_{_tab(tab)}_{_hash(mark.key, 12)}_"


def _said(title: str, column: int | None) -> str:
    if column is None:
        return GONE
    return f"{quote_sheetname(title)}!${letter(column + 1)}:${letter(column + 1)}"


def _tab(title: str) -> str:
    return _hash(title.casefold(), 8)


def _hash(text: str, length: int) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _parts(reference: str) -> tuple[str, str]:
    """The title of the tab and the place in it that a name points at; none where either was deleted."""
    title, _, place = reference.rpartition("!")
    title = title.removeprefix("'").removesuffix("'").replace("''", "'")
    return ("", "") if title == LOST else (title, place)


def _column(title: str, reference: str) -> int | None:
    """The column that a name points at, none when it is deleted or stands in another tab."""
    tab, place = _parts(reference)
    found = PLACE.fullmatch(place)
    return column_of(found["column"]) - 1 if found and tab == title else None
