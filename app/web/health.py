"""Machines that watch the service: is it up, and can it take a submission."""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app.store import outbox
from app.store.engine import LedgerDown
from app.web.here import here

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers: nothing else is asked, so that a slow database never restarts it."""
    return jsonify(ok=True)


@blueprint.get("/readyz")
def ready() -> Response:
    """Whether submissions can be kept, and what is down when they cannot."""
    down = [] if _ledger_answers() else ["ledger"]
    response = jsonify(ok=not down, down=down)
    response.status_code = 503 if down else 200
    return response


def _ledger_answers() -> bool:
    try:
        with here().ledger.reading() as c:
            outbox.counts(c)  # also proves that the tables are there
    except (LedgerDown, SQLAlchemyError):
        return False
    return True
