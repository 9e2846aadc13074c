"""The marks that the service leaves in a spreadsheet, invisible to staff: developer metadata of columns and tabs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from connectors.sheets.google.cells import Cell, Request
from connectors.sheets.layout import Mark

COLUMN_MARK, HEADER_MARK, MADE_MARK, OWNER_MARK, TAB_MARK = (
    "chancery.column",
    "chancery.header",
    "chancery.made",
    "chancery.owner",
    "chancery.tab",
)
"""Keys of developer metadata: on a column which one it is and the header we gave it; on the tab what was ever made, who
keeps it with the tab's own number, which a copy of the tab does not have, and which tab of the form's it is."""


@dataclass(frozen=True, slots=True)
class Note:
    """A piece of developer metadata; `column` is none where it is one of the tab as a whole."""

    id: int
    key: str
    value: str
    column: int | None = None


def notes_in(of_tab: Iterable[Cell], of_columns: Mapping[int, Iterable[Cell]]) -> tuple[Note, ...]:
    """All metadata of a tab and of its columns, from the left."""
    columns = (_note(one, number) for number, found in sorted(of_columns.items()) for one in found)
    return (*(_note(one) for one in of_tab), *columns)


def _note(one: Cell, column: int | None = None) -> Note:
    return Note(int(one["metadataId"]), one.get("metadataKey", ""), one.get("metadataValue", ""), column)


def marks_in(notes: Sequence[Note]) -> dict[str, Mark]:
    """The marks by key; of two columns with one mark the first counts."""
    headers = {one.column: one.value for one in notes if one.key == HEADER_MARK}
    marks = {one.value: Mark(one.value, "", None) for one in notes if one.key == MADE_MARK}
    columns = [one for one in notes if one.key == COLUMN_MARK and one.value]
    return marks | {one.value: Mark(one.value, headers.get(one.column, ""), one.column) for one in reversed(columns)}


def owner_of(sheet: Mapping[str, Any]) -> str:
    """Who keeps a tab: of those who said so of this one, and not of the tab that it is a copy of, the first."""
    return next((owner for number, owner in _claims(sheet) if number == str(sheet["properties"]["sheetId"])), "")


def name_of(sheet: Mapping[str, Any]) -> str:
    """What the form calls a tab, whatever its title is by now."""
    names = [one for one in sheet.get("developerMetadata", ()) if one.get("metadataKey") == TAB_MARK]
    return str(names[0]["metadataValue"] if names else sheet["properties"]["title"])


def keeper_of(sheet: Mapping[str, Any], owner: str) -> str:
    """Whom `owner` must leave a tab to, or itself; nobody where it may claim it: a copy in the place of its tab."""
    copied = next((one for _, one in _claims(sheet)), "")
    return owner_of(sheet) or ("" if copied == owner else copied)


def _claims(sheet: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The tab that each claim speaks of, and who made it; the first claim first."""
    claims = [one for one in sheet.get("developerMetadata", ()) if one.get("metadataKey") == OWNER_MARK]
    said = [one["metadataValue"].partition(" ") for one in sorted(claims, key=lambda one: int(one["metadataId"]))]
    return [(number, owner) for number, _, owner in said]


def claim(sheet: int, owner: str) -> Request:
    """Say who keeps a tab. The number follows from the tab: of two who claim it at once Google refuses the second."""
    number = 1 + (int.from_bytes(sha256(f"{OWNER_MARK} {sheet}".encode()).digest()[:4]) >> 1) % (2**31 - 1)
    return metadata({"sheetId": sheet}, OWNER_MARK, f"{sheet} {owner}", metadataId=number)


def name(sheet: int, tab: str) -> list[Request]:
    """Say which tab of the form's it is."""
    return [forget(sheet, TAB_MARK), metadata({"sheetId": sheet}, TAB_MARK, tab)]


def mark_requests(sheet: int, notes: Sequence[Note], mark: Mark) -> list[Request]:
    """Leave a mark on a column, and on the tab that there was one, for when staff take the column away."""
    is_new = not any(one.key in {MADE_MARK, COLUMN_MARK} and one.value == mark.key for one in notes)
    made = [metadata({"sheetId": sheet}, MADE_MARK, mark.key)] if is_new else []
    if mark.column is None:
        return made
    there = [one for one in notes if one.column == mark.column]
    is_marked = any((one.key, one.value) == (COLUMN_MARK, mark.key) for one in there)
    column = [] if is_marked else [metadata(_whole(sheet, mark.column), COLUMN_MARK, mark.key)]
    old = [forget_note(one) for one in there if one.key == HEADER_MARK]
    return [*made, *column, *old, header_mark(sheet, mark.column, mark.digest)]


def header_mark(sheet: int, column: int, digest: str) -> Request:
    """Remember of a column which header we gave it."""
    return metadata(_whole(sheet, column), HEADER_MARK, digest)


def _whole(sheet: int, column: int) -> Request:
    return {"dimensionRange": {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}}


def metadata(location: Request, key: str, value: str, **more: int) -> Request:
    """Leave a mark at a place."""
    made = {"metadataKey": key, "metadataValue": value, "location": location, "visibility": "DOCUMENT", **more}
    return {"createDeveloperMetadata": {"developerMetadata": made}}


def lookup(sheet: int, key: str, value: str = "") -> Request:
    """The filter that finds a mark, wherever in the tab its column stands by now."""
    where = {"metadataLocation": {"sheetId": sheet}, "locationMatchingStrategy": "INTERSECTING_LOCATION"}
    said = {"metadataValue": value} if value else {}
    return {"developerMetadataLookup": {"metadataKey": key, **said, **where}}


def forget(sheet: int, key: str) -> Request:
    """Take away all marks of a key."""
    return {"deleteDeveloperMetadata": {"dataFilter": lookup(sheet, key)}}


def forget_note(note: Note) -> Request:
    """Take this very mark away."""
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": note.id}}}}
