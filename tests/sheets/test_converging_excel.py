"""Workbook files converge whatever staff do to them."""

from itertools import count
from pathlib import Path

from converging import converges
from shared_places import InFile


def test_a_workbook_converges(tmp_path: Path) -> None:
    numbers = count()

    def folder() -> InFile:
        found = tmp_path / str(next(numbers))
        found.mkdir()
        return InFile(found)

    converges(folder, examples=20)
