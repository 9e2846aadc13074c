"""What is said of the sample programme while it is made, when it is missing, and when a workbook is damaged."""

from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from starting import new_context

from app.context import Context
from app.projection import spec_of
from app.store import outbox
from jobs.produced import Finding, due_soon, examine


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return new_context(tmp_path)


def finding(context: Context, what: str) -> Finding:
    return next(one for one in examine(context) if one.what == what)


def a_workbook(context: Context) -> tuple[Path, str]:
    spec = spec_of(next(iter(context.forms.values())).form)
    context.settings.workbooks.mkdir(parents=True, exist_ok=True)
    return context.settings.workbooks / f"{spec.workbook}.xlsx", spec.tab


def test_a_damaged_workbook_is_a_finding_in_words(context: Context) -> None:
    path, _ = a_workbook(context)
    path.write_bytes(b"PK\x03\x04 cut short")
    found = finding(context, "sheets")
    assert not found.ok
    assert f"{path.name} cannot be read (" in found.said


@pytest.mark.parametrize("header", [[], ["Reference", "Name"]])
def test_a_workbook_without_the_column_of_keys_is_a_finding_in_words(context: Context, header: list[str]) -> None:
    path, tab = a_workbook(context)
    book = Workbook()
    book.active.title = tab
    book.active.append(header)
    book.save(path)
    assert f"{path.name} cannot be read (the tab '{tab}' has no column _id)" in finding(context, "sheets").said


def test_a_folder_in_the_place_of_a_workbook_is_a_finding_in_words(context: Context) -> None:
    path, _ = a_workbook(context)
    path.mkdir()
    assert f"{path.name} cannot be read (" in finding(context, "sheets").said


def test_what_is_still_due_is_being_made_and_not_missing(context: Context) -> None:
    assert finding(context, "invoices").state == "MISSING"
    with context.ledger.writing() as connection:
        outbox.put(connection, "invoices", "budget-2027", now=context.now())
    assert finding(context, "invoices").state == "still being made"
    assert finding(context, "shortlists").state == "MISSING"


def test_a_mail_that_is_to_go_in_a_week_keeps_nobody_waiting(context: Context) -> None:
    with context.ledger.writing() as connection:
        outbox.put(connection, "mail", "one", now=context.now())
        outbox.put(connection, "mail", "two", now=context.now() + timedelta(days=7))
    assert due_soon(context) == {"mail": 1}
