"""Notices of Google Drive that a sheet was changed (Drive API, push notifications): it is looked at, at once."""

from flask import Blueprint, request
from werkzeug.exceptions import NotFound

from app.notices import PATH, TOLD, is_proved
from app.store import outbox
from app.web.here import here

blueprint = Blueprint("notices", __name__)


@blueprint.post(f"{PATH}/<form>")
def take(form: str) -> tuple[str, int]:
    """Ask for the sync of a form's sheet; the first notice of a watch says only that it has begun."""
    context = here()
    token = request.headers.get("X-Goog-Channel-Token", "")
    if form not in context.forms or not is_proved(context.settings, form, token):
        raise NotFound
    if request.headers.get("X-Goog-Resource-State") != "sync":
        with context.ledger.writing() as connection:
            outbox.put_once(connection, "sheet", form, now=context.now(), payload={TOLD: True})
    return "", 204
