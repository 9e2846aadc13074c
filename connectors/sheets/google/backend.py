"""Google Sheets: what is new takes one read and one write, whatever its size; all of it is compared now and then."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import gspread

from connectors.errors import ConnectorError
from connectors.ports import CallsLeft, Deviation, Left, Noticed, Probe, SheetRow, SheetSpec, SyncResult, ignored
from connectors.sheets.drift import deviations
from connectors.sheets.google import drive
from connectors.sheets.google.adding import planned
from connectors.sheets.google.address import address_of, key_of
from connectors.sheets.google.api import Api
from connectors.sheets.google.budget import UNMETERED, Turns
from connectors.sheets.google.connecting import steps
from connectors.sheets.google.drive import Touch
from connectors.sheets.google.leaving import Known, is_touched, is_untouched, left_as
from connectors.sheets.google.marks import OWNER_MARK, forget, keeper_of
from connectors.sheets.google.reading import listed, read_whole
from connectors.sheets.google.refusals import Place
from connectors.sheets.google.room import MOST_CELLS, cells_of, check_room, growth, notes_on
from connectors.sheets.google.tab import Tab, chosen, missing
from connectors.sheets.google.writing import Done, carry_out
from connectors.sheets.noticed import as_known_now
from connectors.sheets.plan import Plan, make_plan

TRIES = 3
MOVED_WAIT = 30.0  # seconds
MOVED = "staff moved rows or columns during the write; the cells it hit were put back and it was done again"


@dataclass(frozen=True, slots=True)
class GoogleSheets:
    """A SheetBackend over spreadsheets shared with an account; it Follows them, and is Telling and Metered."""

    client: gspread.Client
    turns: Turns = UNMETERED
    account: str = ""
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    def where(self, spec: SheetSpec) -> str:
        """The address of the spreadsheet."""
        return address_of(key_of(spec.google))

    def calls_left(self) -> CallsLeft:
        """What is left of this minute."""
        return self.turns.left()

    def touched(self, spec: SheetSpec, left: Left) -> bool:
        """Whether somebody else was the last at it; one call of Drive, tried once."""
        return is_touched(drive.look(replace(self._api(spec), tries=1)), left)

    def watch(self, spec: SheetSpec, address: str, token: str) -> str:
        """Have Drive tell an address of changes for a day."""
        return drive.watch(self._api(spec), address, token, datetime.fromtimestamp(self.now(), UTC))

    def examine(self, address: str, spec: SheetSpec | None = None) -> Iterator[Probe]:
        """Whether a spreadsheet can be used, and a form's tab in it, step by step. Raises ConnectorError."""
        return steps(Api(self.client, self.turns, Place(key_of(address), self.account), self.sleep), spec)

    def look(self, spec: SheetSpec, rows: Sequence[SheetRow]) -> tuple[Deviation, ...]:
        """What differs from `rows`; nothing is written."""
        return deviations(spec, rows, _found(self._api(spec), spec)[0].seen)

    def disown(self, spec: SheetSpec) -> None:
        """Delete what says who keeps the tab."""
        api = self._api(spec)
        sheet = chosen(listed(api), spec)
        if sheet is not None and keeper_of(sheet, ""):
            body = {"requests": [forget(sheet["properties"]["sheetId"], OWNER_MARK)]}
            api.write(":batchUpdate", fields="spreadsheetId", body=body)

    def begin(self, spec: SheetSpec, before: Callable[[], None]) -> Left | None:  # noqa: ARG002 - the port's
        """None: a tab that is not there is made with its rows, when all is compared."""
        return None

    def upsert(
        self, spec: SheetSpec, rows: Sequence[SheetRow], keep: Callable[[Noticed], None] = ignored
    ) -> SyncResult:
        """Make every row stand once. Each run reads before it writes, so an unknown outcome is found out."""
        api = self._api(spec)
        touch, added, notes = self._touch(api), 0, tuple[str, ...]()
        for number in range(TRIES):
            tab, cells = _found(api, spec)
            plan = make_plan(spec, rows, tab.seen)
            cells += growth(plan, tab)
            check_room(cells, api.place.key)
            keep(_by(touch, plan.noticed))
            done = _tried(api, spec, plan, tab, is_first=number == 0)
            added += done.added
            if not done.is_moved:
                left = left_as(api.place.key, touch, Known(tab.id, plan.header_row, self.now(), cells))
                said = (*plan.notes, *notes, *notes_on(cells))
                return SyncResult(added, plan.updated_rows, plan.unchanged_rows, said, left)
            notes, rows = (MOVED,), as_known_now(rows, plan.noticed)
        raise ConnectorError(f"staff keep moving rows or columns of the tab {spec.tab!r}", retry_after=MOVED_WAIT)

    def append(
        self,
        spec: SheetSpec,
        new: Iterable[SheetRow],
        changed: Sequence[SheetRow],
        left: Left,
        keep: Callable[[Noticed], None] = ignored,
    ) -> SyncResult | None:
        """Add and change rows by the keys that stand there; None where all must be compared first."""
        api, known, rows = self._api(spec), Known.of(left), list(new)
        if not rows and not changed:
            touch = self._touch(api)
            return SyncResult(left=left) if touch and is_untouched(touch, left, self.now()) else None
        if known.is_stale(self.now()):
            return None
        found = planned(api, spec, rows, changed, known)
        cells = known.cells + growth(found.plan, found.tab) if found else MOST_CELLS
        if found is None or cells > MOST_CELLS:
            return None
        keep(found.plan.noticed)
        done = _tried(api, spec, found.plan, found.tab, is_first=True)
        noted = {**left.noted, "cells": cells}
        left = replace(left, noted=noted)
        return None if done.is_moved else SyncResult(done.added, found.plan.updated_rows, left=left)

    def _touch(self, api: Api) -> Touch | None:
        """What Drive says of the last change; None where it cannot be asked. Raises ConnectorError in the bin."""
        touch = None
        with suppress(ConnectorError):
            touch = drive.look(api)
        if touch:
            drive.refuse_unusable(touch, api.place)
        return touch

    def _api(self, spec: SheetSpec) -> Api:
        return Api(self.client, self.turns, Place(key_of(spec.google), self.account), self.sleep)


def _by(touch: Touch | None, noticed: Noticed) -> Noticed:
    """What was noticed, with who was last at it."""
    return replace(noticed, who=touch.who) if touch and noticed != Noticed() else noticed


def _found(api: Api, spec: SheetSpec) -> tuple[Tab, int]:
    """The tab of a spec, all of it or to be made, and the cells of the whole spreadsheet."""
    sheets = listed(api)
    sheet = chosen(sheets, spec)
    tab = None if sheet is None else read_whole(api, spec, sheet["properties"]["sheetId"])
    return tab or missing(sheets, spec), cells_of(sheets)


def _tried(api: Api, spec: SheetSpec, plan: Plan, tab: Tab, *, is_first: bool) -> Done:
    """What Google refuses as wrong was right when it was planned: it is planned anew once, as if staff had moved it."""
    try:
        return carry_out(api, spec, plan, tab)
    except ConnectorError as fault:
        if fault.status != 400 or not is_first:
            raise
        return Done(0, is_moved=True)
