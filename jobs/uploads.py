"""The uploads job: gives up files of applicants of which no further part has come for a day."""

from app.context import Context
from app.uploading import remove_old
from jobs.work import Work


def give_up_uploads(context: Context, _work: Work) -> str:
    """A sender who comes back later begins anew."""
    return f"{remove_old(context.settings, context.now())} removed"
