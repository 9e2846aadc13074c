"""Where deliveries come in: each form's source with its live secrets, looked up again every other second.

A delivery costs no query, and whether one can be proved without any is known beforehand: so that who serves many
visitors in one thread need not wait for a database.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.store import secrets
from app.store.engine import Ledger
from connectors.ports import Source
from connectors.sources import SOURCES
from forms.schema import CompiledForm

LOOK_EVERY = 2.0  # seconds; a secret or form that was added or revoked counts after so long at most


@dataclass(frozen=True, slots=True)
class Entrance:
    """A source of a form that is there; `secrets` are the live ones, newest first."""

    source: Source
    secrets: Sequence[str]


@dataclass(frozen=True, slots=True)
class Missing:
    """There is none: `state` says what is not there, "unknown_form" or "unknown_source"."""

    state: str


@dataclass(slots=True)
class Entrances:
    """The entrances by form and source."""

    forms: Mapping[str, CompiledForm]
    ledger: Ledger
    _known: dict[tuple[str, str], tuple[float, Entrance]] = field(default_factory=dict)

    def known(self, form: str, source: str) -> Entrance | None:
        """The entrance, if it was looked up just now; takes no time."""
        until, found = self._known.get((form, source), (0.0, None))
        return found if time.monotonic() < until else None

    def find(self, form: str, source: str) -> Entrance | Missing:
        """The entrance, looked up if need be. Raises LedgerDown."""
        return self.known(form, source) or self._look(form, source)

    def _look(self, form: str, source: str) -> Entrance | Missing:
        compiled = self.forms.get(form)
        if compiled is None:
            return Missing("unknown_form")
        if source not in SOURCES or all(one.word != source for one in compiled.form.sources):
            return Missing("unknown_source")
        with self.ledger.reading() as connection:
            found = Entrance(SOURCES[source], secrets.live(connection, form, source))
        self._known[form, source] = (time.monotonic() + LOOK_EVERY, found)  # only of what there is: this is remembered
        return found
