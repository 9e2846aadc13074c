"""The screen job: runs a call's rules on the proposals that changed, or on all where the rules did."""

from app.context import Context
from app.screening import screen
from jobs.work import Work


def screen_proposals(context: Context, work: Work) -> str:
    """Screen what the form named by the target has."""
    return screen(context, work.target)
