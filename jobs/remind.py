"""The remind job: asks for the reminders that are due of a call's grants."""

from app.context import Context
from app.grants.reminding import remind
from jobs.work import Work


def remind_grantees(context: Context, work: Work) -> str:
    """Ask for those of the call named by the target."""
    return remind(context, work.target)
