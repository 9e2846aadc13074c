"""The call over a ledger of each kind."""

from pathlib import Path

import pytest
from course_of_a_call import context_of

from app.context import Context
from app.store.engine import Ledger


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path) -> Context:
    return context_of(tmp_path, ledger)
