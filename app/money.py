"""Contribution invoices: numbered without gaps, printed and frozen in one transaction; files follow what was frozen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.assessment import AssessmentError, Pool, Share, assess
from app.domain.invoice import changed, digest, document, money, total_cents
from app.invoice_register import file_name, write_invoice_register
from app.store import audit, invoices, numbers
from app.store.invoices import Invoice
from connectors.documents import render_pdf
from connectors.errors import ConnectorError
from connectors.workbooks import write_atomically
from forms.reading.budget import Budget, load_budget

EVERY_YEAR = "invoice:"  # no form's series has a colon


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
    """Issue a budget's invoices once, write the PDFs that are missing, and the register; safe to repeat.

    Raises ConnectorError when the budget cannot be apportioned or printed (then nothing is numbered), when it was
    changed since its invoices were issued, and when an invoice or its PDF is not as it was issued.
    """
    budget = load_budget(context.settings.forms_dir, budget_name)
    by_state = assess_budget(budget)
    with context.ledger.writing() as connection:
        numbers.hold(connection, EVERY_YEAR)  # budgets are issued one after another: each must see the others
        issued = tuple(invoices.of_budget(connection, budget.name))
        new = () if issued else _issue(context, connection, budget, by_state)
    _require_as_issued(issued)
    _require_same(budget, issued, by_state)
    standing = issued or new
    folder = context.settings.documents / "invoices"
    for invoice in standing:
        _write_pdf(invoice, folder)
    register = context.settings.documents / f"register-{budget.name}.xlsx"
    write_invoice_register(standing, register)
    return Issued(standing, len(new), folder, register, sum(invoice.amount_cents for invoice in standing))


def assess_budget(budget: Budget) -> dict[str, list[Share]]:
    """Every state's shares, in the order of the pools. Raises ConnectorError."""
    by_state: dict[str, list[Share]] = defaultdict(list)
    for pool in budget.pools:
        sharing = Pool(pool.name, pool.amount_cents, budget.sharing(pool), pool.ceiling_percent, pool.floor_cents)
        try:
            shares = assess(sharing, budget.rates)
        except AssessmentError as fault:
            raise ConnectorError(f"{budget.name!r}: {fault}", permanent=True) from fault
        for share in shares:
            by_state[share.state].append(share)
    return dict(sorted(by_state.items()))


def _series(budget: Budget) -> str:
    """Numbers start again each year only where they tell the year."""
    return f"{EVERY_YEAR}{budget.year}" if "{year" in budget.number else EVERY_YEAR


def _issue(
    context: Context, connection: Connection, budget: Budget, by_state: Mapping[str, Sequence[Share]]
) -> tuple[Invoice, ...]:
    """All invoices of the budget or none: one that cannot be printed takes back the numbers of all."""
    others = invoices.of_others(connection, budget.name)
    _require_not_billed(budget, others)
    taken = {invoice.number: invoice.budget for invoice in others}
    new = tuple(_new(context, connection, budget, shares, taken) for shares in by_state.values())
    total = sum(invoice.amount_cents for invoice in new)
    details = {"invoices": len(new), "first": new[0].number, "last": new[-1].number, "cents": total}
    audit.record(connection, who="service", act="invoices issued", what=budget.name, now=context.now(), details=details)
    return new


def _new(
    context: Context, connection: Connection, budget: Budget, shares: Sequence[Share], taken: Mapping[str, str]
) -> Invoice:
    number = budget.number.format(year=budget.year, number=numbers.next_number(connection, _series(budget)))
    if number in taken:
        raise ConnectorError(
            f"nothing was issued: {number} is the number of an invoice of {taken[number]!r} already; "
            f"give {budget.name!r} another pattern under `number`",
            permanent=True,
        )
    said = document(budget, number, shares[0].state, shares, context.settings.organisation)
    return invoices.insert(
        connection,
        budget=budget.name,
        debtor=shares[0].state,
        number=number,
        amount_cents=total_cents(shares),
        currency=budget.currency,
        document=said,
        pdf_sha256=sha256(_pdf(said, "nothing was issued")).hexdigest(),
        issued_on=budget.issued_on,
    )


def _require_not_billed(budget: Budget, others: Sequence[Invoice]) -> None:
    """A pool is billed once a year, whatever the budget is called that it stands in."""
    names = {pool.name.casefold() for pool in budget.pools}
    for invoice in others:
        said = invoice.document
        shared = [line["pool"] for line in said["lines"] if line["pool"].casefold() in names]
        if shared and said["year"] == str(budget.year):
            raise ConnectorError(
                f"nothing was issued: {shared[0]!r} of {budget.year} was billed with {invoice.budget!r} already "
                f"({invoice.number} and others)",
                permanent=True,
            )


def _require_as_issued(issued: Sequence[Invoice]) -> None:
    """What stands in the ledger must be what was frozen: the document by its digest, the row by the document."""
    for invoice in issued:
        said = invoice.document
        row = (invoice.budget, invoice.debtor, invoice.number, invoice.amount_cents, invoice.currency)
        frozen = tuple(said.get(word) for word in ("budget", "debtor", "number", "total_cents", "currency"))
        same = row == frozen and said.get("issued_on") == invoice.issued_on.isoformat()
        if not same or said.get("sha256") != digest(said):
            raise ConnectorError(
                f"{invoice.number} is not as it was issued; nothing is printed from it", permanent=True
            )


def _require_same(budget: Budget, issued: Sequence[Invoice], by_state: Mapping[str, Sequence[Share]]) -> None:
    """What stands issued must be what the budget says now: files and register would contradict it otherwise."""
    states = {invoice.debtor for invoice in issued}
    words = {word for one in issued for word in changed(one.document, budget, by_state.get(one.debtor, ()))}
    if issued and states != set(by_state):
        words.add(f"states ({', '.join(sorted(states ^ set(by_state)))})")
    if words:
        raise ConnectorError(
            f"{budget.name!r} was changed after its invoices were issued: {', '.join(sorted(words))}. "
            "Undo the change; what was issued stays as it is",
            permanent=True,
        )


def _write_pdf(invoice: Invoice, folder: Path) -> None:
    """Write the PDF where it is missing; one that differs from what was issued is left for people to look at."""
    path = folder / file_name(invoice)
    if path.exists():
        _require_hash(invoice, path.read_bytes(), f"{path} is not the file that was issued; move it away")
        return
    pdf = _pdf(invoice.document, "it was issued but is not written")
    _require_hash(invoice, pdf, f"{path} is lost and cannot be printed as it was issued; fetch it from a backup")
    write_atomically(path, pdf)


def _require_hash(invoice: Invoice, pdf: bytes, said: str) -> None:
    if sha256(pdf).hexdigest() != invoice.pdf_sha256:
        raise ConnectorError(f"{said} (SHA-256 as issued: {invoice.pdf_sha256})", permanent=True)


def _pdf(said: Mapping[str, Any], consequence: str) -> bytes:
    try:
        return render_pdf("invoice", said)
    except ConnectorError as fault:
        who = f"{said['number']} to {said['state']}"
        raise ConnectorError(f"{consequence}: invoice {who}: {fault}", permanent=True) from fault
