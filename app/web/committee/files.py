"""The files of a proposal, and a copy of it to print."""

from flask import Response, make_response
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from app.copies import copy_pdf, file_name
from app.docket import Proposal
from app.store import submissions
from app.store.submissions import Submission
from app.web.committee.blueprint import blueprint
from app.web.committee.visit import visit
from app.web.here import here
from app.web.sent_files import saved, stored


@blueprint.get("/<name>/<key>/files/<sha256>")
def file(name: str, key: str, sha256: str) -> Response:
    """A file that came with a proposal, to be saved and never shown."""
    of = visit(name)
    proposal = of.to_open(key)
    with here().ledger.reading() as c:
        enclosures = of.reading.dossier(c, submission_of(c, proposal)).enclosures
    named = next((one.name for one in enclosures if one.sha256 and one.sha256 == sha256), None)
    found = None if named is None else stored(sha256)
    if found is None:
        raise NotFound
    return saved(found, named or sha256)


@blueprint.get("/<name>/<key>/copy.pdf")
def copy(name: str, key: str) -> Response:
    """The proposal as members see it, as a PDF."""
    of = visit(name)
    proposal = of.to_open(key)
    with here().ledger.reading() as c:
        submission = submission_of(c, proposal)
    answer = make_response(copy_pdf(of.reading.copy(submission, here().settings.organisation)))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(submission.reference)}"'
    return answer


def submission_of(connection: Connection, proposal: Proposal) -> Submission:
    """The proposal with its answers; one that is gone meanwhile is a 404."""
    found = submissions.get(connection, proposal.id)
    if found is None:
        raise NotFound
    return found
