"""What the cells of a tab say: their letters and numbers as values, by the kind and number format of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from connectors.ports import CellValue
from connectors.sheets.excel.elements import Element
from connectors.sheets.excel.formats import GENERAL, moments, shows_hours, shows_time
from connectors.sheets.excel.formulas import Shared, shared
from connectors.sheets.excel.letters import Raw, letters, said, text_of
from connectors.sheets.excel.numbers import number
from connectors.sheets.excel.strings import Strings
from connectors.sheets.excel.text import Broken
from connectors.sheets.excel.together import Read, ReadColumn, filled, reader_of
from connectors.sheets.values import formula

TRUTHS = {"TRUE()": True, "FALSE()": False}  # as LibreOffice saves them
MOST_DAYS = 10_000  # of a column that are kept


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

    def reader(self, kind: str, style: int) -> Read:
        """How the text of a cell is read."""
        if kind != "n":
            return self._shared if kind == "s" else READERS.get(kind, said)
        code = self.codes[style] if style < len(self.codes) else GENERAL
        if not shows_time(code):
            return number
        read = moments(code, from_1904=self.from_1904)
        return read if shows_hours(code) else lru_cache(MOST_DAYS)(read)  # days mostly come again

    def column_reader(self, kind: str, style: int) -> ReadColumn:
        """How the texts of a column's cells are read."""
        return self._shared_column if kind == "s" else reader_of(self.reader(kind, style))

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

    def _shared_column(self, raws: Sequence[Any], numbers: Sequence[int]) -> Sequence[CellValue]:
        try:
            return filled(self._shared_some, raws)
        except (IndexError, ValueError):  # one is no place: it is told by its row
            found: list[CellValue] = []
            for raw, self.number in zip(raws, numbers, strict=True):
                found.append(self._shared(raw) if raw else raw)
            return found

    def _shared_some(self, raws: Sequence[bytes]) -> Sequence[CellValue]:
        places = list(map(int, raws))
        if places:
            self.strings.at(max(places))
        return list(map(self.strings.known.__getitem__, places))


def _truth(raw: Raw) -> CellValue:
    return said(raw).strip() in {"1", "true"}


def _day(raw: Raw) -> CellValue:
    """ISO 8601, which strict workbooks may have."""
    text = said(raw)
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return text


READERS: Mapping[str, Read] = {"b": _truth, "d": _day}
