"""A form of several pages over a ledger of each kind, and a window on a draft of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from journey_form import compiled
from windows import Clock, Window, form_of

from app.config import read_settings
from app.context import Context, build_context
from app.drafting import begin
from app.store.engine import Ledger


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path, clock: Clock) -> Context:
    compiled(tmp_path / "forms")
    settings = read_settings({"CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(tmp_path / "forms")})
    return replace(build_context(settings), ledger=ledger, now=clock)


@pytest.fixture
def window(context: Context) -> Window:
    draft, secret = begin(context, form_of(context), "en", {"campaign": "may"})
    return Window(context, draft.key, secret)
