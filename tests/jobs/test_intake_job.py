"""The intake job judges what was kept, and lets others have their turn when there is much of one form."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from starting import new_context

from app.store import deliveries, outbox
from app.store.deliveries import Message
from jobs import intake
from jobs.run import run_in

FORM = "vtf-proposal"


def test_a_long_run_ends_and_asks_for_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH", 2)
    monkeypatch.setattr(intake, "MOST_BATCHES", 2)
    context = new_context(tmp_path)
    at = datetime(2026, 5, 4, tzinfo=UTC)
    with context.ledger.writing() as c:
        deliveries.keep(c, [Message(FORM, "standard-webhooks", at, {}, b"%d" % n) for n in range(5)])
    notes = []
    for _ in range(2):
        with context.ledger.reading() as c:
            [due] = [one for one in outbox.listing(c, state="due") if one.kind == "intake"]
        assert run_in(context, due.id) == "done"
        with context.ledger.reading() as c:
            done = outbox.get(c, due.id)
        assert done is not None
        notes.append(done.note)
    assert notes == ["4 quarantined; goes on", "1 quarantined"]
    with context.ledger.reading() as c:
        assert not deliveries.is_waiting(c, FORM)
        assert [one for one in outbox.listing(c, state="due") if one.kind == "intake"] == []
