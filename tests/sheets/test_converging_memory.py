"""The engine alone converges: a workbook in memory, written as Excel is and as Google is."""

import pytest
from converging import converges
from shared_places import InMemory


@pytest.mark.parametrize("inserts", [False, True], ids=["rows are written", "rows are inserted"])
def test_the_engine_converges(inserts: bool) -> None:
    converges(lambda: InMemory(inserts=inserts), examples=150)
