"""Lists that staff keep on a tab of a shared workbook: read for choices, and watched for changes."""

import io
from collections.abc import Mapping
from pathlib import Path

import python_calamine

from forms.errors import DefinitionErrors
from forms.xlsform.cells import text_of
from forms.xlsform.package import read_bytes

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
        if path.name != f"{workbook}.xlsx":
            raise ValueError(f"{workbook!r} is no plain name of a workbook in the shared folder")
        self._used.add(path)
        if not path.is_file():
            raise ValueError(f"there is no workbook {workbook!r} in the shared folder")
        try:
            data = read_bytes(path)
        except DefinitionErrors as mistakes:
            raise ValueError(f"{workbook!r} {mistakes.errors[0].cause.rstrip('.')}") from None
        return _by_header([[text_of(cell) for cell in row] for row in _grid(workbook, tab, data)])

    def stamp(self) -> Mapping[str, object]:
        """Differs when a workbook that was asked for has been saved, taken away or put there since."""
        return {path.name: _saved(path) for path in sorted(self._used)}

    def saved(self, workbook: str) -> object:
        """Differs when this workbook has been saved, taken away or put there since."""
        return _saved(self._folder / f"{workbook}.xlsx")


def _saved(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _grid(workbook: str, tab: str, data: bytes) -> list[list[object]]:
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            name = tab or next(iter(book.sheet_names), "")
            if name in book.sheet_names:
                return [list(row) for row in book.get_sheet_by_name(name).to_python(nrows=MOST_ROWS + 2)]
            names = book.sheet_names
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as fault:
        raise ValueError(f"{workbook!r} cannot be opened ({fault})") from None
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # what a fault of the Rust library comes as
            raise
        raise ValueError(f"{workbook!r} is damaged") from None
    raise ValueError(f"{workbook!r} has no tab {name!r}; it has {', '.join(names)}")


def _by_header(grid: list[list[str]]) -> Rows:
    header = grid[0] if grid else []
    return [dict(zip(header, row, strict=True)) for row in grid[1:] if any(row)]
