"""The sheet job keeps others away from a Google sheet for as long as a write of unknown outcome may be applied."""

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import machine as now
from app.config import read_settings
from app.context import Context, build_context
from app.store import outbox
from app.store.engine import Ledger
from connectors.errors import ConnectorError, NotYet, OutcomeUnknown
from connectors.ports import SheetRow, SheetSpec, SyncResult
from jobs.run import run_in

DEFINITIONS = Path(__file__).parents[1] / "process" / "definitions"
FORM = "city-survey"


class Faulty:
    """A place for sheets that fails as told."""

    def __init__(self, fault: BaseException) -> None:
        self.fault, self.calls = fault, 0

    def upsert(self, spec: SheetSpec, rows: Sequence[SheetRow], keep: object = None) -> SyncResult:
        self.calls += 1
        raise self.fault

    def where(self, spec: SheetSpec) -> str:
        return "nowhere"


def in_google(ledger: Ledger, folder: Path, fault: BaseException) -> tuple[Context, Faulty]:
    place = Faulty(fault)
    made = build_context(read_settings({"CHANCERY_DATA": str(folder), "CHANCERY_FORMS": str(DEFINITIONS)}))
    compiled = made.forms[FORM]
    sheet = dataclasses.replace(compiled.form.sheet, google="1AbC")
    forms = {FORM: dataclasses.replace(compiled, form=dataclasses.replace(compiled.form, sheet=sheet))}
    return dataclasses.replace(made, ledger=ledger, forms=forms, google_sheets=place), place


def put(context: Context) -> int:
    with context.ledger.writing() as connection:
        return outbox.put(connection, "sheet", FORM, now=context.now())


def later(context: Context, seconds: float) -> Context:
    then = now() + timedelta(seconds=seconds)
    return dataclasses.replace(context, now=lambda: then)


def test_a_write_of_unknown_outcome_keeps_even_staff_from_writing_again(ledger: Ledger, tmp_path: Path) -> None:
    context, place = in_google(ledger, tmp_path, OutcomeUnknown("no answer", retry_after=190))
    first = put(context)
    run_in(context, first)
    with ledger.writing() as connection:
        outbox.retry(connection, first, now=context.now())
    assert run_in(context, put(context)) == "nothing to do"
    assert run_in(later(context, 195), first) == "failed"
    assert place.calls == 2


def test_a_used_up_quota_is_no_unknown_outcome(ledger: Ledger, tmp_path: Path) -> None:
    context, place = in_google(ledger, tmp_path, ConnectorError("quota", retry_after=60))
    first = put(context)
    run_in(context, first)
    assert run_in(context, put(context)) == "nothing to do"
    with ledger.writing() as connection:
        outbox.retry(connection, first, now=context.now())
    assert run_in(context, first) == "failed"
    assert place.calls == 2


def test_a_worker_killed_in_mid_write_is_not_followed_before_the_write_can_be_seen(
    ledger: Ledger, tmp_path: Path
) -> None:
    context, place = in_google(ledger, tmp_path, KeyboardInterrupt())
    first = put(context)
    with pytest.raises(KeyboardInterrupt):
        run_in(context, first)
    assert run_in(later(context, 190), first) == "nothing to do"
    with pytest.raises(KeyboardInterrupt):
        run_in(later(context, 230), first)
    assert place.calls == 2


def test_a_turn_that_has_not_come_is_no_failed_try(ledger: Ledger, tmp_path: Path) -> None:
    context, place = in_google(ledger, tmp_path, NotYet("others have their turn first", retry_after=7))
    first = put(context)
    assert run_in(context, first) == "waiting"
    assert run_in(context, put(context)) == "nothing to do"
    for seconds in range(10, 10 + 10 * context.settings.max_attempts, 10):
        assert run_in(later(context, seconds), first) == "waiting"
    with ledger.reading() as connection:
        item = outbox.get(connection, first)
    assert item is not None
    assert (item.state, item.attempts, item.error) == ("due", 0, "others have their turn first")
    assert place.calls == context.settings.max_attempts + 1
