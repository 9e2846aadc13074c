"""Contribution invoices: numbered without gaps and frozen in one transaction, then printed from what was frozen."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.assessment import CAPPED, FLOORED, AssessmentError, Pool, Share, assess
from app.store import audit, invoices, numbers
from app.store.invoices import Invoice
from connectors.documents import render_pdf
from connectors.errors import ConnectorError
from connectors.registers import Heading, day, write_register
from connectors.workbooks import write_atomically
from forms.budget import Budget, BudgetPool, load_budget


@dataclass(frozen=True, slots=True)
class Issued:
    """What stands issued for a budget."""

    invoices: tuple[Invoice, ...]
    new: int
    folder: Path
    register: Path
    total_cents: int

    def __str__(self) -> str:
        total = _money(self.total_cents)
        return f"{len(self.invoices)} invoices over {total}, {self.new} of them new; register {self.register.name}"


def issue_invoices(context: Context, budget_name: str) -> Issued:
    """Issue what the budget still lacks, print what is not printed, and write the register; safe to repeat.

    Raises ConnectorError when the budget cannot be apportioned.
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
        for share in assess(_pool(budget, pool), budget.rates):
            by_state[share.state].append(share)
    return dict(sorted(by_state.items()))


def _pool(budget: Budget, pool: BudgetPool) -> Pool:
    states = budget.parties if pool.participants == "parties" else budget.parties + budget.participants
    return Pool(pool.name, pool.amount_cents, tuple(states), pool.ceiling_percent, pool.floor_cents)


def _issue(context: Context, connection: Connection, budget: Budget, by_state: Mapping[str, list[Share]]) -> int:
    standing = {invoice.debtor for invoice in invoices.of_budget(connection, budget.name)}
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
            document=_document(context, budget, number, state, shares),
            issued_on=budget.issued_on,
        )
    if lacking:
        details = {"invoices": len(lacking)}
        audit.record(
            connection, who="service", act="invoices issued", what=budget.name, now=context.now(), details=details
        )
    return len(lacking)


def _document(context: Context, budget: Budget, number: str, state: str, shares: list[Share]) -> dict[str, Any]:
    """All that the PDF says, in words: the frozen truth of the invoice."""
    pools = {pool.name: pool for pool in budget.pools}
    return {
        "organisation": context.settings.organisation,
        "title": budget.title,
        "number": number,
        "state": budget.names[state],
        "year": str(budget.year),
        "issued_on": budget.issued_on.isoformat(),
        "due_on": budget.due_on.isoformat(),
        "currency": budget.currency,
        "scale_period": budget.scale_period,
        "total": _money(sum(share.cents for share in shares)),
        "lines": [
            {
                "pool": share.pool,
                "pool_total": _money(pools[share.pool].amount_cents),
                "rate": f"{share.rate:.3f}",
                "percent": f"{share.percent:.4f}",
                "how": share.how,
                "amount": _money(share.cents),
            }
            for share in shares
        ],
        "steps": [_step(budget, share, pools[share.pool]) for share in shares],
        "payable_to": dict(budget.payable_to),
    }


def _step(budget: Budget, share: Share, pool: BudgetPool) -> str:
    count = len(_pool(budget, pool).participants)
    beginning = f"{share.pool}: the rate of {share.rate:.3f} % is set against the rates of all {count} participants"
    endings = {
        CAPPED: f"; the result is above the ceiling of {pool.ceiling_percent} % and is reduced to it.",
        FLOORED: f"; the result is below the floor of {_money(pool.floor_cents)} and is raised to it.",
    }
    return beginning + endings.get(share.how, "; what ceilings and floors leave over is shared in the same proportion.")


def _print(invoice: Invoice, folder: Path) -> None:
    path = folder / f"{invoice.number}_{invoice.debtor}.pdf"
    if not path.exists():
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
        budget.due_on,
        f"{invoice.number}_{invoice.debtor}.pdf",
    )


def _money(cents: int) -> str:
    return f"{Decimal(cents) / 100:,.2f}"
