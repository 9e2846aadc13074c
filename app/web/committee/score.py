"""A proposal's dossier with the member's review beside it: kept as a draft, given, or abstained from."""

from dataclasses import dataclass, replace

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.docket import Proposal
from app.dossier import Dossier
from app.reviewing import WHOLE, Mistakes, Typed, fingerprint, mistakes, save
from app.scoring_words import said_window
from app.store import reviews
from app.store.engine import LedgerDown
from app.store.reviews import DRAFT, Review
from app.text import translate
from app.web.committee.blueprint import blueprint
from app.web.committee.files import submission_of
from app.web.committee.scoring import error_lines, fields_of
from app.web.committee.typed import typed_before, typed_by_label, typed_in
from app.web.committee.visit import Visit, is_ours, out_of_date, tell_to_wait, visit
from app.web.here import here


@dataclass(frozen=True, slots=True)
class Page:
    """A proposal being read, the review that stands there, and what is typed into its page."""

    of: Visit
    proposal: Proposal
    dossier: Dossier
    review: Review | None
    typed: Typed


@blueprint.get("/<name>/<key>")
def read(name: str, key: str) -> Response:
    """The proposal, and what the member has said of it so far."""
    of = visit(name)
    page = _page(of, of.to_open(key))
    news = translate("Your draft is saved", of.language) if "saved" in request.args else ""
    return _shown(replace(page, typed=typed_before(page.review)), news=news)


@blueprint.post("/<name>/<key>")
def score(name: str, key: str) -> AnyResponse:
    """Keep the review and go on, or show what needs attention; nothing that was typed is lost on the way."""
    of = visit(name)
    page = _page(of, of.to_open(key))
    if "speak" in request.form:  # the same in another language
        return _shown(page)
    if not is_ours(of):
        return _shown(page, news=out_of_date(of), status=409)
    if not of.seat.scoring.is_open:
        return _shown(page, news=translate("What you sent was not saved", of.language), status=409)
    wrong = mistakes(of.call.criteria, page.typed, of.language)
    if wrong:
        return _shown(page, wrong=wrong, status=422)
    try:
        saved = save(here(), of.seat, page.proposal, page.typed)
    except LedgerDown:
        tell_to_wait(of.form)
    if saved.overtook:
        return _overtaken(page, saved.review)
    return redirect(_next(page), code=303)


def _next(page: Page) -> str:
    """Where it goes on: the same page after a draft, else the next proposal, else the queue."""
    of = page.of
    if page.typed.state == DRAFT:
        return of.address("read", key=page.proposal.key, saved="yes")
    following = of.seat.after(page.proposal.key)
    return of.address("read", key=following.key) if following else of.address("queue", given="yes")


def _page(of: Visit, proposal: Proposal) -> Page:
    with here().ledger.reading() as c:
        dossier = of.reading.dossier(c, submission_of(c, proposal))
        review = reviews.find(c, proposal.id, of.seat.member.id)
    return Page(of, proposal, dossier, review, typed_in(of.call.criteria))


def _overtaken(page: Page, standing: Review | None) -> Response:
    """The page as it was filled in, with what stands there: sending it again replaces that."""
    newer = replace(page, review=standing, typed=replace(page.typed, was=fingerprint(standing)))
    news = translate("Your review was changed in another window since you opened this page", page.of.language)
    return _shown(newer, news=news, theirs=typed_before(standing), status=409)


def _shown(
    page: Page, *, wrong: Mistakes | None = None, news: str = "", theirs: Typed | None = None, status: int = 200
) -> Response:
    of, criteria, found = page.of, page.of.call.criteria, wrong or Mistakes()
    fields = fields_of(criteria, page.typed, found, of.language)
    made = render_template(
        "committee/read.html",
        of=of,
        form=of.form,
        page=page,
        fields=fields,
        whole=page.typed.remarks.get(WHOLE, ""),
        whole_error=found.remarks.get(WHOLE, ""),
        standing=fields_of(criteria, typed_before(page.review), Mistakes(), of.language),
        theirs=fields_of(criteria, theirs, Mistakes(), of.language) if theirs else [],
        lines=error_lines(fields, found),
        was=page.typed.was or fingerprint(page.review),
        news=news,
        scoring=said_window(of.seat.scoring, of.language),
        unsaved=typed_by_label(of.form, of.language) if status == 409 and not of.seat.scoring.is_open else [],
        status=status,
    )
    return make_response(made, status)
