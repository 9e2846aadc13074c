"""Finds the seal and the table in a workbook that came back: by marks alone, never by where something stands. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from connectors.entry_books.marks import KEY, SEAL, TITLES
from connectors.entry_books.values import Found, FoundRow, Returned

Cells = Mapping[int, Found]
"""The cells of a row that hold something, by the numbers of their columns."""


class NoEntryBook(Exception):  # noqa: N818 - a finding about a file
    """It is no workbook, or none that was written to be filled in."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read: its rows that hold something, by their numbers."""

    title: str
    rows: Mapping[int, Cells]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the table is: the row of the marks of its columns, which sorting may have moved, and theirs."""

    sheet: Sheet
    row: int
    columns: Mapping[int, str]  # by their numbers


def found_in(sheets: list[Sheet]) -> Returned:
    """The one table and the one seal of a workbook. Raises NoEntryBook."""
    seals = [seal for sheet in sheets for seal in _seals(sheet)]
    places = [place for sheet in sheets for place in _places(sheet)]
    if len(seals) != 1 or len(places) != 1:
        raise NoEntryBook
    return _returned(seals[0], places[0])


def _seals(sheet: Sheet) -> Iterator[str]:
    lines = [cells[1].text for _, cells in sorted(sheet.rows.items()) if 1 in cells]
    if lines[:1] == [SEAL]:
        yield "".join(lines[1:])


def _places(sheet: Sheet) -> Iterator[Place]:
    for row, cells in sheet.rows.items():
        columns = {column: one.text for column, one in cells.items()}
        if KEY in columns.values():
            yield Place(sheet, row, columns)


def _returned(seal: str, place: Place) -> Returned:
    heads: dict[str, tuple[Found, ...]] = {}
    for column, mark in place.columns.items():
        heads[mark] = (*heads.get(mark, ()), place.sheet.rows[place.row][column])
    rows = (_row(place, row, cells) for row, cells in place.sheet.rows.items() if row != place.row)
    return Returned(seal, heads, tuple(one for one in rows if one.mark != TITLES))


def _row(place: Place, row: int, cells: Cells) -> FoundRow:
    found = {mark: cells.get(column) or _empty(place, row, column) for column, mark in place.columns.items()}
    return FoundRow(found[KEY].text, row, found)


def _empty(place: Place, row: int, column: int) -> Found:
    return Found(place.sheet.title, f"{get_column_letter(column)}{row}")
