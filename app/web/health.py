"""Machines that watch the service: is it up, and can it take a submission."""

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app.store import form_versions, outbox
from app.store.engine import LedgerDown
from app.web.here import here

DETAILS: Mapping[str, str] = {
    "ledger": "The ledger cannot be used, so that nothing can be kept.",
    "forms": "Forms are published, but none of them can be served: `chancery doctor` says why.",
}
"""What is down -> what that means."""

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers: nothing else is asked, so that a slow database never restarts it."""
    return jsonify(ok=True)


@blueprint.get("/readyz")
def ready() -> Response:
    """Whether submissions can be kept, and what is down when they cannot."""
    down = _down()
    if not down:
        return jsonify(ok=True, down=[])
    response = jsonify(ok=False, down=[down], detail=DETAILS[down])
    response.status_code = 503
    return response


def _down() -> str:
    """A word of DETAILS; empty when submissions can be kept."""
    try:
        is_serving = bool(here().forms)
        with here().ledger.reading() as c:
            outbox.counts(c)  # also proves that the tables are there
            published = [] if is_serving else form_versions.newest(c)
    except (LedgerDown, SQLAlchemyError):
        return "ledger"
    return "forms" if any(one.definition is not None for one in published) else ""
