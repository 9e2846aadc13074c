"""The rows of an export with those of its repeats, which stand in tables of their own and name their parent."""

import os.path
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.exports.kinds import Kind
from connectors.exports.sheets import Row, Sheet
from forms.definition import plain_label

LONGEST_NAME = 31
"""Of a sheet, as Excel cuts it; tables are told apart by so much of their name."""
Parent = tuple[str, str]
"""The table and the number (or key) of a row."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row, and by the name of each table of a repeat its rows there."""

    row: Row
    repeats: Mapping[str, Sequence["Record"]] = field(default_factory=dict)


def is_repeat(sheet: Sheet, kind: Kind) -> bool:
    """Whether the rows of a table name their parent in another."""
    return bool(kind.parent[0]) and _at(sheet, kind.parent[0]) is not None


def records(main: Sheet, repeats: Sequence[Sheet], kind: Kind) -> Iterator[Record]:
    """Each row of the main table with what belongs to it. The rows of repeats are held in memory."""
    below: dict[Parent, list[tuple[str, Row, Parent]]] = defaultdict(list)
    for sheet in repeats:
        for row in sheet.rows():
            below[_parent(sheet, row, kind, main)].append((sheet.name, row, _itself(sheet, row, kind)))
    for row in main.rows():
        yield _with(row, _itself(main, row, kind), below)


def _with(row: Row, itself: Parent, below: Mapping[Parent, list[tuple[str, Row, Parent]]]) -> Record:
    found: dict[str, list[Record]] = defaultdict(list)
    for name, one, identity in below.get(itself, ()) if itself[1] else ():
        found[name].append(_with(one, identity, below))
    return Record(row, found)


def _parent(sheet: Sheet, row: Row, kind: Kind, main: Sheet) -> Parent:
    number, table, _ = (cell_at(sheet, row, name) for name in kind.parent)
    return ((table or main.name)[:LONGEST_NAME] if kind.parent[1] else "", number)


def _itself(sheet: Sheet, row: Row, kind: Kind) -> Parent:
    return sheet.name[:LONGEST_NAME] if kind.parent[1] else "", cell_at(sheet, row, kind.parent[2])


def cell_at(sheet: Sheet, row: Row, heading: str) -> str:
    """The cell below a heading; empty where there is none."""
    index = _at(sheet, heading) if heading else None
    return row.cells[index] if index is not None and index < len(row.cells) else ""


def _at(sheet: Sheet, heading: str) -> int | None:
    plain = plain_label(heading)
    return next((index for index, one in enumerate(sheet.headings) if plain_label(one) == plain), None)


def names_of(sheet: Sheet, main: Sheet, kind: Kind) -> tuple[str, ...]:
    """What a repeat may be called at the provider: by the paths of its columns, and by its table's name."""
    paths = [one.rpartition("/")[0] for one in sheet.headings if "/" in one and not one.startswith("_")]
    common = os.path.commonpath(paths) if paths else ""
    own = sheet.name.removeprefix(f"{main.name}-")
    return tuple(dict.fromkeys(one for one in (common, *kind.keys(own), own) if one))
