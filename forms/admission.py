"""When a form takes submissions: from its opening to its closing, and afterwards only where it says so."""

from datetime import datetime

from forms import messages
from forms.definition import NO_TEXT, Form
from forms.logic import Problem


def turned_away(form: Form, now: datetime) -> Problem | None:
    """Why nothing is taken at this moment; None when something is. The moments are in the form's zone."""
    if form.opens is not None and now < form.opens:
        return Problem("", NO_TEXT, messages.NOT_OPEN, {"opens": f"{form.opens:%Y-%m-%d %H:%M %Z}"})
    if form.closes is not None and now > form.closes and not form.accepts_late:
        return Problem("", NO_TEXT, messages.CLOSED, {"closes": f"{form.closes:%Y-%m-%d %H:%M %Z}"})
    return None
