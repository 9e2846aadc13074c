"""Empty rows of a workbook: they are skipped, and whoever wrote it is told where they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from forms.xlsform.cells import text_of
from forms.xlsform.columns import SHEETS
from forms.xlsform.grid import Cells, open_workbook
from forms.xlsform.workbook import CHOICE_SHEETS, OLD_CHOICES

READ = frozenset((*SHEETS, *CHOICE_SHEETS, OLD_CHOICES))


@dataclass(frozen=True, slots=True)
class Skipped:
    """One or more empty rows between two that say something. It is no mistake."""

    file: Path
    sheet: str
    first: int
    last: int

    def __str__(self) -> str:
        said, them = "the row is empty and is skipped.", "it"
        if self.last > self.first:
            said, them = f"the rows {self.first} to {self.last} are empty and are skipped.", "them"
        return f"{self.file}:{self.sheet}!A{self.first}: {said} Delete {them}, or write what was meant to stand there."


def skipped_rows(path: Path) -> tuple[Skipped, ...]:
    """The empty rows in the sheets of a form's workbook. Raises DefinitionErrors."""
    sheets = open_workbook(path)
    return tuple(Skipped(path, name, *rows) for name in sheets if name in READ for rows in _empty(sheets[name]))


def _empty(lines: Cells) -> Iterator[tuple[int, int]]:
    """The first and the last of every run of empty rows that has rows above and below it."""
    full = [number for number, line in enumerate(lines, start=1) if any(map(text_of, line))]
    return ((above + 1, below - 1) for above, below in pairwise(full) if below - above > 1)
