"""How a form's sheet differs from the ledger: what, why, whose it is, and what a repair does about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.context import Context
from app.keeping import Reading
from app.noticing import Known, Sheet
from app.standing import standing
from app.store.portions import portions
from connectors.ports import CellEdit, CellValue, Deviation, Noticed, SheetColumn
from connectors.sheets import drift
from connectors.sheets.layout import KEY_COLUMN
from connectors.sheets.noticed import are_most
from connectors.sheets.values import stated


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference as staff read it."""

    reference: str  # of the submission; empty where it is of none
    row: int | None  # where it stands, counted from 1
    header: str
    whose: str  # a word of connectors.ports.OWNERS, whoever writes there
    ledger: CellValue
    sheet: CellValue
    why: str
    repair: str
    is_theirs: bool = False  # it stays so, and nothing is wrong with it


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a sheet; where most of its rows are gone, nothing is done before staff say what is meant."""

    drifts: tuple[Drift, ...]
    must_be_asked: bool = False

    @property
    def count(self) -> int:
        """How many deviations there are that somebody should see to."""
        return sum(not one.is_theirs for one in self.drifts)


WHYS: Mapping[str, tuple[str, str]] = {
    drift.MERGED: ("the cell is part of a merged one", "none: unmerge the cell"),
    drift.NEW: ("not written yet", "the row is added"),
    drift.BACK: ("staff put the row back", "the row counts again"),
    drift.REPEATED: ("another row has the same key", "none: delete the copy"),
    drift.UNKNOWN: ("no submission has its key", "none: delete the row, or what stands under _id"),
    drift.COLUMN: ("the column is missing", "it is made again, behind the others"),
    drift.HEADER: ("the form calls it otherwise", "the header is changed"),
    drift.RENAMED: ("staff renamed the header", "none: it is theirs to name"),
}
"""Why something differs, and what a repair does, where that is the same whatever stands there."""

GONE: Mapping[str, str] = {
    "restore": "the row is added again",
    "keep out": "the row stays away",
    "withdraw": "the row stays away, the submission counts as withdrawn",
}
NOT_WRITTEN = ("not written yet", "it is written")
EMPTIED = ("staff emptied the cell", "it is written again")
OVER = ("staff wrote there", "it is written over; what stands there is kept in the history")
NOTED = ("staff wrote there", "it is kept in the ledger")


def look(context: Context, form: str) -> Found:
    """What differs; nothing is written. Raises ConnectorError where it cannot be told."""
    found = standing(context, form)
    rows = found.rows()
    sheet = found.sheet(rows)
    seen = context.backend(found.spec).look(found.spec, rows)
    gone, shown = sum(one.why == drift.GONE for one in seen), sum(row.was_shown and not row.is_gone for row in rows)
    must_be_asked = found.spec.deleted != "restore" and are_most(gone, shown)
    reading, drifts = Reading(context, sheet, found.shown_by), list[Drift]()
    with context.ledger.reading() as connection:
        for part in portions(seen):
            known = reading.known(connection, _as_noticed(part))
            drifts += _told(sheet, known, part, must_be_asked=must_be_asked)
    return Found(tuple(drifts), must_be_asked)


def _as_noticed(seen: Sequence[Deviation]) -> Noticed:
    """The cells that differ, as a sync would notice them."""
    edits = tuple(_edit(one) for one in seen if one.why == drift.EDIT)
    return Noticed(edits, tuple(_edit(one) for one in seen if one.why in {drift.CELL, drift.MERGED}))


def _edit(one: Deviation) -> CellEdit:
    return CellEdit(one.key, one.column, None, one.standing)


def _told(sheet: Sheet, known: Known, seen: Sequence[Deviation], *, must_be_asked: bool) -> Iterator[Drift]:
    for one in seen:
        column = sheet.columns.get(one.column, KEY_COLUMN)
        is_ours = one.why in {drift.CELL, drift.EDIT} and known.wrote(column, _edit(one))
        if one.why == drift.EDIT and is_ours and known.cell(_edit(one)) is None:
            continue  # of both: the service wrote it when it added the row
        why, repair = _reason(sheet, one, is_ours=is_ours)
        if one.why == drift.GONE and must_be_asked:
            repair = "none before somebody says whether that is meant so"
        row = sheet.present.get(one.key)
        yield Drift(
            reference=row.submission.reference if row else "",
            row=one.row,
            header=column.header if one.column else "",
            whose=column.owner,
            ledger=_of_ledger(sheet, known, one, column),
            sheet=one.standing,
            why=why,
            repair=repair,
            is_theirs=one.why == drift.RENAMED,
        )


def _reason(sheet: Sheet, one: Deviation, *, is_ours: bool) -> tuple[str, str]:
    match one.why:
        case drift.CELL if is_ours:
            return NOT_WRITTEN
        case drift.CELL:
            return EMPTIED if one.standing in {None, ""} else OVER
        case drift.EDIT:
            return NOTED
        case drift.GONE:
            return "staff deleted the row", GONE[sheet.spec.deleted]
    return WHYS[one.why]


def _of_ledger(sheet: Sheet, known: Known, one: Deviation, column: SheetColumn) -> CellValue:
    """What the ledger has there: a header, what staff wrote last, or what the service would write."""
    if one.why in {drift.HEADER, drift.RENAMED, drift.COLUMN}:
        return column.header
    cell = known.cell(_edit(one))
    if cell is not None:
        return cell[0]
    row = sheet.rows.get(one.key)
    return stated(row.values.get(column.key), column.format) if row and one.column else None
