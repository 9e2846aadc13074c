"""The invoice job: numbers, freezes and prints the contribution invoices of one budget."""

from app.context import Context
from app.money import issue_invoices
from jobs.work import Work


def print_invoices(context: Context, work: Work) -> str:
    """Issue what the budget named by the target still lacks, then its PDFs and register."""
    return str(issue_invoices(context, work.target))
