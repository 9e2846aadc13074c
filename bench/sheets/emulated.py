"""Google as the tests emulate it, in this process, with a client of ours and one of gspread's at it."""

import gc
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import gspread

from bench.sheets.rows import SPEC
from connectors.sheets.google import GoogleSheets
from connectors.sheets.google.budget import Turns
from tests.emulators.google.client import gspread_client
from tests.emulators.google.emulator import Emulator
from tests.emulators.google.server import running


@dataclass(frozen=True)
class Google:
    """The emulator with one spreadsheet, and a client at it."""

    emulator: Emulator
    client: gspread.Client

    def backend(self, turns: Turns, *, waits: bool = True) -> GoogleSheets:
        """Ours; where it does not wait, the emulator's clock is moved on instead."""
        sleep = time.sleep if waits else self.emulator.advance
        return GoogleSheets(self.client, turns, now=self.emulator.clock.now, sleep=sleep)

    def calls(self) -> Counter[str]:
        """How many calls there were since the last time this was asked, of each kind."""
        found = Counter(call.kind for call in self.emulator.calls)
        self.emulator.calls.clear()
        return found


@contextmanager
def google(*, quotas: bool = False) -> Iterator[Google]:
    """Google for the length of the block; with `quotas` it refuses as the real one does, by this machine's clock."""
    gc.set_threshold(200_000, 50, 50)  # millions of cells are looked through in vain
    with running() as emulator:
        emulator.quotas.on = quotas
        emulator.book(SPEC.google)
        client = gspread_client(emulator.address, timeout=600)
        yield Google(emulator, client)
        client.http_client.session.close()
