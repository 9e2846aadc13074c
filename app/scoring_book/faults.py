"""What is wrong with a workbook that came back, and where: the cell, what stands in it, why, and what to do."""

from dataclasses import dataclass

from app.text import translate
from connectors.entry_books.values import Found

LONGEST_SHOWN = 60  # characters of what stands in a cell


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake; it is the file's where it names no cell."""

    why: str
    remedy: str
    sheet: str = ""
    cell: str = ""
    found: str = ""  # what stands there

    def __str__(self) -> str:
        return f"{self.place}: {self.why} {self.remedy}" if self.cell else f"{self.why} {self.remedy}"

    @property
    def place(self) -> str:
        """The cell as spreadsheets call it."""
        return f"{self.sheet}!{self.cell}"


class NotTaken(Exception):  # noqa: N818 - told to the member
    """Nothing of a workbook is taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def at_cell(found: Found, why: str, remedy: str) -> Fault:
    """A mistake of one cell."""
    text = f"={found.text.removeprefix('=')}" if found.is_formula else found.text
    shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return Fault(why, remedy, found.sheet, found.cell, shown)


def new_workbook(language: str) -> str:
    """The remedy where a workbook is of no use any more."""
    return translate("Download a new workbook and copy your entries into it.", language)


def why_no_score(found: Found, language: str) -> str:
    """What is wrong with a cell that is no score."""
    text = found.text.strip()
    if found.is_formula:
        return translate("It is a formula: only what is typed counts.", language)
    if not text:
        return translate("Nothing stands here.", language)
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return translate("It is not a number.", language)
    if number.is_integer():
        return translate("It is not on the scale.", language)
    return translate("It is not a whole number.", language)
