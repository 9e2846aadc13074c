"""What others of the committee say of what the member reviewed, once nobody scores any more."""

from flask import Response, make_response, render_template

from app.committee import said_by_others
from app.reviewing import Mistakes
from app.store import reviews
from app.web.committee.blueprint import blueprint
from app.web.committee.queue import headed
from app.web.committee.scoring import fields_of
from app.web.committee.typed import typed_before
from app.web.committee.visit import Visit, visit
from app.web.here import here


@blueprint.get("/<name>/scores")
def scores(name: str) -> Response:
    """Every proposal of which the member may see it, with how many have scored it."""
    of = visit(name)
    if not of.seat.compared:
        return _not_yet(of)
    rows = headed(of, of.seat.compared)
    return make_response(render_template("committee/scores.html", of=of, form=of.form, rows=rows))


@blueprint.get("/<name>/<key>/scores")
def others(name: str, key: str) -> Response:
    """What each of the others says of one, and what the member said."""
    of = visit(name)
    proposal = of.proposal(key)
    if proposal not in of.seat.compared:
        return _not_yet(of)
    [(_, heading)] = headed(of, (proposal,))
    with here().ledger.reading() as c:
        found, own = said_by_others(c, of.seat, proposal), reviews.find(c, proposal.id, of.seat.member.id)
    said = [*([(of.seat.member.name, own)] if own else []), *found]
    criteria = of.call.criteria
    page = render_template(
        "committee/others.html",
        of=of,
        form=of.form,
        proposal=proposal,
        heading=heading,
        said=[(who, one, fields_of(criteria, typed_before(one), Mistakes(), of.language)) for who, one in said],
    )
    return make_response(page)


def _not_yet(of: Visit) -> Response:
    return make_response(render_template("committee/not_yet.html", of=of, form=of.form, seat=of.seat), 403)
