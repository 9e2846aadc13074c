"""Staff have the committee's packet made, see how far it is, and take the files of frozen shortlists away."""

from flask import Response, g, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.shortlist_files import PACKET, WORKBOOK, names_of, place_of
from app.store import outbox
from app.store.outbox import DUE
from app.web.here import here
from app.web.shortlists.visit import blueprint, call_form
from app.web.typed import LARGEST_ROW, row_of

AGAIN = "2"  # seconds after which the page of progress is asked for again

NUMBER = f"<int(max={LARGEST_ROW}):number>"


@blueprint.post("/<form>/shortlist/packet")
def ask_for_packet(form: str) -> AnyResponse:
    """Have a worker make the packet: of the frozen shortlist that is named, or of one that it freezes first."""
    call_form(form)
    payload = {"who": g.staff, "shortlist": row_of("shortlist")}
    with here().ledger.writing() as c:
        outbox.put(c, "packet", form, now=here().now(), payload=payload)
    return redirect(url_for(".progress", form=form), code=303)


@blueprint.get("/<form>/shortlist/progress")
def progress(form: str) -> Response:
    """How far the packet is: the page comes again by itself while it is made, unless somebody stops that."""
    known = call_form(form)
    with here().ledger.reading() as c:
        last, files = outbox.newest(c, "packet", form), names_of(c, form)
    is_watching = last is not None and last.state == DUE and "stop" not in request.args
    response = make_response(
        render_template(
            "staff/packet.html",
            form=known,
            title=known.title.in_language(known.languages[0]),
            last=last,
            is_watching=is_watching,
            newest=max(files, default=0),
            files=files,
        )
    )
    if is_watching:
        response.headers["Refresh"] = AGAIN
    return response


@blueprint.get(f"/<form>/shortlist/{NUMBER}/<any({WORKBOOK}, {PACKET}):kind>")
def fetch(form: str, number: int, kind: str) -> Response:
    """A file of a frozen shortlist; its name is what the audit log says, whatever the address does."""
    call_form(form)
    with here().ledger.reading() as c:
        name = names_of(c, form).get(number, {}).get(kind)
    path = None if name is None else place_of(here().settings, name)
    if path is None or not path.is_file():
        raise NotFound
    return send_file(path.absolute(), as_attachment=True, download_name=path.name, conditional=False, etag=False)
