"""An invoice as it is frozen: every word of its PDF, and a digest by which a later change would show."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.domain.assessment import CAPPED, FLOORED, Share
from forms.budget import Budget, BudgetPool


def document(budget: Budget, number: str, state: str, shares: Sequence[Share], organisation: str) -> dict[str, Any]:
    """All that the PDF says, JSON-ready, with its own digest under `sha256`."""
    pools = {pool.name: pool for pool in budget.pools}
    said = {
        "organisation": organisation,
        "title": budget.title,
        "number": number,
        "state": budget.names[state],
        "year": str(budget.year),
        "issued_on": budget.issued_on.isoformat(),
        "due_on": budget.due_on.isoformat(),
        "currency": budget.currency,
        "scale_period": budget.scale_period,
        "total": money(sum(share.cents for share in shares)),
        "lines": [_line(share, pools[share.pool]) for share in shares],
        "steps": [*(_step(budget, share, pools[share.pool]) for share in shares), *_why(budget, state)],
        "payable_to": dict(budget.payable_to),
        "note": budget.note,
    }
    return said | {"sha256": digest(said)}


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document's JSON, its own digest left out."""
    said = {word: value for word, value in document.items() if word != "sha256"}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def money(cents: int) -> str:
    """Cents as an amount, like 1,234.50."""
    return f"{Decimal(cents) / 100:,.2f}"


def _line(share: Share, pool: BudgetPool) -> dict[str, str]:
    return {
        "pool": share.pool,
        "pool_total": money(pool.amount_cents),
        "rate": f"{share.rate:.3f}",
        "percent": f"{share.percent:.4f}",
        "how": share.how,
        "amount": money(share.cents),
    }


def _step(budget: Budget, share: Share, pool: BudgetPool) -> str:
    beginning = f"{share.pool}: the rate of {share.rate:.3f} % is set against the rates of all "
    beginning += f"{len(budget.sharing(pool))} participants"
    endings = {
        CAPPED: f"; the result is above the ceiling of {pool.ceiling_percent} % and is reduced to it.",
        FLOORED: f"; the result is below the floor of {money(pool.floor_cents)} and is raised to it.",
    }
    return beginning + endings.get(share.how, "; what ceilings and floors leave over is shared in the same proportion.")


def _why(budget: Budget, state: str) -> list[str]:
    """Where the rate comes from, for a state that has no row in the scale."""
    return [f"Rate: {budget.rate_reasons[state]}"] if state in budget.rate_reasons else []
