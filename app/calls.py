"""Calls: the forms whose submissions are proposals, to be read, ranked and decided on."""

from app.context import Context
from connectors.errors import ConnectorError
from forms.definition import Call
from forms.schema import CompiledForm


def call_named(context: Context, name: str) -> tuple[CompiledForm, Call]:
    """A call by its form's name, withdrawn or not: it is judged after people can no longer apply.

    The ledger's newest version: a process may not have taken it up yet. Raises ConnectorError where there is no call.
    """
    compiled = context.last(name) or context.form_for(name)
    if compiled is None:
        raise ConnectorError(f"there is no form called {name!r}", permanent=True)
    if compiled.form.call is None:
        raise ConnectorError(f"{name} has no `call` in its definition", permanent=True)
    return compiled, compiled.form.call
