"""Invoices: numbered without gaps, summing to the budget, frozen, and safe to issue again."""

import dataclasses
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from app.config import read_settings
from app.context import Context, build_context
from app.domain.invoice import digest
from app.money import issue_invoices
from app.store import audit, invoices
from app.store.engine import Ledger
from app.store.tables import invoices as invoices_table
from connectors.errors import ConnectorError

CONTRIBUTIONS = Path(__file__).parents[2] / "forms/definitions/contributions"


def now() -> datetime:
    return datetime(2026, 10, 15, 9, tzinfo=UTC)


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path) -> Context:
    shutil.copytree(CONTRIBUTIONS, tmp_path / "forms/contributions")
    environment = {"CHANCERY_DATA": str(tmp_path / "data"), "CHANCERY_FORMS": str(tmp_path / "forms")}
    return dataclasses.replace(build_context(read_settings(environment)), ledger=ledger, now=now)


def change_budget(context: Context, old: str, new: str) -> None:
    path = context.settings.forms_dir / "contributions/budget-2027.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_state_gets_one_invoice_and_they_sum_to_the_budget(context: Context) -> None:
    issued = issue_invoices(context, "budget-2027")
    numbers = [invoice.number for invoice in issued.invoices]
    assert numbers == [f"AC-2027-{number:04d}" for number in range(1, 130)]
    assert (issued.new, issued.total_cents) == (129, 1_000_000_00)
    files = sorted(path.name for path in issued.folder.iterdir())
    assert files == [f"{invoice.number}_{invoice.debtor}.pdf" for invoice in issued.invoices]


def test_issuing_again_changes_nothing(context: Context) -> None:
    first = issue_invoices(context, "budget-2027")
    again = issue_invoices(context, "budget-2027")
    assert (again.new, again.invoices) == (0, first.invoices)
    with context.ledger.reading() as connection:
        assert len(audit.recent(connection, act="invoices issued")) == 1


def test_a_lost_pdf_is_printed_again_from_the_ledger_to_the_same_bytes(context: Context) -> None:
    issued = issue_invoices(context, "budget-2027")
    path = next(issued.folder.glob("*_CIV.pdf"))
    before = path.read_bytes()
    path.unlink()
    issue_invoices(context, "budget-2027")
    assert path.read_bytes() == before


def test_what_is_frozen_carries_its_digest_and_the_accents_of_names(context: Context) -> None:
    by_state = {invoice.debtor: invoice for invoice in issue_invoices(context, "budget-2027").invoices}
    with context.ledger.reading() as connection:
        kept = invoices.of_budget(connection, "budget-2027")
    assert all(invoice.document["sha256"] == digest(invoice.document) for invoice in kept)
    assert by_state["CIV"].document["state"] == "Côte d'Ivoire"
    assert by_state["TUR"].document["state"] == "Türkiye"
    assert "non-member observer State" in by_state["PSE"].document["steps"][-1]


def test_an_invoice_changed_in_the_ledger_is_not_printed(context: Context) -> None:
    issued = issue_invoices(context, "budget-2027")
    one = issued.invoices[0]
    with context.ledger.writing() as connection:
        changed = dict(one.document) | {"total": "1.00"}
        connection.execute(update(invoices_table).where(invoices_table.c.id == one.id).values(document=changed))
    next(issued.folder.glob(f"{one.number}_*.pdf")).unlink()
    with pytest.raises(ConnectorError, match="AC-2027-0001 is not as it was issued"):
        issue_invoices(context, "budget-2027")


def test_a_budget_changed_after_its_invoices_is_refused(context: Context) -> None:
    first = issue_invoices(context, "budget-2027")
    change_budget(context, "amount: 600000.00", "amount: 700000.00")
    with pytest.raises(ConnectorError, match="changed after its invoices were issued"):
        issue_invoices(context, "budget-2027")
    with context.ledger.reading() as connection:
        assert tuple(invoices.of_budget(connection, "budget-2027")) == first.invoices


def test_a_budget_that_cannot_be_shared_leaves_nothing_behind(context: Context) -> None:
    change_budget(context, "amount: 400000.00", "amount: 4000.00")
    with pytest.raises(ConnectorError, match="floors"):
        issue_invoices(context, "budget-2027")
    with context.ledger.reading() as connection:
        assert invoices.of_budget(connection, "budget-2027") == []


def test_a_number_used_up_by_a_failed_transaction_is_given_back(context: Context) -> None:
    change_budget(context, '"AC-{year}-{number:04d}"', '"AC-{year}"')  # the second invoice collides
    with pytest.raises(Exception, match=r"(?i)unique"):
        issue_invoices(context, "budget-2027")
    change_budget(context, '"AC-{year}"', '"AC-{year}-{number:04d}"')
    assert issue_invoices(context, "budget-2027").invoices[0].number == "AC-2027-0001"


def test_the_register_says_what_was_issued_and_adds_up_to_the_budget(context: Context) -> None:
    issued = issue_invoices(context, "budget-2027")
    rows = list(load_workbook(issued.register)["Register"].iter_rows(min_row=4, values_only=True))
    assert rows[0] == (
        "Number",
        "State",
        "ISO 3166",
        "Secretariat",
        "Conference of States Parties",
        "Total USD",
        "Issued",
        "Due",
        "Document",
    )
    assert len(rows) == 1 + 129 + 1
    assert rows[-1] == ("Total", None, None, 600_000, 400_000, 1_000_000, None, None, None)
    assert all((issued.folder / str(row[-1])).is_file() for row in rows[1:-1])
