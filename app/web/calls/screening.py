"""Staff go through what the rules made of each proposal, and what is still to be settled."""

from collections.abc import Callable, Mapping

from flask import render_template, request

from app.proposals import Proposal, proposals_of
from app.store.clarifications import ANSWERED, OPEN, OVERDUE
from app.store.screenings import UNSURE
from app.web.calls.visit import blueprint, call_here
from app.web.here import here

ON_A_PAGE = 100
MOST_PAGES = 100_000


def asked_standing(one: Proposal) -> str:
    """How it stands with what its applicant was asked for; empty where that is nothing, or it was withdrawn."""
    return one.asked.standing(here().now()) if one.asked and not one.is_withdrawn else ""


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
    "asked": ("waiting for the applicant", lambda one: asked_standing(one) == OPEN),
    "answered": ("answered by the applicant", lambda one: asked_standing(one) == ANSWERED),
    "overdue": ("whose applicant did not answer", lambda one: asked_standing(one) == OVERDUE),
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
        asked_standing=asked_standing,
        more=len(chosen) > page * ON_A_PAGE,
    )
