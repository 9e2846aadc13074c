"""Form providers: webhooks that deliver submissions made elsewhere."""

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound, Unauthorized

from app.intake import receive
from app.web.body import whole_body
from app.web.here import here
from connectors.ports import HookRequest

blueprint = Blueprint("hooks", __name__)

REFUSALS = {"unauthentic": Unauthorized, "unknown_form": NotFound, "unknown_source": NotFound}
"""Outcomes that are answered as errors, without a word about what was wrong."""


@blueprint.post("/hooks/<form>/<source>")
def take(form: str, source: str) -> Response:
    """Take one delivery; everything that was written down is answered 200, quarantined ones too."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    outcome = receive(here(), form, source, HookRequest(whole_body(), headers))
    if outcome.state in REFUSALS:
        raise REFUSALS[outcome.state]
    return jsonify(state=outcome.state, reference=outcome.reference)
