"""An invoice as it is frozen: every word of its PDF, its cents, and a digest by which a later change would show."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.domain.assessment import CAPPED, FLOORED, Share
from forms.reading.budget import Budget
from forms.reading.budget_part import BudgetPool


def terms(budget: Budget) -> dict[str, Any]:
    """What all invoices of a budget have in common, JSON-ready."""
    return {
        "budget": budget.name,
        "title": budget.title,
        "year": str(budget.year),
        "issued_on": budget.issued_on.isoformat(),
        "due_on": budget.due_on.isoformat(),
        "currency": budget.currency,
        "scale_period": budget.scale_period,
        "pools": [{"pool": pool.name, "cents": pool.amount_cents} for pool in budget.pools],
        "payable_to": dict(budget.payable_to),
        "note": budget.note,
    }


def document(budget: Budget, number: str, state: str, shares: Sequence[Share], organisation: str) -> dict[str, Any]:
    """All that the PDF and the register say, with its own digest under `sha256`."""
    pools = {pool.name: pool for pool in budget.pools}
    cents = total_cents(shares)
    said = terms(budget) | {
        "organisation": organisation,
        "number": number,
        "debtor": state,
        "state": budget.names[state],
        "total": money(cents),
        "total_cents": cents,
        "lines": [_line(share, pools[share.pool]) for share in shares],
        "steps": [*(_step(budget, share, pools[share.pool]) for share in shares), *_why(budget, state)],
    }
    return said | {"sha256": digest(said)}


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document's JSON, its own digest left out."""
    said = {word: value for word, value in document.items() if word != "sha256"}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def total_cents(shares: Iterable[Share]) -> int:
    """What a state owes of all pools together."""
    return sum(share.cents for share in shares)


def changed(frozen: Mapping[str, Any], budget: Budget, shares: Sequence[Share]) -> list[str]:
    """The words of a frozen document that the budget would say otherwise now."""
    said = [word for word, value in terms(budget).items() if frozen.get(word) != value]
    issued = [(line["pool"], line["cents"]) for line in frozen["lines"]]
    return said + (["amounts"] if issued != [(share.pool, share.cents) for share in shares] else [])


def money(cents: int) -> str:
    """Cents as an amount, like 1,234.50."""
    return f"{Decimal(cents) / 100:,.2f}"


def _line(share: Share, pool: BudgetPool) -> dict[str, Any]:
    return {
        "pool": share.pool,
        "pool_total": money(pool.amount_cents),
        "rate": f"{share.rate:f}",
        "percent": f"{share.percent:.4f}",
        "how": share.how,
        "amount": money(share.cents),
        "cents": share.cents,
    }


def _step(budget: Budget, share: Share, pool: BudgetPool) -> str:
    beginning = f"{share.pool}: the rate of {share.rate:f} % is set against the rates of all "
    beginning += f"{len(budget.sharing(pool))} participants"
    endings = {
        CAPPED: f"; the result is above the ceiling of {pool.ceiling_percent} % and is reduced to it.",
        FLOORED: f"; the result is below the floor of {money(pool.floor_cents)} and is raised to it.",
    }
    return beginning + endings.get(share.how, "; what ceilings and floors leave over is shared in the same proportion.")


def _why(budget: Budget, state: str) -> list[str]:
    """Where the rate comes from, for a state that has no row in the scale."""
    return [f"Rate: {budget.rate_reasons[state]}"] if state in budget.rate_reasons else []
