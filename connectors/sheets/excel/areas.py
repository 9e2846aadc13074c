"""Areas of a tab as its file names them, A1:C9, and how they grow with rows that are added below."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from openpyxl.utils import column_index_from_string, get_column_letter

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # Excel specifications and limits
CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Area:
    """Cells from the first to the last of both; rows and columns count from 1."""

    left: int
    top: int
    right: int
    bottom: int

    def __str__(self) -> str:
        """The area as files name it; one cell alone as one."""
        first, last = place(self.left, self.top), place(self.right, self.bottom)
        return first if first == last else f"{first}:{last}"

    def meets(self, other: "Area") -> bool:
        """Whether they have a cell in common."""
        apart = self.right < other.left or other.right < self.left
        return not apart and self.top <= other.bottom and other.top <= self.bottom


@dataclass(frozen=True, slots=True)
class Growth:
    """Rows that are added to those of a tab, the first of which is `first`; all count from 1."""

    first: int
    added: Collection[int]

    def bottom(self, top: int, bottom: int) -> int:
        """The last row of what reached from `top` to `bottom`: it grows where it held the first row."""
        return self.below(bottom) if top <= self.first <= bottom else bottom

    def below(self, bottom: int) -> int:
        """The last of the added rows that follow a row one by one; that row where none does."""
        while bottom + 1 in self.added:
            bottom += 1
        return bottom

    def area(self, area: Area) -> Area:
        """An area as it is to be."""
        return replace(area, bottom=self.bottom(area.top, area.bottom))

    def areas(self, text: str) -> str:
        """Several areas, with blanks between them; what does not grow, or is none, stays as it is written."""
        return " ".join(self._grown(one) for one in text.split())

    def _grown(self, text: str) -> str:
        area = area_of(text)
        return text if area is None or self.area(area) == area else str(self.area(area))


def place(column: int, row: int) -> str:
    """The name of a cell."""
    return f"{letter(column)}{row}"


def letter(column: int) -> str:
    """The letters of a column."""
    return str(get_column_letter(column))


def column_of(letters: str) -> int:
    """The column of some letters."""
    return int(column_index_from_string(letters))


def area_of(text: str) -> Area | None:
    """The area of a name like A1 or A1:C9; none for anything else, whole rows and columns among it."""
    first, _, last = text.partition(":")
    one, other = CELL.fullmatch(first), CELL.fullmatch(last or first)
    if one is None or other is None:
        return None
    left, right = sorted((column_of(one[2]), column_of(other[2])))
    top, bottom = sorted((int(one[4]), int(other[4])))
    return Area(left, top, right, bottom)


def around(areas: Iterable[Area]) -> Area | None:
    """The least area that holds all of some."""
    held = list(areas)
    if not held:
        return None
    return Area(
        min(one.left for one in held),
        min(one.top for one in held),
        max(one.right for one in held),
        max(one.bottom for one in held),
    )
