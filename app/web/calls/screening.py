"""Staff go through what the rules made of each proposal, and confirm or override it with a reason."""

from collections.abc import Callable, Mapping

from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.proposals import Proposal, proposals_of
from app.screening import give_verdict
from app.store import submissions, verdicts
from app.store.screenings import UNSURE
from app.store.submissions import Submission
from app.store.verdicts import Verdict
from app.web.calls.visit import blueprint, call_here, done_or_told
from app.web.here import here

ON_A_PAGE = 100
MOST_PAGES = 100_000
SHOWN: Mapping[str, tuple[str, Callable[[Proposal], bool]]] = {
    "": ("all", lambda _: True),
    "settle": ("to settle", lambda one: one.standing in {UNSURE, "waiting"}),
    "barred": ("barred by a rule", lambda one: one.screening is not None and bool(one.screening.bars)),
    "unsure": ("with a rule that failed", lambda one: one.screening is not None and bool(one.screening.unsure)),
    "noted": ("with a note", lambda one: one.screening is not None and bool(one.screening.notes)),
    "overridden": (
        "overridden by staff",
        lambda one: one.screening is not None and one.screening.verdict not in {"", one.screening.by_rules},
    ),
    "stale": ("with a verdict on an earlier version", lambda one: one.screening is not None and one.screening.is_stale),
    "withdrawn": ("withdrawn", lambda one: one.is_withdrawn),
}
"""What staff can look at of a call."""


@blueprint.get("/<form>/screening")
def screening(form: str) -> str:
    """The proposals as the rules and staff have them."""
    compiled, call = call_here(form)
    show = request.args.get("show", "")
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    with here().ledger.reading() as c:
        every = proposals_of(c, form)
    chosen = [one for one in every if SHOWN[show][1](one)] if show in SHOWN else []
    return render_template(
        "staff/calls/screening.html",
        form=compiled.form,
        call=call,
        rows=chosen[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        filters=[(word, label, sum(map(fits, every))) for word, (label, fits) in SHOWN.items()],
        chosen=show,
        page=page,
        more=len(chosen) > page * ON_A_PAGE,
    )


@blueprint.get("/<form>/screening/<path:reference>")
def screened(form: str, reference: str) -> str:
    """One proposal: every rule, what came of it, and what staff said."""
    return _page(form, reference)


@blueprint.post("/<form>/screening/<path:reference>")
def decide_screening(form: str, reference: str) -> AnyResponse:
    """Confirm or override."""
    submission = _submission(form, reference)
    said = Verdict(request.form.get("verdict", ""), request.form.get("reason", "").strip()[:5000], g.staff)

    def deed() -> AnyResponse:
        give_verdict(here(), form, submission, said, seen=request.form.get("seen", ""))
        return redirect(url_for(".screened", form=form, reference=reference), code=303)

    return done_or_told(deed, lambda fault: _page(form, reference, fault, said))


def _page(form: str, reference: str, fault: str = "", said: Verdict | None = None) -> str:
    compiled, call = call_here(form)
    submission = _submission(form, reference)
    with here().ledger.reading() as c:
        one = next(one for one in proposals_of(c, form) if one.head.id == submission.id)
        given = verdicts.of_submission(c, submission.id)
    return render_template(
        "staff/calls/screened.html",
        form=compiled.form,
        call=call,
        one=one,
        given=given,
        fault=fault,
        said=said or (one.screening and Verdict(one.screening.verdict, one.screening.verdict_reason, "")),
    )


def _submission(form: str, reference: str) -> Submission:
    call_here(form)
    with here().ledger.reading() as c:
        found = submissions.with_reference(c, reference)
    if found is None or found.form != form or found.is_partial:
        raise NotFound
    return found
