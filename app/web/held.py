"""Staff release the mails that decisions in a sheet have asked for, one or many, or let nothing come of them."""

from collections.abc import Callable, Mapping

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from app import release
from app.web.here import here
from app.web.staff import guard

blueprint = Blueprint("held", __name__, url_prefix="/staff/outbox")
blueprint.before_request(guard)

DEEDS: Mapping[str, Callable[..., int]] = {"release": release.release, "drop": release.drop}


@blueprint.post("/held")
def settle() -> AnyResponse:
    """Do with the chosen items, or with all of a form that stood on the page, what the button says."""
    deed = DEEDS.get(request.form.get("do", ""))
    if deed is None:
        raise BadRequest
    form, last = request.form.get("form"), request.form.get("last", 0, type=int)
    with here().ledger.reading() as c:
        waiting = release.waiting(here(), c)
    chosen = set(request.form.getlist("item", type=int))
    items = [one.item.id for one in waiting if one.item.id in chosen or (one.form == form and one.item.id <= last)]
    deed(here(), items, who=g.staff)
    return redirect(url_for("staff.show_outbox"), code=303)
