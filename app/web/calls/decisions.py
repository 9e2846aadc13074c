"""Staff write down what is decided of each proposal, and release all of it in one act."""

from decimal import Decimal

from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.commenting import heard
from app.decisions import decide, lines_of, take_back
from app.decisions_by_list import Asked, decide_by_list
from app.domain.decisions import LONGEST, OUTCOMES, Said
from app.releasing import LONGEST_MINUTES, Release, fingerprint, pending_of, release
from app.store import audit, members, shortlists
from app.store import decisions as kept
from app.web.calls.visit import blueprint, call_here, done_or_told
from app.web.here import here
from app.web.typed import row_of, text_of


@blueprint.get("/<form>/decisions")
def show_decisions(form: str) -> str:
    """Every proposal with its decision; what waits, and what it takes to release it."""
    return _page(form)


@blueprint.post("/<form>/decisions/release")
def release_decisions(form: str) -> AnyResponse:
    """Release all that waits."""
    call_here(form)
    present = request.form.getlist("present", type=int)
    asked = Release(present, text_of("minutes", LONGEST_MINUTES + 1), request.form.get("seen", ""))

    def deed() -> AnyResponse:
        count = release(here(), form, asked, who=g.staff)
        return redirect(url_for(".show_decisions", form=form, released=count), code=303)

    return done_or_told(deed, lambda fault: _page(form, fault, asked))


@blueprint.post("/<form>/decisions/list")
def decide_as_listed(form: str) -> AnyResponse:
    """Decide as a frozen shortlist proposes on all that nobody has decided on."""
    call_here(form)
    asked = Asked(row_of("shortlist"), row_of("reserve"), text_of("reason", LONGEST + 1))

    def deed() -> AnyResponse:
        done = decide_by_list(here(), form, asked, who=g.staff)
        return redirect(url_for(".show_decisions", form=form, listed=done.count, left=len(done.left)), code=303)

    return done_or_told(deed, lambda fault: _page(form, fault, listing=asked))


@blueprint.get("/<form>/decisions/of/<path:reference>")
def decision(form: str, reference: str) -> str:
    """One proposal, to be decided on."""
    return _decision_page(form, reference)


@blueprint.post("/<form>/decisions/of/<path:reference>")
def decide_now(form: str, reference: str) -> AnyResponse:
    """Decide on it, or take back what waits."""
    call_here(form)
    said, seen = _said(), request.form.get("seen", "")

    def deed() -> AnyResponse:
        if request.form.get("do") == "take back":
            take_back(here(), form, reference, seen=seen, who=g.staff)
        else:
            decide(here(), form, reference, said, seen=seen, who=g.staff)
        return redirect(url_for(".show_decisions", form=form), code=303)

    return done_or_told(deed, lambda fault: _decision_page(form, reference, fault, said))


def _said() -> Said:
    text = {word: text_of(word, LONGEST + 1) for word in ("outcome", "amount", "conditions", "reason")}
    return Said(**text, may_be_more=request.form.get("may_be_more") == "yes")


def _page(form: str, fault: str = "", asked: Release | None = None, listing: Asked | None = None) -> str:
    compiled, call = call_here(form)
    with here().ledger.reading() as c:
        lines, there = lines_of(c, form), members.readers(c, form)
        comments = heard(c, form)
        releases = audit.about(c, form, ("decisions released",))
        frozen = shortlists.of_form(c, form)
    pending = pending_of(lines)
    return render_template(
        "staff/calls/decisions.html",
        form=compiled.form,
        call=call,
        lines=lines,
        pending=pending,
        granted=sum((one.granted for one in lines), Decimal(0)),
        outcomes=OUTCOMES,
        members=there,
        releases=releases[::-1],
        comments=comments,
        seen=fingerprint(pending),
        asked=asked,
        frozen=frozen,
        undecided=sum(one.standing.newest is None for one in lines),
        listing=listing,
        fault=fault,
        **{word: request.args.get(word, type=int) for word in ("released", "listed", "left")},
    )


def _decision_page(form: str, reference: str, fault: str = "", said: Said | None = None) -> str:
    compiled, call = call_here(form)
    with here().ledger.reading() as c:
        line = next((one for one in lines_of(c, form) if one.proposal.head.reference == reference), None)
        if line is None:
            raise NotFound
        before = kept.of_submission(c, line.proposal.head.id)
        comments = heard(c, form).get(line.proposal.head.id, ())
    newest = line.standing.newest
    if said is None and newest is not None:
        said = Said(newest.outcome, newest.amount or "", newest.conditions, newest.reason)
    return render_template(
        "staff/calls/decision.html",
        form=compiled.form,
        call=call,
        line=line,
        before=before[::-1],
        comments=comments,
        outcomes=OUTCOMES,
        said=said or Said(""),
        fault=fault,
    )
