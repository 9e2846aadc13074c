"""What the cells of a tab say: their letters and numbers as values, by the kind and number format of each."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from connectors.ports import CellValue
from connectors.sheets.excel_formats import GENERAL, moment, shows_time
from connectors.sheets.excel_formulas import Shared, shared
from connectors.sheets.excel_text import Broken
from connectors.sheets.excel_xml import Element
from connectors.sheets.values import formula

ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff]|007[Ff]|[Dd][89A-Fa-f][0-9A-Fa-f]{2}|[Ff]{3}[EeFf])_")
"""What XML cannot hold, or what looks like its escape (ECMA-376 part 1, 22.9.2.19); a letter is escaped by nobody."""
ENTITY = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|\w+);")
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
TRUTHS = {"TRUE()": True, "FALSE()": False}  # as LibreOffice saves them
MOST_EXACT = 1e15  # whole numbers below keep all their digits
Raw = str | bytes


@dataclass(slots=True)
class Values:
    """Reads the cells of one tab; `number` is the row that is being read, from 1."""

    strings: Sequence[str]
    codes: Sequence[str]  # the number format of each style
    from_1904: bool
    number: int = 0
    masters: dict[str, Shared] = field(default_factory=dict)  # formulas that others of the tab share
    truths: set[tuple[int, int]] = field(default_factory=set)  # cells of formulas that are read as a truth, from 0
    days: dict[tuple[Raw, str], object] = field(default_factory=dict)

    def of(self, column: int, cell: Element) -> CellValue:
        """The value of a cell of the row."""
        worked_out, value = cell.first("f"), cell.first("v")
        if worked_out is not None:
            return self.worked_out(column, worked_out.text, worked_out.attributes)
        if (inline := cell.first("is")) is not None:
            return letters(text_of(inline)) or None
        if value is None or not value.text:
            return None
        return self.reader(cell.attributes.get("t", "n"), style_of(cell))(value.text)

    def reader(self, kind: str, style: int) -> Callable[[Raw], CellValue]:
        """How the text of a cell is read."""
        if kind != "n":
            return READERS.get(kind, said) if kind != "s" else self._shared
        code = self.codes[style] if style < len(self.codes) else GENERAL
        return (lambda raw: self._moment(raw, code)) if shows_time(code) else number

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
            return self.strings[int(raw)]
        except (IndexError, ValueError) as fault:
            raise Broken(f"a cell of row {self.number} has a text that is not among its texts") from fault

    def _moment(self, raw: Raw, code: str) -> CellValue:
        known = self.days.get((raw, code))
        if known is None:
            known = self.days[raw, code] = moment(float(raw), code, from_1904=self.from_1904)
        return cast("CellValue", known)  # or what only staff put there: a duration, a time of day


def style_of(cell: Element) -> int:
    """The number of a cell's style."""
    return cell.number("s")


def text_of(item: Element) -> str:
    """A text of one piece or several, without how it is pronounced."""
    return "".join(one.text for part in (item, *item.all("r")) for one in part.all("t"))


def letters(text: str) -> str:
    """A text as people see it, of how the file escapes it."""
    if "_x" not in text:
        return text
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


def said(raw: Raw) -> str:
    """The letters of a text: of a piece of XML, or as a parser gave it."""
    return letters(raw if isinstance(raw, str) else in_full(raw.decode()))


def in_full(text: str) -> str:
    """A piece of XML without tags as a parser would give it."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return ENTITY.sub(_character, text) if "&" in text else text


def number(raw: Raw) -> CellValue:
    """A number, whole where it is."""
    try:
        value = float(raw)
    except ValueError:
        return said(raw)
    return int(value) if value.is_integer() and abs(value) < MOST_EXACT else value


def _character(found: re.Match[str]) -> str:
    word = found[1]
    if word.startswith("#"):
        return chr(int(word[2:], 16) if word[1] in "xX" else int(word[1:]))
    return NAMED.get(word, found[0])


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
