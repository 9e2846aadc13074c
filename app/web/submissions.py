"""Staff read submissions: the list, one with all its versions, and the files that came with them."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from flask import Blueprint, Response, render_template, request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from app import mailing
from app.in_sheet import key_of, of_columns, staff_columns
from app.present import presented
from app.store import (
    attachments,
    audit,
    bounces,
    deliveries,
    outbox,
    sheet_edits,
    sheet_gone,
    staff_cells,
    submissions,
    withdrawals,
)
from app.store.staff_cells import Cells, StaffCell
from app.store.submissions import Submission
from app.web.here import here
from app.web.reading_room import answers_of, file_named, glance, side_by_side
from app.web.sent_files import saved, stored
from app.web.staff import guard
from forms.definition import Form
from forms.schema import CompiledForm, compile_form

blueprint = Blueprint("submissions", __name__, url_prefix="/staff")
blueprint.before_request(guard)

ON_A_PAGE = 50
MOST_PAGES = 100_000
MOST_SIDE_BY_SIDE = 20
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Came:
    """How one version of a submission came: when, from whom, and which version of the form it was checked against."""

    version: int
    at: datetime
    who: str
    form_version: int
    language: str


@blueprint.get("/submissions")
def listing() -> str:
    """The newest submissions, of one form or with a part of a reference where that is asked for."""
    form, reference = request.args.get("form", ""), request.args.get("reference", "").strip()[:100]
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    with here().ledger.reading() as c:
        counted = submissions.counts(c)
        found = submissions.newest(
            c, form=form, reference=reference, limit=ON_A_PAGE + 1, offset=(page - 1) * ON_A_PAGE
        )
        withdrawn = withdrawals.of_rows(c, [one.key for one in found])
    return render_template(
        "staff/submissions.html",
        rows=[(one, _glance(one)) for one in found[:ON_A_PAGE]],
        withdrawn=withdrawn,
        forms=counted,
        chosen=form,
        reference=reference,
        page=page,
        more=len(found) > ON_A_PAGE,
    )


@blueprint.get("/submissions/<path:reference>")
def show(reference: str) -> str:
    """One submission as the present version of its form has it, and what it was before."""
    with here().ledger.reading() as c:
        submission = submissions.with_reference(c, reference)
        if submission is None:
            raise NotFound
        versions = submissions.versions(c, submission.id)
        fetched = attachments.of_submission(c, submission.id)
        came = deliveries.of_submission(c, submission.id)
        acts = audit.about(c, submission.reference, ("submission.accepted", "submission.revised"))
        withdrawn_at = withdrawals.at(c, submission.key)
        edits, gone = sheet_edits.of_submission(c, submission.key), sheet_gone.of_rows(c, [submission.key])
        cells = staff_cells.of_rows(c, submission.form, [submission.key]).get(submission.key, {})
        mails = outbox.of_submission(c, mailing.KIND, submission.key)
        back = bounces.of_items(c, [one.id for one in mails])
    compiled, earlier = _form_of(submission), here().earlier
    form = compiled.form if compiled else None
    present = presented(compiled, [submission], earlier)[0] if compiled else None
    whose = dict(zip(range(1, len(acts) + 1), (one.who for one in acts), strict=True))
    return render_template(
        "staff/submission.html",
        submission=submission,
        form=form,
        present=present,
        sections=[(one.title.in_language("en"), answers_of(one.questions, present.answers)) for one in form.sections]
        if form and present
        else [],
        fetched=fetched,
        by_url={one.url: one for one in fetched},
        deliveries=came,
        versions=[
            Came(
                one.version, one.received_at, whose.get(one.version, submission.source), one.form_version, one.language
            )
            for one in versions[:MOST_SIDE_BY_SIDE]
        ],
        edits=[(submission.reference, one) for one in edits],
        gone=gone.get(submission.key),
        mails=mails,
        bounces=back,
        withdrawn_at=withdrawn_at,
        cells=_in_sheet(form, cells) if form else [],
        lines=side_by_side(compiled, submission, versions[:MOST_SIDE_BY_SIDE], earlier) if compiled else [],
    )


def _in_sheet(form: Form, cells: Cells) -> list[tuple[str, StaffCell]]:
    """What staff's columns of the sheet hold, and those of both, with their headers."""
    headers = {key_of(column): column.header for column in form.sheet.columns}
    found = of_columns(staff_columns(form), cells).items()
    return [(headers[key], cell) for key, cell in found if cell.value not in {None, ""}]


@blueprint.get("/files/<key>/<sha256>")
def file(key: str, sha256: str) -> Response:
    """A file of one submission, to be saved."""
    with here().ledger.reading() as c:
        submission = submissions.with_key(c, key)
        name = _file_of(c, submission, sha256) if submission and DIGEST.fullmatch(sha256) else None
    found = None if name is None else stored(sha256)
    if found is None:
        raise NotFound
    return saved(found, name or sha256)


def _file_of(c: Connection, submission: Submission, sha256: str) -> str | None:
    """The name under which any version of a submission has this file; None where none has it."""
    fetched = (one.name for one in attachments.of_submission(c, submission.id) if sha256 == one.sha256)
    uploaded = (file_named(one.answers, sha256) for one in submissions.versions(c, submission.id))
    return next((name for name in chain(fetched, uploaded) if name is not None), None)


def _form_of(submission: Submission) -> CompiledForm | None:
    """The form as it is now; for a form that is no more, as it was when the answers came."""
    compiled = here().forms.get(submission.form)
    asked = here().earlier(submission.form, submission.form_version) if compiled is None else None
    return compile_form(asked) if asked is not None else compiled


def _glance(submission: Submission) -> str:
    compiled = _form_of(submission)
    return "" if compiled is None else glance(compiled.form, presented(compiled, [submission], here().earlier)[0])
