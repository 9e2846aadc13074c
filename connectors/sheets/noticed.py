"""What staff did to a tab since it was last read, pure: told from what the ledger knew of each cell and row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from connectors.errors import ConnectorError
from connectors.ports import CellEdit, CellValue, Noticed, SheetRow
from connectors.sheets.layout import at
from connectors.sheets.table import Difference, Table
from connectors.sheets.values import as_kept, same, stated

MANY_ROWS, MANY_PART = 20, 0.5
"""So many rows gone at once, and so large a part of those shown, are no decisions of staff until somebody says so."""
FEW_ROWS = 3
"""Nor are all of them, from so many on: a column of keys that was cleared looks like that."""


def noticed(table: Table, rows: Sequence[SheetRow], differing: Iterable[Difference]) -> Noticed:
    """What staff did to rows, `differing` of which are cells. Raises ConnectorError where most rows are gone."""
    standing = [(row, table.rows[row.key]) for row in rows if row.key in table.rows]
    gone = _gone(table, rows)
    return Noticed(
        edits=tuple(edits_of(table, standing)),
        replaced=tuple(
            CellEdit(one.key, one.column.key, one.wanted, one.standing)
            for one in differing
            if one.column.owner == "service" and one.standing not in {None, ""}
        ),
        gone=tuple(row.key for row in gone),
        back=tuple(row.key for row, _ in standing if row.is_gone),
    )


def as_known_now(rows: Iterable[SheetRow], found: Noticed) -> list[SheetRow]:
    """The rows as the ledger knows them once it has kept what was noticed: for who plans again without asking it."""
    edits: dict[str, dict[str, CellValue]] = {}
    for edit in found.edits:
        edits.setdefault(edit.key, {})[edit.column] = edit.now
    gone, back = set(found.gone), set(found.back)
    return [
        replace(
            row,
            kept={**row.kept, **edits.get(row.key, {})},
            is_gone=row.key in gone or (row.is_gone and row.key not in back),
        )
        for row in rows
    ]


def is_kept_out(table: Table, row: SheetRow) -> bool:
    """Whether a row that does not stand there stays away, since staff took it away: not with the whole tab."""
    was_taken = row.was_shown and not table.layout.is_new
    return table.spec.deleted != "restore" and (was_taken or row.is_gone)


def are_most(gone: int, shown: int) -> bool:
    """Whether so many rows gone at once must be asked about."""
    return gone == shown >= FEW_ROWS or (gone > MANY_ROWS and gone > MANY_PART * shown)


def edits_of(table: Table, standing: Iterable[tuple[SheetRow, int]]) -> Iterator[CellEdit]:
    """What staff did to rows that stand; of a column of both the service knows what it wrote first."""
    columns = [(column, table.layout.places[column.key]) for column in table.standing({"staff", "both"})]
    for row, number in standing:
        for column, place in columns:
            now, is_known = at(table.seen.grid, number, place), column.key in row.kept
            first = stated(row.values.get(column.key), column.format) if column.owner == "both" else None
            was = row.kept[column.key] if is_known else first
            if now is was is None:
                continue  # as most cells of staff's are
            if not (as_kept(now, was) if is_known else same(now, was)):
                yield CellEdit(row.key, column.key, was, now)


def _gone(table: Table, rows: Iterable[SheetRow]) -> list[SheetRow]:
    """Rows that stay away and of which that is new. Raises ConnectorError for most of them at once."""
    shown = [row for row in rows if row.was_shown and not row.is_gone]
    gone = [row for row in shown if row.key not in table.rows and is_kept_out(table, row)]
    if are_most(len(gone), len(shown)):
        raise ConnectorError(
            f"{len(gone):,} of {len(shown):,} rows are gone from the tab {table.spec.tab!r}, which may be a slip, so "
            "nothing was done about it. Bring them back with the version history or with `chancery sheets repair FORM "
            "--restore`, or say with `chancery sheets repair FORM --accept` that they are meant to be gone",
            permanent=True,
        )
    return gone
