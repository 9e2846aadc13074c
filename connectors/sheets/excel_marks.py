"""Marks of columns in a workbook: hidden defined names, which every spreadsheet program moves with their columns."""

import re
from collections.abc import Iterable
from hashlib import sha256

from openpyxl.utils import column_index_from_string, get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sheets.layout import Mark

NAME = re.compile(r"_chancery_(?P<tab>[0-9a-f]{8})_(?P<key>[0-9a-f]{12})_(?P<digest>[0-9a-f]{12})")
OWNER = "_chancery_owner_"
PLACE = re.compile(r"\$?(?P<column>[A-Z]{1,3})(\$?\d+)?(:\$?(?P=column)(\$?\d+)?)?")
GONE = "#REF!"  # what a name says once its column is deleted


def marks_of(sheet: Worksheet, keys: Iterable[str]) -> dict[str, Mark]:
    """The marks of a tab; those of columns that no key of ours has any more stand under their names."""
    names = ((name, str(defined.attr_text)) for name, defined in _book(sheet).defined_names.items())
    return marks_among(names, sheet.title, keys)


def marks_among(names: Iterable[tuple[str, str]], title: str, keys: Iterable[str]) -> dict[str, Mark]:
    """The same among a workbook's names and what they point at."""
    known = {_hash(key, 12): key for key in keys}
    marks: dict[str, Mark] = {}
    for name, place in names:
        found = NAME.fullmatch(name)
        if found and found["tab"] == _tab(title):
            key = known.get(found["key"], name)
            marks[key] = Mark(key, found["digest"], _column(title, place))
    return marks


def leave_mark(sheet: Worksheet, mark: Mark) -> None:
    """Name the column; the name it had before goes."""
    names = _book(sheet).defined_names
    start = f"_chancery_{_tab(sheet.title)}_{_hash(mark.key, 12)}_"
    for name in [name for name in names if name.startswith(start)]:
        del names[name]
    letter = "" if mark.column is None else get_column_letter(mark.column + 1)
    place = f"{quote_sheetname(sheet.title)}!${letter}:${letter}" if letter else GONE
    names.add(DefinedName(f"{start}{mark.digest}", hidden=True, attr_text=place))


def owner_of(sheet: Worksheet) -> str:
    """Who keeps a tab, as a hidden name says; empty where none does."""
    return owner_among(
        ((name, str(defined.attr_text)) for name, defined in _book(sheet).defined_names.items()), sheet.title
    )


def owner_among(names: Iterable[tuple[str, str]], title: str) -> str:
    """The same among a workbook's names and what they say."""
    wanted = owner_name(title)
    return next((said.strip('"') for name, said in names if name == wanted), "")


def owner_name(title: str) -> str:
    """The name that says who keeps the tab of that title."""
    return OWNER + _tab(title)


def claim(sheet: Worksheet, owner: str) -> None:
    """Let the tab say who keeps it."""
    _book(sheet).defined_names.add(DefinedName(owner_name(sheet.title), hidden=True, attr_text=f'"{owner}"'))


def _book(sheet: Worksheet) -> Workbook:
    book = sheet.parent
    if not isinstance(book, Workbook):  # openpyxl types it as either of two
        raise TypeError("a worksheet stands in a workbook")
    return book


def _tab(title: str) -> str:
    return _hash(title.casefold(), 8)


def _hash(text: str, length: int) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _column(tab: str, reference: str) -> int | None:
    """The column that a name points at, none when it is deleted or stands in another tab."""
    title, _, place = reference.rpartition("!")
    found = PLACE.fullmatch(place)
    if not found or title.removeprefix("'").removesuffix("'").replace("''", "'") != tab:
        return None
    return column_index_from_string(found["column"]) - 1
