"""The rows of an export as deliveries: walked once to see what is in the way, and again to be kept."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.backfill import Export, Table
from connectors.exports.envelope import DATE, FILES, Envelope, Json, packed
from connectors.exports.matching import ANSWER, SUBMISSION, TIME, UNMATCHED, VERSION, Column
from connectors.exports.moments import DAY_FIRST, Unclear, moment, order_of
from connectors.exports.records import Record, cell_at, records
from connectors.exports.sheets import Row
from forms.errors import DefinitionError, DefinitionErrors

MOST_TOLD = 20
NOT_TICKED = frozenset({"", "0", "no", "false", "n", "off"})
READ_AS = {"date": DATE, "file": FILES}
"""Type of question -> how the text of a cell is read for it."""
WAYS = "Write it as 2026-05-04 10:30."
WHICH = "Say --dates day-first or --dates month-first."


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it is to be kept, and where it stands."""

    row: Row
    place: str
    envelope: Envelope


@dataclass(slots=True)
class Looked:
    """What walking the whole file has shown."""

    rows: int = 0
    filled: Counter[tuple[str, int]] = field(default_factory=Counter)  # (table, column) -> rows that say something
    orders: set[str] = field(default_factory=set)
    unclear: list[DefinitionError] = field(default_factory=list)
    faults: list[DefinitionError] = field(default_factory=list)


def looked(export: Export) -> tuple[Export, Looked]:
    """Walk the file, to find out how its dates are written. Raises DefinitionErrors for what is in the way."""
    found = Looked()
    for table in (export.main, *export.repeats):
        for row in table.sheet.rows():
            found.rows += table is export.main
            _look(export, table, row, found)
            if len(found.faults) >= MOST_TOLD:
                raise DefinitionErrors(tuple(found.faults))
    if not export.order and len(found.orders) != 1:
        found.faults += found.unclear[:1]
    if found.faults:
        raise DefinitionErrors(tuple(found.faults))
    return replace(export, order=export.order or next(iter(found.orders), DAY_FIRST)), found


def _look(export: Export, table: Table, row: Row, found: Looked) -> None:
    if any(row.cells[len(table.columns) :]):
        cause = f"has {len(row.cells)} cells under {len(table.columns)} headings."
        remedy = "Put a text that holds the separator into quotes."
        found.faults.append(DefinitionError(table.sheet.path, table.sheet.place(row.number), "row", cause, remedy))
    for column, cell in zip(table.columns, row.cells, strict=False):
        if cell:
            found.filled[table.sheet.name, column.index] += 1
            if column.role == TIME or column.type == "date":
                place = table.sheet.place(row.number, column.index)
                _look_at_time(export, column, cell, found, place=place)


def _look_at_time(export: Export, column: Column, cell: str, found: Looked, *, place: str) -> None:
    def wrong(cause: str, remedy: str) -> DefinitionError:
        return DefinitionError(export.main.sheet.path, place, f"column {column.heading!r}", cause, remedy)

    found.orders |= order_of([cell])
    try:
        is_time = moment(cell, export.zone, export.order) is not None
    except Unclear:
        found.unclear = found.unclear or [wrong(f"{cell!r} may be two days.", WHICH)]
    else:
        if not is_time and column.role == TIME:
            found.faults.append(wrong(f"{cell[:40]!r} is no time that can be read.", WAYS))


def kept_rows(export: Export) -> Iterator[Kept]:
    """The rows, each with what belongs to it, as they are to be kept."""
    sheets = [table.sheet for table in export.repeats]
    for record in records(export.main.sheet, sheets, export.kind):
        yield Kept(record.row, export.main.sheet.place(record.row.number), _envelope(export, record))


def _envelope(export: Export, record: Record) -> Envelope:
    sheet, row = export.main.sheet, record.row
    said = {column.role: _cell(row, column) for column in export.main.columns}
    identity, version = (said.get(role, "").removeprefix(export.kind.id_beginning) for role in (SUBMISSION, VERSION))
    unfinished = any(
        cell_at(sheet, row, heading).lower() in values
        for heading, values in export.kind.unfinished.items()
        if heading in sheet.headings
    )
    about: dict[str, object] = {
        "submission": f"{export.id_prefix}{identity}" if identity else "",
        "submitted": _time(export, said.get(TIME, "")),
        "version": version,
        "unfinished": unfinished,
        "dates": export.order,
    }
    return packed(about, list(_answers(export, export.main, record)), _others(export.main, row))


def _time(export: Export, said: str) -> str:
    found: datetime | None = moment(said, export.zone, export.order) if said else None
    return found.isoformat() if found else ""


def _cell(row: Row, column: Column) -> str:
    return row.cells[column.index] if column.index < len(row.cells) else ""


def _others(table: Table, row: Row) -> Json:
    others = (one for one in table.columns if one.role not in {ANSWER, UNMATCHED})
    return {one.heading or f"column {one.index + 1}": cell for one in others if (cell := _cell(row, one))}


def _answers(export: Export, table: Table, record: Record) -> Iterator[Json]:
    """What the row answers; what is in columns that nobody knows too, so that it can be mapped later."""
    for column in table.columns:
        cell = _cell(record.row, column)
        if cell and column.role in {ANSWER, UNMATCHED} and not column.is_choice:
            way = {"as": READ_AS[column.type]} if column.type in READ_AS else {}
            yield {"column": column.heading, "keys": list(column.keys), "value": cell, **way}
    yield from _choices(table, record.row)
    for other in export.repeats:
        if rows := record.repeats.get(other.sheet.name):
            listed = [list(_answers(export, other, one)) for one in rows]
            yield {"column": other.sheet.name, "keys": list(other.keys), "rows": listed}


def _choices(table: Table, row: Row) -> Iterator[Json]:
    """Columns that stand for one choice each, together as the choices that are ticked."""
    columns = [one for one in table.columns if one.role == ANSWER and one.is_choice]
    for keys in dict.fromkeys(one.keys for one in columns):
        ticked = [one for one in columns if one.keys == keys and _cell(row, one).lower() not in NOT_TICKED]
        if ticked:
            labels = [one.heading.rpartition(": ")[2] for one in ticked]
            yield {"column": ticked[0].heading, "keys": list(keys), "value": labels}
