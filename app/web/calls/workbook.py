"""Staff fetch a member's scoring workbook for them, and hand one in that came by another way."""

from flask import Response, g, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.dossier import Reading
from app.scoring_book.faults import NotTaken
from app.scoring_book.handing_in import hand_in_for
from app.scoring_book.parcel import parcel_of
from app.scoring_book.taking import BECAME
from app.web.calls.committee import MEMBER, committee_page, member_here
from app.web.calls.visit import blueprint, call_here
from app.web.committee.workbook import sent
from app.web.here import here


@blueprint.get(f"/<form>/committee/{MEMBER}/workbook.zip")
def member_workbook(form: str, member: int) -> Response:
    """What the member themselves could download now."""
    compiled, call = call_here(form)
    found = parcel_of(here(), compiled, call, member_here(form, member))
    return sent(found, f"{form}-scores-{member}.zip")


@blueprint.post("/<form>/committee/workbook")
def take_for_member(form: str) -> AnyResponse:
    """Hand in a workbook; whose it is stands in it."""
    compiled, call = call_here(form)
    came = request.files.get("workbook")
    data = came.stream.read() if came is not None else b""
    if not data:
        return make_response(committee_page(form, "choose the workbook of a member"), 422)
    try:
        member, taken = hand_in_for(here(), Reading(compiled, call, here().earlier, "en"), data, who=g.staff)
    except NotTaken as refused:
        return make_response(committee_page(form, f"nothing was taken: {refused}"), 422)
    page = render_template(
        "staff/calls/taken.html", form=compiled.form, call=call, member=member, taken=taken, became=BECAME
    )
    return make_response(page, 422 if taken.faults else 200)
