"""Members who live in a spreadsheet: their workbook with the proposals beside it goes out, and comes back filled in."""

from flask import Response, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.docket import Proposal
from app.reviewing import begin
from app.scoring_book.faults import NotTaken
from app.scoring_book.handing_in import hand_in
from app.scoring_book.parcel import Parcel, parcel_for
from app.scoring_book.taking import Taken
from app.scoring_words import said_window
from app.store.engine import LedgerDown
from app.text import translate
from app.web.committee.blueprint import blueprint
from app.web.committee.queue import headed
from app.web.committee.visit import Visit, is_ours, out_of_date, tell_to_wait, visit
from app.web.errors import ErrorLine
from app.web.here import here
from connectors.packing import packed

FIELD = "workbook"


@blueprint.get("/<name>/workbook")
def workbook(name: str) -> Response:
    """How it goes, what to say before proposals are read, and the way back in."""
    return _shown(_visit(name))


@blueprint.post("/<name>/workbook/conflicts")
def say_none(name: str) -> AnyResponse:
    """There is no conflict with any of those that the page listed: they may be read, and come with the workbook."""
    of = _visit(name)
    if not is_ours(of):
        return _shown(of, news=out_of_date(of), status=409)
    listed = set(request.form.getlist("key"))
    try:
        for proposal in _unsaid(of):
            if proposal.key in listed:
                begin(here(), of.seat, proposal)
    except LedgerDown:
        tell_to_wait(of.form)
    return redirect(of.address("workbook"), code=303)


@blueprint.get("/<name>/workbook.zip")
def parcel(name: str) -> Response:
    """The workbook and the proposals that the member may read."""
    of = _visit(name)
    try:
        found = parcel_for(here(), of.seat, of.reading)
    except LedgerDown:
        tell_to_wait(of.form)
    return sent(found, f"{of.form.name}-scores.zip")


def sent(found: Parcel, name: str) -> Response:
    """A parcel, packed while it is sent: it may hold hundreds of PDFs."""
    answer = Response(packed(found.files()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.post("/<name>/workbook")
def take_workbook(name: str) -> AnyResponse:
    """A workbook that was filled in: what is right of it is taken, and the rest told cell by cell."""
    of = _visit(name)
    if not is_ours(of):
        return _shown(of, news=out_of_date(of), status=409)
    came = request.files.get(FIELD)
    data = came.stream.read() if came is not None else b""
    if not data:
        return _shown(of, fault=translate("Choose the workbook that you filled in", of.language), status=422)
    try:
        taken = hand_in(here(), of.reading, of.seat.member, data)
    except NotTaken as refused:
        return _shown(of, fault=str(refused), status=422)
    except LedgerDown:
        tell_to_wait(of.form)
    return _shown(_visit(name), taken=taken, status=422 if taken.faults else 200)


def _visit(name: str) -> Visit:
    of = visit(name)
    if of.seat.member.is_donor:  # who scores nothing
        raise NotFound
    return of


def _unsaid(of: Visit) -> tuple[Proposal, ...]:
    """Those of which the member has not said yet whether there is a conflict."""
    return tuple(one for one in of.seat.to_read if one.id not in of.seat.states)


def _shown(of: Visit, *, taken: Taken | None = None, fault: str = "", news: str = "", status: int = 200) -> Response:
    page = render_template(
        "committee/workbook.html",
        of=of,
        form=of.form,
        seat=of.seat,
        unsaid=headed(of, _unsaid(of)),
        taken=taken,
        fault=fault,
        lines=[ErrorLine(FIELD, fault)] if fault else [],
        news=news,
        scoring=said_window(of.seat.scoring, of.language),
    )
    return make_response(page, status)
