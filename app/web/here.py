"""What every visitor's file needs of the running application: its context and its forms."""

from typing import cast

from flask import current_app
from werkzeug.exceptions import NotFound

from app.context import Context
from forms.schema import CompiledForm


def here() -> Context:
    """The context of the application that serves this request."""
    return cast("Context", current_app.extensions["chancery"])


def form_named(name: str) -> CompiledForm:
    """The form of this name; a name that no form has is a 404."""
    form = here().forms.get(name)
    if form is None:
        raise NotFound(f"There is no form {name[:100]!r}; GET /openapi.json tells which there are.")
    return form
