"""The shortlist job: ranks a call's submissions and writes the committee's workbook."""

from app.context import Context
from app.review import make_shortlist
from jobs.work import Work


def write_shortlist(context: Context, work: Work) -> str:
    """Rank the submissions of the form named by the target."""
    return str(make_shortlist(context, work.target))
