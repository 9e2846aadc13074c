"""A member's queue: what they are to read, how far they are, and which comes next."""

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.docket import Proposal
from app.dossier import Heading
from app.reviewing import Mistakes
from app.scoring_words import said_window
from app.store import submissions
from app.web.committee.blueprint import blueprint
from app.web.committee.scoring import fields_of
from app.web.committee.typed import typed_before
from app.web.committee.visit import Visit, visit
from app.web.here import here


@blueprint.get("/<name>")
def queue(name: str) -> AnyResponse:
    """What there is to read, and how to score it; for the chair, who has given how many. Donors have a list instead."""
    of = visit(name)
    if of.seat.member.is_donor:
        return redirect(of.address("comment"), code=303)
    page = render_template(
        "committee/queue.html",
        of=of,
        form=of.form,
        seat=of.seat,
        rows=headed(of, of.seat.to_read),
        following=of.seat.after(),
        scoring=said_window(of.seat.scoring, of.language),
        is_declared="declared" in request.args,
        criteria=fields_of(of.call.criteria, typed_before(None), Mistakes(), of.language),
        is_given="given" in request.args,
    )
    return make_response(page)


def headed(of: Visit, proposals: tuple[Proposal, ...]) -> list[tuple[Proposal, Heading]]:
    """Proposals with what they are called."""
    with here().ledger.reading() as c:
        found = of.reading.headings(submissions.numbered(c, (one.id for one in proposals)))
    return [(one, found[one.id]) for one in proposals if one.id in found]
