"""Convergence of the engine alone: a workbook in memory, written as Excel is and as Google is."""

from typing import Any

import pytest
from converging import Converging, converges
from memory_sheet import MemoryBook, MemorySheets, MemoryStaff


class InMemory:
    """A workbook in memory as a place where staff and the service meet."""

    workbook = google = ""
    refused, lost = ("refused",), ("answer lost",)

    def __init__(self, *, inserts: bool) -> None:
        book = MemoryBook()
        self.backend, self.staff = MemorySheets(book, inserts), MemoryStaff(book, Converging.tab)

    def fail(self, word: str) -> None:
        self.backend.faults.append(word)

    def recover(self) -> None:
        self.backend.faults.clear()

    def writes(self) -> object:
        return self.backend.book.saves

    def kept_as(self, value: Any) -> Any:
        return value


@pytest.mark.parametrize("inserts", [False, True], ids=["rows are written", "rows are inserted"])
def test_the_engine_converges(inserts: bool) -> None:
    converges(lambda: InMemory(inserts=inserts), examples=150)
