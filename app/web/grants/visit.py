"""What every page of grants begins with: the fund or the grant that its address names."""

from flask import Blueprint
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from app.grants.terms import funds_of, grant_named
from app.store.grants import Grant
from app.web.here import here
from app.web.staff import guard
from app.web.typed import LARGEST_ROW
from connectors.errors import ConnectorError
from forms.definition import Form, Terms

blueprint = Blueprint("grants", __name__, url_prefix="/staff/grants")
blueprint.before_request(guard)
NUMBER = f"<int(max={LARGEST_ROW}):grant>"


def fund_here(c: Connection, name: str) -> dict[str, Form]:
    """The calls of a fund, by name; any other is a 404."""
    found = funds_of(here(), c).get(name)
    if found is None:
        raise NotFound
    return found


def grant_here(c: Connection, number: int) -> tuple[Form, Terms, Grant]:
    """A grant with its call; any other is a 404."""
    try:
        return grant_named(here(), c, number)
    except ConnectorError as fault:
        raise NotFound from fault
