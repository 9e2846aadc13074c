"""Staff look at one grant: its money, what is owed and what came, its letters, its checklist, and what was done."""

from collections.abc import Mapping
from datetime import timedelta

from flask import render_template

from app.domain.grants.states import STATES, open_to
from app.grants.acting import parts_of
from app.grants.making import local_day
from app.grants.standing import Standing, standing_of
from app.store import grant_arrivals, grant_reminders, grants, submissions
from app.store.submissions import Submission
from app.web.grants.visit import NUMBER, blueprint, grant_here
from app.web.here import here
from forms.types.answers import at

AGAIN_WITHIN = timedelta(days=14)
"""In which a returned report is to come again, unless staff say another day."""


@blueprint.get(f"/{NUMBER}")
def show(grant: int) -> str:
    """One grant."""
    return page(grant)


def page(number: int, fault: str = "") -> str:
    """The page of a grant, with what an act on it was refused for."""
    with here().ledger.reading() as c:
        form, terms, grant = grant_here(c, number)
        standing, came = standing_of(c, terms, grant), grant_arrivals.of_grant(c, number)
        numbers = {kept.submission_id for kept in standing.reports.values() if kept.submission_id}
        sent = {one.id: one for one in submissions.numbered(c, {grant.submission_id, *numbers})}
        moves, reminded = grants.moves(c, number), grant_reminders.of_grant(c, number)
    today = local_day(form, here().now())
    return render_template(
        "staff/grants/one.html",
        form=form,
        grant=grant,
        standing=standing,
        parts=[(one, standing.instalments[one.name], standing.missing(one)) for one in parts_of(standing)],
        reports=[(one, standing.reports[one.name]) for one in terms.reports if one.name in standing.reports],
        came=came,
        sent=sent,
        starts=_begins(standing, sent),
        acts=open_to(grant.state, is_signed_for=bool(terms.agreement)),
        states=STATES,
        moves=moves[::-1],
        reminded=reminded[::-1],
        today=today,
        again=today + AGAIN_WITHIN,
        fault=fault,
    )


def _begins(standing: Standing, sent: Mapping[int, Submission]) -> str:
    """The first day of the agreement: as it is signed, else as who has the grant said."""
    if standing.grant.starts_on:
        return standing.grant.starts_on.isoformat()
    for report in standing.terms.reports:
        kept = standing.reports.get(report.name)
        came = sent.get(kept.submission_id or 0) if kept else None
        if report.starts and came:
            return str(at(came.answers, report.starts) or "")
    return ""
