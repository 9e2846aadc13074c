"""An amount as a packet says it."""

from decimal import Decimal

from forms.definition import Call


def said_money(amount: Decimal, call: Call) -> str:
    """25,000.00 USD."""
    return f"{amount:,.2f} {call.currency}"
