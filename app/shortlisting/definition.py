"""The definition of a call that held at a moment, and the earlier ones that its proposals were checked by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.library import as_published, whole
from app.present import Earlier
from app.store import form_versions
from app.store.form_versions import FormVersion
from connectors.errors import ConnectorError
from forms.definition import Call, Form
from forms.schema import CompiledForm, compile_form


@dataclass(frozen=True)
class Held:
    """A form with a call as it was defined; rules are compiled when they are asked for."""

    form: Form
    definition: Mapping[str, Any]  # the plain tree that says it
    earlier: Earlier

    @property
    def call(self) -> Call:
        """The call. Raises ConnectorError for a form without one."""
        return call_of(self.form)

    @cached_property
    def compiled(self) -> CompiledForm:
        """The form with its rules."""
        return compile_form(self.form)


def held_at(context: Context, connection: Connection, name: str, at: datetime) -> Held:
    """What was published last by then; where nothing ever was, the definition that is known.

    Raises ConnectorError where there is no such form or it has no call, or nothing was published by then, and
    DefinitionErrors where this release cannot read what was.
    """
    entries = [one for one in form_versions.history(connection, name) if one.definition is not None]
    if not entries:
        return _known(context, name)
    held = next((one for one in entries if one.published_at <= at), None)
    if held is None:
        first = f"{entries[-1].published_at:%Y-%m-%d %H:%M} UTC"
        raise ConnectorError(f"{name} was first published on {first}: name a later moment", permanent=True)
    definition = held.definition or {}
    found = Held(as_published(name, definition), definition, _among(entries))
    call_of(found.form)
    return found


def _among(entries: list[FormVersion]) -> Callable[[str, int], Form | None]:
    """Looks a version up among these."""
    return lambda name, version: next(
        (as_published(name, one.definition or {}) for one in entries if one.version == version), None
    )


def _known(context: Context, name: str) -> Held:
    compiled = context.form_for(name)
    if compiled is None:
        raise ConnectorError(f"there is no form called {name!r}", permanent=True)
    call_of(compiled.form)
    return Held(compiled.form, whole(compiled.form).definition, context.earlier)


def call_of(form: Form) -> Call:
    """The call of a form. Raises ConnectorError where it has none."""
    if form.call is None:
        raise ConnectorError(f"{form.name} has no `call` in its definition", permanent=True)
    return form.call
