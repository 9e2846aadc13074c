"""A ledger on SQLite; the filters, which are statements of the database, are tried on each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.context import Context
from app.store.engine import Ledger, open_ledger
from tests.exporting.grants import context_over
from tests.ledgers import sqlite_at


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(sqlite_at(tmp_path / "chancery.db"))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path) -> Context:
    return context_over(ledger, tmp_path)
