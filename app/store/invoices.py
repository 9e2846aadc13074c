"""Invoices: what was issued, to whom, over how much, frozen as it was issued."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy import insert as insert_row

from app.store.tables import invoices


@dataclass(frozen=True, slots=True)
class Invoice:
    """One issued invoice; `document` holds all that its PDF says. The database refuses to change or delete it."""

    id: int
    budget: str
    debtor: str
    number: str
    amount_cents: int
    currency: str
    document: Mapping[str, Any]
    pdf_sha256: str
    issued_on: date


def insert(
    connection: Connection,
    *,
    budget: str,
    debtor: str,
    number: str,
    amount_cents: int,
    currency: str,
    document: Mapping[str, Any],
    pdf_sha256: str,
    issued_on: date,
) -> Invoice:
    """Keep an issued invoice; a second one for the same debtor and budget is refused by the database."""
    values: dict[str, Any] = {
        "budget": budget,
        "debtor": debtor,
        "number": number,
        "amount_cents": amount_cents,
        "currency": currency,
        "document": dict(document),
        "pdf_sha256": pdf_sha256,
        "issued_on": issued_on,
    }
    identity = connection.execute(insert_row(invoices).values(**values).returning(invoices.c.id)).scalar_one()
    return Invoice(id=identity, **values)


def of_budget(connection: Connection, budget: str) -> list[Invoice]:
    """Every invoice of a budget as they were numbered."""
    query = select(invoices).where(invoices.c.budget == budget).order_by(invoices.c.id)
    return [Invoice(**row._asdict()) for row in connection.execute(query)]


def of_others(connection: Connection, budget: str) -> list[Invoice]:
    """Every invoice of the other budgets as they were numbered."""
    query = select(invoices).where(invoices.c.budget != budget).order_by(invoices.c.id)
    return [Invoice(**row._asdict()) for row in connection.execute(query)]
