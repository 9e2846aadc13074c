"""CellData of the API: read out of rows, and written into them as far as a field mask says."""

import marshal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from . import masks
from .areas import Area, Body
from .colors import put
from .content import Content
from .errors import CellError
from .refusals import invalid
from .rows import Formula, Look, Value, look_of, number
from .tab import Tab

LONGEST = 50_000
TOO_LONG = f"Your input contains more than the maximum of {LONGEST} characters in a single cell."
NO_FIELDS = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
READ_ONLY = {"effectiveValue", "formattedValue", "effectiveFormat", "hyperlink"}


@dataclass(frozen=True, slots=True)
class Writing:
    """What a mask over CellData lets be written."""

    values: bool
    looks: tuple[masks.Path, ...]

    def value(self, kept: Value, cell: Body) -> Value:
        return value_of(cell.get("userEnteredValue")) if self.values else kept

    def look(self, kept: Look, cell: Body) -> Look:
        """The look of a cell after this is written to it."""
        if not self.looks:
            return kept
        parts = {name: value for name, value in cell.items() if name != "userEnteredValue" and name not in READ_ONLY}
        return _look(kept, marshal.dumps(parts), self.looks)


@lru_cache(maxsize=20_000)
def _look(kept: Look, parts: bytes, paths: tuple[masks.Path, ...]) -> Look:
    new = put(dict(kept.parts), marshal.loads(parts), list(paths))
    return look_of({name: value for name, value in new.items() if value not in ("", None, {})})


@lru_cache(maxsize=1_000)
def writing(fields: str) -> Writing:
    """What `fields` of a request lets be written. Raises Refusal when it names nothing."""
    found = masks.paths(fields)
    if not found or found == [("",)]:
        raise invalid(NO_FIELDS)
    looks = tuple(path for path in found if path[0] != "userEnteredValue" and path[0] not in READ_ONLY)
    return Writing(masks.wants(found, "userEnteredValue"), looks)


def value_of(extended: Body | None) -> Value:
    """The bare value of an ExtendedValue. Raises Refusal when it is too long, or two at once."""
    if not extended:
        return None
    if len(extended) > 1:
        raise invalid("oneof field 'value' is already set. Cannot set more than one kind of value.")
    ((kind, value),) = extended.items()
    if kind in ("stringValue", "formulaValue") and len(value) > LONGEST:
        raise invalid(TOO_LONG)
    if kind == "formulaValue":
        return Formula(value if value.startswith("=") else f"={value}")
    if kind == "errorValue":
        raise invalid("errorValue is read-only and cannot be written.")
    if kind == "numberValue":
        return number(float(value))  # NaN and infinity come as texts
    return value if value is False else value or None  # an empty text is an empty cell


def extended(value: Value) -> Body:
    """The ExtendedValue of what was entered."""
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, CellError):
        return {"errorValue": value.body}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": value}


def write_rows(
    content: Content, tab: Tab, top: int, left: int, rows: Sequence[Mapping[str, Any]], write: Writing
) -> None:
    """Write RowData from a cell on. Raises Refusal beyond the grid."""
    width = max((len(row.get("values", [])) for row in rows), default=0)
    content.check_editable(tab, Area(tab.id, top, top + len(rows), left, left + width))
    for number_, row in enumerate(rows, start=top):
        cells = row.get("values", [])
        check_place(tab, number_, left + len(cells))
        if cells:
            values, looks = tab.row(number_).cells(left, left + len(cells))
            values = [write.value(kept, cell) for kept, cell in zip(values, cells, strict=True)]
            tab.note_formulas(values)
            looks = [write.look(kept, cell) for kept, cell in zip(looks, cells, strict=True)]
            tab.put(number_, left, values, looks)


def check_place(tab: Tab, row: int, right: int) -> None:
    """Raises Refusal for cells of a row, up to a column, that are beyond the grid."""
    if row >= tab.height:
        raise invalid(f"Attempting to write row: {row}, beyond the last requested row of: {tab.height - 1}")
    if right > tab.width:
        raise invalid(f"Attempting to write column: {tab.width}, beyond the last requested column of: {tab.width - 1}")


def fill(content: Content, tab: Tab, area: Area, cell: Body, write: Writing) -> None:
    """Write one cell's data to every cell of an area."""
    content.check_editable(tab, area)
    value = write.value(None, cell)
    tab.note_formulas([value])

    def one(row: Any) -> Any:
        values, looks = row.cells(area.left, area.right)
        new = [value] * area.width if write.values else values
        return row.put(area.left, new, [write.look(look, cell) for look in looks])

    tab.change(area, one)


def clear(content: Content, tab: Tab, area: Area) -> None:
    """Take the values away, and leave the looks."""
    content.check_editable(tab, area)
    kept = Area(area.sheet, area.top, min(area.bottom, len(tab.rows)), area.left, area.right)
    if kept.height > 0:
        tab.change(kept, lambda row: row.put(area.left, [None] * area.width, row.cells(area.left, area.right)[1]))
