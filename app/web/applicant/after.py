"""A draft as a whole: its list of sections, and once it was sent the confirmation, its state, its withdrawal."""

from dataclasses import replace

from flask import Response, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app import withdrawing
from app.copies import Copy, copy_of_submission, copy_pdf, file_name
from app.journey import LONG, Way, first_open, way_of
from app.present import presented
from app.web.applicant.blueprint import blueprint
from app.web.applicant.closing import over_by
from app.web.applicant.sent import Sent, is_mailed, sent_of
from app.web.applicant.visit import Visit, is_ours, visit
from app.web.here import here


@blueprint.get("/f/<name>/<key>/")
def at(name: str, key: str) -> AnyResponse:
    """Where this draft is: what was sent and its state, the list of sections, or the first questions."""
    of = visit(name, key)
    sent = sent_of(of)
    if sent and (sent.is_withdrawn or "list" not in request.args):
        return make_response(render_template("apply/status.html", of=of, form=of.form, sent=sent))
    way = _way(of)
    first = first_open(way) if over_by(of) is None else None
    if len(way) < LONG and "list" not in request.args:
        return redirect(of.address("ask", step=first.name) if first else of.address("check"), code=303)
    return make_response(
        render_template("apply/list.html", of=of, form=of.form, way=way, is_ready=first_open(way) is None)
    )


@blueprint.get("/f/<name>/<key>/done")
def done(name: str, key: str) -> AnyResponse:
    """The confirmation: the reference and what happens next, or that staff look at it first."""
    of = visit(name, key)
    sent = _require_sent(of)
    if sent.is_withdrawn:
        return redirect(of.address("at"), code=303)
    page = "apply/done.html" if sent.submission else "apply/received.html"
    return make_response(render_template(page, of=of, form=of.form, sent=sent, is_mailed=is_mailed(of, sent)))


@blueprint.get("/f/<name>/<key>/sent")
def see(name: str, key: str) -> Response:
    """What was sent, to be read."""
    of = visit(name, key)
    sent = _require_sent(of)
    page = render_template("apply/sent.html", of=of, form=of.form, sent=sent, copy=_copy(of, sent))
    return make_response(page)


@blueprint.get("/f/<name>/<key>/copy.pdf")
def copy(name: str, key: str) -> Response:
    """What was sent, as a PDF to keep."""
    of = visit(name, key)
    made = _copy(of, _require_sent(of))
    answer = make_response(copy_pdf(made))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(made.reference)}"'
    return answer


@blueprint.route("/f/<name>/<key>/withdraw", methods=["GET", "POST"])
def withdraw(name: str, key: str) -> AnyResponse:
    """Ask whether it is meant, then withdraw what was sent."""
    of = visit(name, key)
    sent = _require_sent(of)
    if not sent.may_change:
        return redirect(of.address("at"), code=303)
    if request.method == "POST" and is_ours(of):
        withdrawing.withdraw(here(), of.draft)
        return redirect(of.address("at"), code=303)
    return make_response(render_template("apply/withdraw.html", of=of, form=of.form, sent=sent))


def _copy(of: Visit, sent: Sent) -> Copy:
    """What was sent as its applicant reads it; staff have taken it in."""
    if sent.submission is None:
        raise NotFound
    [present] = presented(of.compiled, [sent.submission], here().earlier)
    kept = replace(sent.submission, answers=present.answers)
    return copy_of_submission(of.compiled, kept, of.language, here().settings.organisation)


def _way(of: Visit) -> Way:
    checked = of.check(of.draft.answers)
    return way_of(of.compiled, of.draft.answers, of.draft.visited, checked, of.opened.allowed.only)


def _require_sent(of: Visit) -> Sent:
    found = sent_of(of)
    if found is None:
        raise NotFound
    return found
