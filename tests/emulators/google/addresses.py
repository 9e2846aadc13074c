"""Letters of columns, and addresses of cells: A1, A1:B2, A:C, 2:3, R1C1."""

import re

from .areas import Area

END = r"(?:\$?([A-Za-z]{1,3}))?(?:\$?([0-9]+))?"
CELLS = re.compile(f"{END}(?::{END})?")
R1C1 = re.compile(
    r"(?:(?P<R>R)(?:(?P<Rn>\d+)|\[(?P<Ro>\d+)\])?)?(?:(?P<C>C)(?:(?P<Cn>\d+)|\[(?P<Co>\d+)\])?)?", re.IGNORECASE
)
PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]")
Ends = tuple[int | None, int | None, int | None, int | None]


def column_letters(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def parse_cells(cells: str) -> Ends | None:
    """Top, left, bottom and right of `A1`, `A1:B2`, `A:C`, `2:3`, `A2:C`, `R1C1:R2C3`; None where it is no address."""
    return _a1_ends(cells) or _r1c1_ends(cells)


def _a1_ends(cells: str) -> Ends | None:
    found = CELLS.fullmatch(cells)
    if not found or not cells:
        return None
    first, top, last, bottom = found.groups()
    if ":" not in cells:
        if not (first and top):
            return None
        last, bottom = first, top
    if not (first or top) or not (last or bottom) or (bool(first) != bool(last) and not (top and bottom)):
        return None
    columns = [column_index(one) + 1 if one else None for one in (first, last)]
    return _sorted(int(top) if top else None, columns[0], int(bottom) if bottom else None, columns[1])


def _r1c1_ends(cells: str) -> Ends | None:
    """`R1C1`, and `R[1]C[1]` counted from A1; without a number it is the first, without a letter all of them."""
    ends = [R1C1.fullmatch(one) for one in cells.split(":")]
    if len(ends) > 2 or not all(ends) or not cells:
        return None
    (top, left), (bottom, right) = [
        tuple(_place(end[letter], end[f"{letter}n"], end[f"{letter}o"]) for letter in "RC") for end in ends if end
    ] * (3 - len(ends))
    return _sorted(top, left, bottom, right)


def _place(letter: str | None, number: str | None, offset: str | None) -> int | None:
    if letter is None:
        return None
    return int(number) if number is not None else int(offset or 0) + 1


def _sorted(top: int | None, left: int | None, bottom: int | None, right: int | None) -> Ends | None:
    if 0 in (top, left, bottom, right):
        return None
    if top and bottom and top > bottom:
        top, bottom = bottom, top
    if left and right and left > right:
        left, right = right, left
    if top is None and bottom is not None and left is not None:
        top, bottom = bottom, None  # `A:B2` is `A2:B`
    return (top or 1) - 1, (left or 1) - 1, bottom, right


def cell_name(row: int, column: int) -> str:
    return f"{column_letters(column)}{row + 1}"


def quoted(title: str) -> str:
    """A tab's title as it stands before the exclamation mark."""
    if PLAIN_TITLE.fullmatch(title) and not LOOKS_LIKE_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def a1(title: str, area: Area) -> str:
    """The address of an area of a tab, as answers have it."""
    first, last = cell_name(area.top, area.left), cell_name(area.bottom - 1, area.right - 1)
    return f"{quoted(title)}!{first}" + (f":{last}" if last != first else "")
