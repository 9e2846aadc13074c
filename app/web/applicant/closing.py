"""Until when a draft is taken in, or its changes are, as each of its pages tells."""

from dataclasses import dataclass
from datetime import datetime

from app.drafting import is_let_in_late
from app.text import said_day, said_moment, translate
from app.web.applicant.dated import dated
from app.web.applicant.visit import Visit
from app.web.here import here
from forms.logic.admission import too_late_to_change, turned_away
from forms.schema import Problem


@dataclass(frozen=True, slots=True)
class Closing:
    """Until when, in words of the page; empty where that is never."""

    until: str
    is_past: bool  # of a form that takes what comes later as well
    over: str  # why nothing is taken any more, or not yet; empty while it is
    kept_until: str  # the day until which the answers stay


def closing_of(of: Visit) -> Closing:
    """What is told of a draft. Raises LedgerDown."""
    form, language = of.form, of.language
    moment, problem = _moment(of), over_by(of)
    until = said_moment(moment, form.zone, language) if moment else ""
    is_past = problem is None and moment is not None and here().now() > moment
    return Closing(until, is_past, _over(of, problem, until), said_day(of.draft.expires_at, form.zone, language))


def over_by(of: Visit) -> Problem | None:
    """Why nothing is taken at this moment, of a draft or of changes to what was sent; None while it is."""
    if of.opened.is_asked(here().now()) or is_let_in_late(here(), of.draft):
        return None
    return (too_late_to_change if of.draft.sent else turned_away)(of.form, here().now())


def _over(of: Visit, problem: Problem | None, until: str) -> str:
    if problem is None:
        return ""
    if of.draft.sent and until:
        return translate("Since %(closes)s what you sent can no longer be changed", of.language, {"closes": until})
    said = dated(problem, of.form, of.language)
    return translate(said.message, of.language, said.params)


def _moment(of: Visit) -> datetime | None:
    """When it is over: by the late link that lets the draft in, else by the form, or what staff asked for later."""
    if of.draft.late_until is not None and is_let_in_late(here(), of.draft):
        return of.draft.late_until
    closes = (of.draft.sent and of.form.edit_until) or of.form.closes
    asked = of.opened.allowed.asked
    return max(closes, asked.until) if closes and asked else closes
