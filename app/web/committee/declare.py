"""Before a proposal is read for the first time, its reader says whether a conflict keeps them from it."""

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.reviewing import begin, declare
from app.store.engine import LedgerDown
from app.text import translate
from app.web.committee.blueprint import blueprint
from app.web.committee.queue import headed
from app.web.committee.visit import Visit, is_ours, out_of_date, tell_to_wait, visit
from app.web.here import here

NONE, CONFLICT = "none", "conflict"


@blueprint.get("/<name>/<key>/conflict")
def ask_conflict(name: str, key: str) -> Response:
    """Ask."""
    return _asked(visit(name), key)


@blueprint.post("/<name>/<key>/conflict")
def say_conflict(name: str, key: str) -> AnyResponse:
    """Open the proposal, or close it for good."""
    of = visit(name)
    proposal, said, reason = of.proposal(key), request.form.get("conflict", ""), request.form.get("reason", "")
    if not is_ours(of):
        return _asked(of, key, news=out_of_date(of), status=409)
    wrong = _wrong(said, reason, of.language)
    if wrong:
        return _asked(of, key, wrong, status=422)
    try:
        if said == CONFLICT:
            declare(here(), of.seat, proposal, reason)
            return redirect(of.address("queue", declared="yes"), code=303)
        if of.seat.is_to_read(proposal):
            begin(here(), of.seat, proposal)
    except LedgerDown:
        tell_to_wait(of.form)
    return redirect(of.address("read" if of.seat.is_to_read(proposal) else "others", key=key), code=303)


def _wrong(said: str, reason: str, language: str) -> dict[str, str]:
    """The mistakes by the name of their field."""
    if said not in {NONE, CONFLICT}:
        return {"conflict": translate("Say whether you have a conflict of interest", language)}
    if said == CONFLICT and not reason.strip():
        return {"reason": translate("Say in a few words what the conflict is", language)}
    return {}


def _asked(of: Visit, key: str, wrong: dict[str, str] | None = None, *, news: str = "", status: int = 200) -> Response:
    [(proposal, heading)] = headed(of, (of.proposal(key),))
    page = render_template(
        "committee/declare.html",
        of=of,
        form=of.form,
        proposal=proposal,
        heading=heading,
        said=request.form.get("conflict", NONE if of.seat.may_open(proposal) else ""),
        reason=request.form.get("reason", ""),
        wrong=wrong or {},
        news=news,
    )
    return make_response(page, status)
