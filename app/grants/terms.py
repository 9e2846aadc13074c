"""The terms of grants, by their calls as those are now."""

from collections.abc import Mapping

from sqlalchemy import Connection

from app.context import Context
from app.store import grants
from app.store.grants import Grant
from connectors.errors import ConnectorError
from forms.definition import Form, Terms


def form_and_terms(context: Context, form: str) -> tuple[Form, Terms]:
    """A call and the terms of its grants. Raises ConnectorError where it has none."""
    compiled = context.last(form) or context.form_for(form)
    call = compiled.form.call if compiled else None
    if compiled is None or call is None or call.grant is None:
        raise ConnectorError(f"{form} has no `grant` in its call", permanent=True)
    return compiled.form, call.grant


def funds_of(context: Context, c: Connection) -> dict[str, dict[str, Form]]:
    """Every fund, and its calls by name: those of the forms there are, and those that have grants."""
    found: dict[str, dict[str, Form]] = {}
    for one in context.forms.values():
        if one.form.call and one.form.call.grant:
            found.setdefault(one.form.call.fund, {})[one.form.name] = one.form
    for fund in grants.funds(c):
        for name in {one.form for one in grants.of_fund(c, fund)} - found.setdefault(fund, {}).keys():
            compiled = context.last(name) or context.form_for(name)
            if compiled and compiled.form.call and compiled.form.call.grant:
                found[fund][name] = compiled.form
    return found


def terms_of(forms: Mapping[str, Form]) -> dict[str, Terms]:
    """The terms of calls, by name."""
    return {name: one.call.grant for name, one in forms.items() if one.call and one.call.grant}


def grant_named(context: Context, c: Connection, grant: int) -> tuple[Form, Terms, Grant]:
    """A grant by its number in the ledger, with its call. Raises ConnectorError."""
    found = grants.get(c, grant)
    if found is None:
        raise ConnectorError(f"there is no grant {grant}", permanent=True)
    return (*form_and_terms(context, found.form), found)
