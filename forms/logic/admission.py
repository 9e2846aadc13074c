"""Whether a form takes a submission: when it is open, until when it can be changed, what there can be one of."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forms.definition import NO_TEXT, Form
from forms.logic.logic import Problem
from forms.types import messages
from forms.types.answers import at
from forms.types.blank import is_blank


def turned_away(form: Form, now: datetime) -> Problem | None:
    """Why nothing is taken at this moment; None when something is. The moments are in the form's zone."""
    if form.opens is not None and now < form.opens:
        return Problem("", NO_TEXT, messages.NOT_OPEN, {"opens": f"{form.opens:%Y-%m-%d %H:%M %Z}"})
    if form.closes is not None and now > form.closes and not form.accepts_late:
        return Problem("", NO_TEXT, messages.CLOSED, {"closes": f"{form.closes:%Y-%m-%d %H:%M %Z}"})
    return None


def too_late_to_change(form: Form, now: datetime) -> Problem | None:
    """Why a submission can be changed no more; None while it can: until `edit_until`, else as long as one can send."""
    if form.edit_until is None:
        return turned_away(form, now)
    if now > form.edit_until:
        return Problem("", NO_TEXT, messages.CLOSED, {"closes": f"{form.edit_until:%Y-%m-%d %H:%M %Z}"})
    return None


def subject_of(form: Form, answers: Mapping[str, Any]) -> str | None:
    """The digest of the answers that only one submission may have; None where the form has none or one is missing."""
    given = [at(answers, path) for path in form.one_per]
    if not given or any(is_blank(one) for one in given):
        return None
    said = json.dumps([one.casefold() if isinstance(one, str) else one for one in given], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
