"""Staff look at one sheet: what differs from the ledger, what is wrong, what was done to it; and have it repaired."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.in_sheet import key_of
from app.sheet_drift import Found, look
from app.store import audit, outbox, sheet_edits, sheet_gone, staff_cells, submissions
from app.store.sheet_edits import SheetEdit
from app.store.sheet_gone import Gone
from app.store.staff_cells import StaffCell
from app.web.here import here
from app.web.sheets import sheet_state
from app.web.staff import guard
from app.written import written
from connectors.errors import ConnectorError
from forms.definition import Form

blueprint = Blueprint("sheets", __name__, url_prefix="/staff/sheets")
blueprint.before_request(guard)

MOST_SHOWN = 200
REPAIRS = ("compare", "restore", "accept")
"""What staff may ask for; jobs/repairs.py does it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the ledger keeps of a sheet beside the answers; rows go by the references of their submissions."""

    edits: Sequence[tuple[str, SheetEdit]]
    count: int  # of edits in all
    wrong: Sequence[tuple[str, str, StaffCell]]  # with the header of the column
    gone: Sequence[tuple[str, Gone]]


blueprint.add_app_template_filter(written, "written")


@blueprint.get("/<form>")
def show(form: str) -> str:
    """What differs now, read from the sheet itself, and what is known of it."""
    compiled = here().form_for(form)
    if compiled is None:
        raise NotFound
    found, fault = _looked(form)
    with here().ledger.reading() as c:
        kept, rows = _kept(c, compiled.form), submissions.counts(c).get(form, 0)
        last = outbox.newest(c, "sheet", form)
    return render_template(
        "staff/sheet.html",
        form=compiled.form,
        state=sheet_state(here(), compiled.form, rows, last),
        found=found,
        fault=fault,
        kept=kept,
        most=MOST_SHOWN,
        asked="asked" in request.args,
    )


@blueprint.post("/<form>/repair")
def repair(form: str) -> AnyResponse:
    """Ask for the sheet to be made to agree with the ledger."""
    word, now = request.form.get("repair", ""), here().now()
    if here().form_for(form) is None:
        raise NotFound
    if word not in REPAIRS:
        raise BadRequest
    with here().ledger.writing() as c:
        outbox.put(c, "sheet", form, now=now, payload={"repair": word})
        audit.record(c, who=g.staff, act="sheet.repair", what=form, now=now, details={"repair": word})
    return redirect(url_for(".show", form=form, asked=1), code=303)


def _looked(form: str) -> tuple[Found, str]:
    """What differs, or why that cannot be told."""
    try:
        return look(here(), form), ""
    except ConnectorError as fault:
        return Found(()), str(fault)


def _kept(c: Connection, form: Form) -> Kept:
    edits = sheet_edits.of_form(c, form.name, limit=MOST_SHOWN)
    headers = {key_of(column): column.header for column in form.sheet.columns}
    wrong = [one for one in staff_cells.with_problems(c, form.name) if one.column in headers]
    gone = sheet_gone.of_form(c, form.name)
    known = submissions.references(c, keys={*(one.key for one in edits), *(one.key for one in wrong), *gone})
    return Kept(
        edits=[(known.get(one.key, ""), one) for one in edits],
        count=sheet_edits.count(c, form.name),
        wrong=[(known.get(one.key, ""), headers[one.column], one) for one in wrong],
        gone=[(known.get(key, ""), one) for key, one in gone.items()],
    )
