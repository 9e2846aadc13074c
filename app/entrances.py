"""Where deliveries come in: each form's source with its live secrets, looked up again every other second.

A delivery costs no query, and whether one can be proved without any is known beforehand: so that who serves many
visitors in one thread need not wait for a database.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast

from app.store import secrets
from app.store.engine import Ledger, LedgerDown
from connectors.ports import Source
from connectors.sources import SOURCES
from forms.schema import CompiledForm

LOOKERS = 4  # threads
MOST_LOOKS = 64  # at a time
PATIENCE = 5.0  # seconds that a request waits for a look
STALLED = 1.0  # seconds; nobody else waits for a look that takes so long
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


@dataclass(frozen=True, slots=True)
class Look:
    """A look that was begun, and what it will find."""

    since: float
    found: asyncio.Future[Entrance | Missing]


Key = tuple[str, str]
"""A form and a source."""


class Entrances:
    """The entrances by form and source, for one event loop."""

    def __init__(self, forms: Mapping[str, CompiledForm], ledger: Ledger) -> None:
        self._forms, self._ledger = forms, ledger
        self._known: dict[Key, tuple[float, Entrance]] = {}
        self._looks: dict[Key, Look] = {}
        self._threads = ThreadPoolExecutor(LOOKERS, "entrances")

    def known(self, form: str, source: str) -> Entrance | None:
        """The entrance, if it was looked up just now; takes no time."""
        until, found = self._known.get((form, source), (0.0, None))
        return found if time.monotonic() < until else None

    async def find(self, form: str, source: str) -> Entrance | Missing:
        """The entrance, looked up by a thread; whoever asks for the same waits for the same look. Raises LedgerDown."""
        if known := self.known(form, source):
            return known
        look = self._looks.get((form, source)) or self._begin(form, source)
        if time.monotonic() - look.since > STALLED:  # the rest would only wait with their bodies
            raise LedgerDown("the ledger does not answer")
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(look.found)
        except TimeoutError:
            raise LedgerDown("the ledger took too long") from None

    def _begin(self, form: str, source: str) -> Look:
        if len(self._looks) >= MOST_LOOKS:
            raise LedgerDown("too much is looked up at a time")
        found = asyncio.get_running_loop().run_in_executor(self._threads, self._look, form, source)
        self._looks[form, source] = Look(time.monotonic(), found)
        found.add_done_callback(lambda done: self._end(form, source, done))
        return self._looks[form, source]

    def _end(self, form: str, source: str, done: asyncio.Future[Entrance | Missing]) -> None:
        del self._looks[form, source]
        if done.exception() is None and isinstance(done.result(), Entrance):  # only of what there is: it is remembered
            self._known[form, source] = (time.monotonic() + LOOK_EVERY, cast("Entrance", done.result()))

    def _look(self, form: str, source: str) -> Entrance | Missing:
        compiled = self._forms.get(form)
        if compiled is None:
            return Missing("unknown_form")
        if source not in SOURCES or all(one.word != source for one in compiled.form.sources):
            return Missing("unknown_source")
        with self._ledger.reading() as connection:
            return Entrance(SOURCES[source], secrets.live(connection, form, source))
