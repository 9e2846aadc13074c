"""What every page of a call begins with: the call that its address names, and how a refusal is shown."""

from collections.abc import Callable
from decimal import Decimal

from flask import Blueprint, make_response
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.calls import call_named
from app.web.here import here
from app.web.staff import guard
from connectors.errors import ConnectorError
from forms.definition import Call
from forms.schema import CompiledForm

blueprint = Blueprint("calls", __name__, url_prefix="/staff/calls")
blueprint.before_request(guard)


def call_here(name: str) -> tuple[CompiledForm, Call]:
    """The call of this name; any other is a 404."""
    try:
        return call_named(here(), name)
    except ConnectorError as fault:
        raise NotFound from fault


@blueprint.app_template_filter("in_figures")
def in_figures(amount: Decimal | str) -> str:
    """An amount of money, exactly: 25,000.00."""
    return f"{Decimal(amount):,.2f}"


def done_or_told(deed: Callable[[], AnyResponse], page: Callable[[str], str]) -> AnyResponse:
    """Do what staff ask for; what it is refused for is told at the top of the page."""
    try:
        return deed()
    except ConnectorError as fault:
        return make_response(page(str(fault)), 422)
