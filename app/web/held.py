"""Staff look at held mails as they would go, edit them, and release them, one or many, or let nothing come of them."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as AnyResponse

from app import release
from app.attaching import PDF, Attached, attached
from app.prospects import Prospect, dry_run, prospect_of
from app.release import Edit
from app.store import held, submissions
from app.store.outbox import Item
from app.web.here import here
from app.web.staff import guard
from app.web.typed import LARGEST_ROW
from connectors.errors import ConnectorError

blueprint = Blueprint("held", __name__, url_prefix="/staff/outbox/held")
blueprint.before_request(guard)

DEEDS: Mapping[str, Callable[..., int]] = {"release": release.release, "drop": release.drop}
ITEM = f"/<int(max={LARGEST_ROW}):number>"


@blueprint.post("")
def settle() -> AnyResponse:
    """Do with the chosen items, or with all of a filter that stood on the page, what the button says."""
    deed = DEEDS.get(request.form.get("do", ""))
    if deed is None:
        raise BadRequest
    form, mail = request.form.get("form", ""), request.form.get("mail", "")
    last, chosen = request.form.get("last", 0, type=int), set(request.form.getlist("item", type=int))
    with here().ledger.reading() as c:
        waiting = release.waiting(here(), c, form, mail)
    deed(here(), [one.item.id for one in waiting if one.item.id in chosen or one.item.id <= last], who=g.staff)
    return redirect(url_for("staff.show_outbox", form=form or None, mail=mail or None), code=303)


@blueprint.get("/dry-run")
def rehearse() -> str:
    """What would go of a filter, to whom, and what not and why."""
    form, mail = request.args.get("form", ""), request.args.get("mail", "")
    with here().ledger.reading() as c:
        waiting = release.waiting(here(), c, form, mail)
    return render_template("staff/dry_run.html", lines=dry_run(here(), waiting), form=form, mail=mail)


@blueprint.get(ITEM)
def show(number: int) -> str:
    """One held mail as it would go."""
    item = _held(number)
    return _page(item, prospect_of(here(), item))


@blueprint.post(ITEM)
def edit(number: int) -> AnyResponse | tuple[str, int]:
    """Keep what it is to say, or have it say again what its form does."""
    typed = Edit(*(request.form.get(word, "") for word in ("subject", "body", "seen")))
    try:
        release.edit(here(), number, typed if request.form.get("do") == "save" else None, who=g.staff)
    except ConnectorError as fault:
        item = _held(number)
        return _page(item, prospect_of(here(), item), fault=str(fault), typed=typed), 409
    return redirect(url_for(".show", number=number), code=303)


@blueprint.get(f"{ITEM}/<name>")
def file(number: int, name: str) -> AnyResponse | tuple[str, int]:
    """A file that goes with it, made now."""
    item = _held(number)
    prospect = prospect_of(here(), item)
    if prospect.occasion is None or name not in prospect.files:
        raise NotFound
    try:
        found = next(one for one in attached(here(), prospect.occasion) if one.name == name)
    except ConnectorError as fault:
        return _page(item, prospect, fault=str(fault)), 409
    return _opened(found)


def _opened(file: Attached) -> Response:
    """Letters are ours and are shown; a calendar file is for a calendar."""
    response = Response(file.content, mimetype=file.media_type)
    kind = "inline" if file.media_type == PDF else "attachment"
    response.headers.set("Content-Disposition", kind, filename=file.name)
    return response


def _held(number: int) -> Item:
    with here().ledger.writing() as c:
        item = held.get(c, number)
    if item is None:
        raise NotFound
    return item


def _page(item: Item, prospect: Prospect, *, fault: str = "", typed: Edit | None = None) -> str:
    with here().ledger.reading() as c:
        known = submissions.references(c, keys=[item.target.partition(" ")[0]])
    return render_template(
        "staff/held.html",
        item=item,
        prospect=prospect,
        reference=next(iter(known.values()), ""),
        typed=typed,
        fault=fault,
        seen=release.stamp(item),
        longest=release.LONGEST_SUBJECT,
    )
