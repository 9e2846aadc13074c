"""The live secrets of every source, looked up again every other second: a delivery costs no query."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.store import secrets
from app.store.engine import Ledger

LOOK_EVERY = 2.0  # seconds; a secret that was added or revoked counts after so long at most


@dataclass(slots=True)
class LiveSecrets:
    """Called with a form and a source it gives their live secrets, newest first. Raises LedgerDown."""

    ledger: Ledger
    _known: dict[tuple[str, str], tuple[float, Sequence[str]]] = field(default_factory=dict)

    def __call__(self, form: str, source: str) -> Sequence[str]:
        """The live secrets; only ask for a form and a source that there are, since each is remembered."""
        until, found = self._known.get((form, source), (0.0, ()))
        if time.monotonic() >= until:
            with self.ledger.reading() as connection:
                found = secrets.live(connection, form, source)
            self._known[form, source] = (time.monotonic() + LOOK_EVERY, found)
        return found
