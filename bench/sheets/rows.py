"""The sheet that is kept: thirty columns of texts, numbers, amounts, days, moments and truths, and two of staff's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bench.exports.rows import FORMATS, HEADERS, one
from connectors.ports import SheetColumn, SheetRow, SheetSpec

COLUMNS = tuple(SheetColumn(f"c{n}", header, FORMATS[n]) for n, header in enumerate(HEADERS))
STAFFS = tuple(SheetColumn(f"staff:{title}", title, owner="staff") for title in ("Screened by", "Remarks"))
SPEC = SheetSpec("Bench", "Bench", (*COLUMNS, *STAFFS), google="bench", owner="bench")
NARROW = replace(SPEC, columns=(*COLUMNS[:12], *STAFFS))
KEYS = tuple(column.key for column in COLUMNS)


def rows(count: int, start: int = 0) -> Iterator[SheetRow]:
    """So many submissions as rows, from number `start` on."""
    for number in range(start, start + count):
        yield SheetRow(f"{number:032x}", dict(zip(KEYS, one(number), strict=True)))  # type: ignore[arg-type]  # cells


def cells(row: SheetRow) -> Sequence[object]:
    """What stands in the thirty columns."""
    return [row.values[key] for key in KEYS]
