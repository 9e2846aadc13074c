"""The shortlist job: freezes the ranking of a call's submissions and writes the committee's workbook."""

from app.context import Context
from app.review import make_shortlist
from jobs.work import Work


def write_shortlist(context: Context, work: Work) -> str:
    """Rank the submissions of the form named by the target; whoever asked last froze it."""
    return str(make_shortlist(context, work.target, work.items[-1].payload.get("who", "service")))
