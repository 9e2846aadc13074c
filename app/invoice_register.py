"""The register of a budget's invoices, made from what was frozen at their issue and from nothing else."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.store.invoices import Invoice
from connectors.ports import CellValue
from connectors.registers import Heading, day, write_register


def write_invoice_register(issued: Sequence[Invoice], path: Path) -> None:
    """One row an invoice, one column a pool, and the totals."""
    said = issued[0].document  # title, days, currency and pools are the same on all
    pools = [str(pool["pool"]) for pool in said["pools"]]
    headings = (
        Heading("Number", width=16),
        Heading("State", width=40),
        Heading("ISO 3166", width=10),
        *(Heading(pool, "money", 22) for pool in pools),
        Heading(f"Total {said['currency']}", "money", 16),
        Heading("Issued", "date", 12),
        Heading("Due", "date", 12),
        Heading("Document", width=24),
    )
    rows = [_row(invoice, pools) for invoice in issued]
    days = {word: day(date.fromisoformat(said[word])) for word in ("issued_on", "due_on")}
    subtitle = f"{len(rows)} invoices issued on {days['issued_on']}, due on {days['due_on']}"
    write_register(said["title"], subtitle, headings, rows, path)


def file_name(invoice: Invoice) -> str:
    """What the invoice's PDF is called."""
    return f"{invoice.number}_{invoice.debtor}.pdf"


def _row(invoice: Invoice, pools: Sequence[str]) -> tuple[CellValue, ...]:
    said = invoice.document
    by_pool = {line["pool"]: line["cents"] for line in said["lines"]}
    return (
        invoice.number,
        said["state"],
        invoice.debtor,
        *(Decimal(by_pool.get(pool, 0)) / 100 for pool in pools),
        Decimal(said["total_cents"]) / 100,
        date.fromisoformat(said["issued_on"]),
        date.fromisoformat(said["due_on"]),
        file_name(invoice),
    )
