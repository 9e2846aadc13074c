"""Lists that staff keep on a tab of a shared workbook: read for choices, and watched for changes."""

from collections.abc import Mapping
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 50_000_000
MOST_ROWS = 20_000

Rows = list[dict[str, str]]


class SharedLists:
    """The workbooks of the shared folder as lists."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[Path] = set()

    def rows(self, workbook: str, tab: str) -> Rows:
        """The rows of a tab (of the first one where it is empty) by header. Raises ValueError with the reason."""
        path = self._folder / f"{workbook}.xlsx"
        if path.name != f"{workbook}.xlsx" or not path.is_file():
            raise ValueError(f"there is no workbook {workbook!r} in the shared folder")
        self._used.add(path)
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"{workbook!r} has more than {MOST_BYTES:,} bytes")
        try:
            book = CalamineWorkbook.from_path(path)
            name = tab or book.sheet_names[0]
            if name not in book.sheet_names:
                raise ValueError(f"{workbook!r} has no tab {name!r}; it has {', '.join(book.sheet_names)}")
            grid = book.get_sheet_by_name(name).to_python(nrows=MOST_ROWS + 2)
        except (CalamineError, OSError, IndexError) as fault:
            raise ValueError(f"{workbook!r} cannot be opened ({fault})") from fault
        return _by_header([[_text(cell) for cell in row] for row in grid])

    def stamp(self) -> Mapping[str, int]:
        """Differs when a workbook that was read has been saved since."""
        return {path.name: path.stat().st_mtime_ns for path in sorted(self._used) if path.is_file()}


def _by_header(grid: list[list[str]]) -> Rows:
    header = grid[0] if grid else []
    return [dict(zip(header, row, strict=True)) for row in grid[1:] if any(row)]


def _text(cell: object) -> str:
    """A cell as the text that choices are made of; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
