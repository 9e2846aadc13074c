"""Whether a spreadsheet can be used, step by step: what is lacking, and what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.errors import ConnectorError
from connectors.ports import Probe, SheetSpec
from connectors.sheets.google.api import Api
from connectors.sheets.google.cells import EMPTY
from connectors.sheets.google.marks import owner_of
from connectors.sheets.google.room import EARLY, MOST_CELLS, cells_of
from connectors.sheets.google.tab import LISTED, Sheet, chosen, size_of

DRIVE = "drive"  # without it a sheet can be used all the same: it is compared more often
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
KINDS: Mapping[str, str] = {
    "application/vnd.google-apps.folder": "a folder: open the spreadsheet in it and copy its address",
    "application/vnd.google-apps.document": "a text document: give the address of a spreadsheet",
    "application/vnd.google-apps.form": "a form: give the address of a spreadsheet",
    "application/vnd.google-apps.shortcut": "a shortcut: open it and copy the address of what it leads to",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (
        "an Excel file in Drive: open it there, choose File > Save as Google Sheets, and give the address of what that "
        "makes"
    ),
    "application/vnd.ms-excel": "an old Excel file in Drive: open it there and choose File > Save as Google Sheets",
    "text/csv": "a CSV file: open it with Google Sheets, and give the address of what that makes",
}
"""Files that are none, by their MIME type: what they are, and what to do."""
FILE = "name,mimeType,trashed,driveId,capabilities(canEdit)"
SHEETS = f"properties(title,locale,timeZone),{LISTED[:-1]},protectedRanges(range,warningOnly,requestingUserCanEdit))"


def steps(api: Api, spec: SheetSpec | None) -> Iterator[Probe]:
    """What is found of a spreadsheet, and of a form's tab in it; what is lacking of the file hides what is in it."""
    found = list(_file_steps(api))
    yield from found
    if all(one.ok or one.name == DRIVE for one in found):
        yield from _sheet_steps(api, spec)


def _file_steps(api: Api) -> Iterator[Probe]:
    """As Drive knows the file."""
    try:
        file = api.drive(fields=FILE)
    except ConnectorError as fault:
        yield Probe(DRIVE if fault.status == 403 else "file", False, str(fault))
        return
    where = " in a Shared Drive" if file.get("driveId") else ""
    yield Probe("file", True, f"the file {file.get('name', '')!r}{where} can be seen")
    kind = str(file.get("mimeType", ""))
    if kind != SPREADSHEET:
        yield Probe("kind", False, f"it is no Google spreadsheet but {KINDS.get(kind, f'a file of the kind {kind}')}")
    if file.get("trashed"):
        yield Probe("bin", False, "it is in the bin", "restore it in Drive")
    can_edit = bool(file.get("capabilities", EMPTY).get("canEdit"))
    said = "the account may edit it" if can_edit else "the account may only look at it"
    yield Probe("sharing", can_edit, said, f"make {api.place.whom} an editor: Share, its role, Editor")


def _sheet_steps(api: Api, spec: SheetSpec | None) -> Iterator[Probe]:
    """As Sheets knows what is in it."""
    try:
        book = api.read("", fields=SHEETS)
    except ConnectorError as fault:
        yield Probe("sheets", False, str(fault))
        return
    sheets: Sequence[Sheet] = book.get("sheets", ())
    titles = ", ".join(repr(one["properties"]["title"]) for one in sheets)
    yield Probe("sheets", True, f"{book['properties']['title']!r} can be read; its tabs: {titles}")
    cells = cells_of(sheets)
    said = f"{cells:,} of {MOST_CELLS:,} cells are there"
    yield Probe("room", cells < EARLY * MOST_CELLS, said, "delete tabs, rows and columns that nobody needs")
    yield _locks(sheets, spec, api)
    if spec is not None:
        yield _tab(chosen(sheets, spec), spec)
    left = api.turns.left()
    yield Probe("calls", True, f"{left.reads} reads and {left.writes} writes are left of this minute's for the account")


def _locks(sheets: Sequence[Sheet], spec: SheetSpec | None, api: Api) -> Probe:
    ours = None if spec is None else chosen(sheets, spec)
    looked_at = sheets if ours is None else [ours]
    locked = [one["properties"]["title"] for one in looked_at if any(map(_is_lock, one.get("protectedRanges", ())))]
    if not locked:
        return Probe("protection", True, "nothing is protected against the account")
    said = f"cells are protected in {', '.join(map(repr, locked))}"
    remedy = f"Data > Protected sheets and ranges: let {api.place.whom} edit them, or have them only warn"
    return Probe("protection", ours is None, said, remedy)


def _is_lock(area: Mapping[str, Any]) -> bool:
    return not area.get("warningOnly") and not area.get("requestingUserCanEdit")


def _tab(sheet: Sheet | None, spec: SheetSpec) -> Probe:
    if sheet is None:
        return Probe("tab", True, f"there is no tab {spec.tab!r} yet: it will be made")
    title, owner = sheet["properties"]["title"], owner_of(sheet)
    if owner and spec.owner and owner != spec.owner:
        said = f"the tab {title!r} is kept by another form or service ({owner})"
        remedy = "give the form another tab or spreadsheet, or take it over: chancery sheets take-over FORM"
        return Probe("tab", False, said, remedy)
    rows, columns = size_of(sheet)
    whose = "is this form's" if owner else "is there, and nobody's: its columns of our headers will be used"
    return Probe("tab", True, f"the tab {title!r} ({rows:,} rows, {columns} columns) {whose}")
