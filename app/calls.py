"""Calls: the forms whose submissions are proposals, to be read, ranked and decided on."""

from app.context import Context
from app.domain.stages import is_open, today
from connectors.errors import ConnectorError
from forms.definition import Call, Form
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


def require_open(context: Context, form: Form, act: str) -> None:
    """Raises ConnectorError where the stages of a call have another time for this."""
    stages = form.call.stages if form.call else ()
    if not is_open(stages, act, today(form, context.now())):
        times = "; ".join(f"{one.starts} to {one.ends}" for one in stages if act in one.opens)
        raise ConnectorError(f"{act} is not open today: it is from {times}", permanent=True)
