"""What every page of a shortlist begins with: the call that its address names."""

from flask import Blueprint
from werkzeug.exceptions import NotFound

from app.web.here import here
from app.web.staff import guard
from forms.definition import Form

blueprint = Blueprint("shortlists", __name__, url_prefix="/staff/calls")
blueprint.before_request(guard)


def call_form(name: str) -> Form:
    """The form of this name, which is a call; any other is a 404."""
    compiled = here().form_for(name)
    if compiled is None or compiled.form.call is None:
        raise NotFound
    return compiled.form
