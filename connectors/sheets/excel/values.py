"""What the cells of a tab say: their letters and numbers as values, by the kind and number format of each."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, partial
from typing import cast

from connectors.ports import CellValue
from connectors.sheets.excel.elements import Element
from connectors.sheets.excel.formats import GENERAL, moment, shows_time
from connectors.sheets.excel.formulas import Shared, shared
from connectors.sheets.excel.letters import Raw, letters, said, text_of
from connectors.sheets.excel.strings import Strings
from connectors.sheets.excel.text import Broken
from connectors.sheets.values import formula

TRUTHS = {"TRUE()": True, "FALSE()": False}  # as LibreOffice saves them
MOST_DAYS = 10_000  # of a column that are kept, as they mostly come again
MOST_EXACT = 1e15  # whole numbers below keep all their digits


@dataclass(slots=True)
class Values:
    """Reads the cells of one tab; `number` is the row that is being read, from 1."""

    strings: Strings
    codes: Sequence[str]  # the number format of each style
    from_1904: bool
    number: int = 0
    masters: dict[str, Shared] = field(default_factory=dict)  # formulas that others of the tab share
    truths: set[tuple[int, int]] = field(default_factory=set)  # cells of formulas that are read as a truth, from 0

    def of(self, column: int, cell: Element) -> CellValue:
        """The value of a cell of the row."""
        worked_out, value = cell.first("f"), cell.first("v")
        if worked_out is not None:
            return self.worked_out(column, worked_out.text, worked_out.attributes)
        if (inline := cell.first("is")) is not None:
            return letters(text_of(inline)) or None
        if value is None or not value.text:
            return None
        return self.reader(cell.attributes.get("t", "n"), cell.number("s"))(value.text)

    def reader(self, kind: str, style: int) -> Callable[[Raw], CellValue]:
        """How the text of a cell is read."""
        if kind != "n":
            return self._shared if kind == "s" else READERS.get(kind, said)
        code = self.codes[style] if style < len(self.codes) else GENERAL
        if not shows_time(code):
            return number
        return lru_cache(MOST_DAYS)(partial(moment_of, code=code, from_1904=self.from_1904))

    def may_be_nothing(self, kind: str) -> bool:
        """Whether a cell of a kind in which something is written may say nothing: an empty text, an unticked box."""
        return kind == "b" or (kind == "s" and self.strings.may_be_empty())

    def worked_out(self, column: int, text: str, attributes: Mapping[str, str]) -> CellValue:
        """What stands for a formula; one that is shared as it would be if it were not."""
        if attributes.get("t") == "shared" and "si" in attributes:
            if text:
                self.masters[attributes["si"]] = shared(text, self.number, column)
            elif attributes["si"] in self.masters:
                text = self.masters[attributes["si"]].at(self.number, column)
        if text in TRUTHS:
            self.truths.add((self.number - 1, column))
        return TRUTHS.get(text, formula(f"={text}"))

    def _shared(self, raw: Raw) -> CellValue:
        try:
            return self.strings.at(int(raw))
        except (IndexError, ValueError) as fault:
            raise Broken(f"a cell of row {self.number} has a text that is not among its texts") from fault


def number(raw: Raw) -> CellValue:
    """A number, whole where it is."""
    if raw.isdigit():
        return int(raw)
    try:
        value = float(raw)
    except ValueError:
        return said(raw)
    if not math.isfinite(value):
        return said(raw)
    return int(value) if value.is_integer() and abs(value) < MOST_EXACT else value


def moment_of(raw: Raw, code: str, *, from_1904: bool) -> CellValue:
    """A day or time, or what only staff put there: a duration, a time of day."""
    try:
        return cast("CellValue", moment(float(raw), code, from_1904=from_1904))
    except (OverflowError, ValueError):
        return said(raw)


def _truth(raw: Raw) -> CellValue:
    return said(raw).strip() in {"1", "true"}


def _day(raw: Raw) -> CellValue:
    """ISO 8601, which strict workbooks may have."""
    text = said(raw)
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return text


READERS: Mapping[str, Callable[[Raw], CellValue]] = {"b": _truth, "d": _day}
