"""Work that was asked for before its form went away ends in words, not in a traceback."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import read_settings
from app.context import Context, build_context
from app.store import outbox, submissions
from app.store.engine import Ledger
from jobs.run import run_in

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path) -> Context:
    (tmp_path / "forms").mkdir()
    settings = read_settings({"CHANCERY_DATA": str(tmp_path), "CHANCERY_FORMS": str(tmp_path / "forms")})
    return replace(build_context(settings), ledger=ledger)


def after(context: Context, item: int) -> tuple[str, str]:
    run_in(context, item)
    with context.ledger.reading() as connection:
        found = outbox.get(connection, item)
    assert found is not None
    return found.state, found.error


def test_the_sheet_of_a_form_that_is_gone(context: Context) -> None:
    with context.ledger.writing() as connection:
        item = outbox.put(connection, "sheet", "old", now=NOW)
    assert after(context, item) == ("failed", "there is no form called 'old' in the ledger, so no sheet of it")


def test_the_letter_of_a_form_that_is_gone(context: Context) -> None:
    with context.ledger.writing() as connection:
        kept = submissions.insert(
            connection,
            form="old",
            form_version=1,
            source="page",
            source_id="x",
            reference="OLD-1",
            answers={},
            language="en",
            submitted_at=None,
            received_at=NOW,
        )
        item = outbox.put(connection, "mail", kept.key, now=NOW, payload={"submission_id": kept.id})
    assert after(context, item) == ("failed", "there is no form called 'old' in the ledger, so no letter")
