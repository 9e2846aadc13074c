"""Contribution invoices: numbered without gaps and frozen in one transaction, then printed from what was frozen."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.assessment import AssessmentError, Pool, Share, assess
from app.domain.invoice import digest, document, money
from app.store import audit, invoices, numbers
from app.store.invoices import Invoice
from connectors.documents import render_pdf
from connectors.errors import ConnectorError
from connectors.registers import Heading, day, write_register
from connectors.workbooks import write_atomically
from forms.budget import Budget, load_budget


@dataclass(frozen=True, slots=True)
class Issued:
    """What stands issued for a budget."""

    invoices: tuple[Invoice, ...]
    new: int
    folder: Path
    register: Path
    total_cents: int

    def __str__(self) -> str:
        total = money(self.total_cents)
        return f"{len(self.invoices)} invoices over {total}, {self.new} of them new; register {self.register.name}"


def issue_invoices(context: Context, budget_name: str) -> Issued:
    """Issue what the budget still lacks, print what is not printed, and write the register; safe to repeat.

    Raises ConnectorError when the budget cannot be apportioned, or was changed since its first invoice.
    """
    budget = load_budget(context.settings.forms_dir, budget_name)
    try:
        shares = assess_budget(budget)
    except AssessmentError as fault:
        raise ConnectorError(str(fault), permanent=True) from fault
    with context.ledger.writing() as connection:
        new = _issue(context, connection, budget, shares)
        issued = tuple(invoices.of_budget(connection, budget.name))
    folder = context.settings.documents / "invoices"
    for invoice in issued:
        _print(invoice, folder)
    register = context.settings.documents / f"register-{budget.name}.xlsx"
    _write_register(budget, issued, register)
    return Issued(issued, new, folder, register, sum(invoice.amount_cents for invoice in issued))


def assess_budget(budget: Budget) -> dict[str, list[Share]]:
    """Every state's shares, in the order of the pools. Raises AssessmentError."""
    by_state: dict[str, list[Share]] = defaultdict(list)
    for pool in budget.pools:
        sharing = Pool(pool.name, pool.amount_cents, budget.sharing(pool), pool.ceiling_percent, pool.floor_cents)
        for share in assess(sharing, budget.rates):
            by_state[share.state].append(share)
    return dict(sorted(by_state.items()))


def _issue(context: Context, connection: Connection, budget: Budget, by_state: Mapping[str, list[Share]]) -> int:
    standing = {invoice.debtor: invoice.amount_cents for invoice in invoices.of_budget(connection, budget.name)}
    _require_same(budget, standing, by_state)
    lacking = [(state, shares) for state, shares in by_state.items() if state not in standing]
    for state, shares in lacking:
        number = budget.number.format(
            year=budget.year, number=numbers.next_number(connection, f"invoices-{budget.year}")
        )
        cents = sum(share.cents for share in shares)
        invoices.insert(
            connection,
            budget=budget.name,
            debtor=state,
            number=number,
            amount_cents=cents,
            currency=budget.currency,
            document=document(budget, number, state, shares, context.settings.organisation),
            issued_on=budget.issued_on,
        )
    if lacking:
        details = {"invoices": len(lacking)}
        audit.record(
            connection, who="service", act="invoices issued", what=budget.name, now=context.now(), details=details
        )
    return len(lacking)


def _require_same(budget: Budget, standing: Mapping[str, int], by_state: Mapping[str, list[Share]]) -> None:
    """What stands issued must be what the budget says now: more invoices beside it would not sum to the budget."""
    due = {state: sum(share.cents for share in shares) for state, shares in by_state.items()}
    other = sorted(state for state, cents in standing.items() if due.get(state) != cents)
    if other:
        raise ConnectorError(
            f"{budget.name!r} was changed after its invoices were issued ({', '.join(other[:5])} …): "
            "undo the change, or put it into a budget of another name",
            permanent=True,
        )


def _print(invoice: Invoice, folder: Path) -> None:
    path = folder / f"{invoice.number}_{invoice.debtor}.pdf"
    if not path.exists():
        if invoice.document.get("sha256") != digest(invoice.document):
            raise ConnectorError(f"{invoice.number} is not as it was issued; it is not printed", permanent=True)
        write_atomically(path, render_pdf("invoice", invoice.document))


def _write_register(budget: Budget, issued: tuple[Invoice, ...], path: Path) -> None:
    headings = (
        Heading("Number", width=16),
        Heading("State", width=40),
        Heading("ISO 3166", width=10),
        *(Heading(pool.name, "money", 22) for pool in budget.pools),
        Heading(f"Total {budget.currency}", "money", 16),
        Heading("Issued", "date", 12),
        Heading("Due", "date", 12),
        Heading("Document", width=24),
    )
    rows = [_row(budget, invoice) for invoice in issued]
    subtitle = f"{len(rows)} invoices issued on {day(budget.issued_on)}, due on {day(budget.due_on)}"
    write_register(budget.title, subtitle, headings, rows, path)


def _row(budget: Budget, invoice: Invoice) -> tuple[Any, ...]:
    by_pool = {line["pool"]: Decimal(line["amount"].replace(",", "")) for line in invoice.document["lines"]}
    return (
        invoice.number,
        invoice.document["state"],
        invoice.debtor,
        *(by_pool.get(pool.name, Decimal(0)) for pool in budget.pools),
        Decimal(invoice.amount_cents) / 100,
        invoice.issued_on,
        date.fromisoformat(invoice.document["due_on"]),
        f"{invoice.number}_{invoice.debtor}.pdf",
    )
