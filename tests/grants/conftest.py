"""The fund over a ledger of each kind."""

from pathlib import Path

import pytest
from a_fund import fund_of

from app.context import Context
from app.store.engine import Ledger


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path) -> Context:
    return fund_of(tmp_path, ledger)
