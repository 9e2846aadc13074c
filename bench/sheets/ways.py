"""Ways of bringing a submission into a Google sheet: others', as they behave, in a few lines each; and ours.

Each tries again where a call fails, as all of them can be set to; a quota that is used up is waited for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import gspread
import requests
from gspread.exceptions import APIError

from bench.sheets.emulated import Google
from connectors.errors import ConnectorError
from connectors.ports import Left, Noticed, SheetColumn, SheetRow, SheetSpec
from connectors.sheets.google.budget import UNMETERED

TRIES, PAUSE, MINUTE = 5, 1.0, 60.0  # seconds
KEY, TAB = "bench", "Proposals"
FIELDS = ("Reference", "State", "Asked", "Starts")
Values = Mapping[str, str]


class Way(Protocol):
    """One way to keep a sheet."""

    def add(self, values: Values) -> None: ...
    def finish(self) -> None: ...


@dataclass
class Peer:
    """Somebody who writes each submission for itself as soon as it is there."""

    google: Google
    sheet: gspread.Worksheet
    write: Callable[[gspread.Worksheet, Values], None]

    def add(self, values: Values) -> None:
        for _ in range(TRIES):
            try:
                return self.write(self.sheet, values)
            except APIError as fault:
                self.google.emulator.advance(MINUTE if fault.code == 429 else PAUSE)
            except requests.ConnectionError:
                self.google.emulator.advance(PAUSE)
        return None  # the submission is given up

    def finish(self) -> None:
        """Nothing waits."""


def appended(sheet: gspread.Worksheet, values: Values) -> None:
    """The row that everybody writes first."""
    sheet.append_row(list(values.values()), value_input_option="RAW")


def as_n8n(sheet: gspread.Worksheet, values: Values) -> None:
    """Reads the tab, goes by the first row's names, adds those that it lacks, and writes the row below the last."""
    rows = sheet.get_values()
    header = _header_with(sheet, rows, values)
    sheet.update([[values.get(name, "") for name in header]], f"A{len(rows) + 1}", value_input_option="USER_ENTERED")


def as_n8n_appending(sheet: gspread.Worksheet, values: Values) -> None:
    """The same with its option to let Google find the end."""
    header = _header_with(sheet, sheet.get_values("1:1"), values)
    sheet.append_row([values.get(name, "") for name in header], value_input_option="USER_ENTERED")


def _header_with(sheet: gspread.Worksheet, rows: Sequence[Sequence[str]], values: Values) -> list[str]:
    header = [str(name) for name in rows[0]] if rows else []
    lacking = [name for name in values if name not in header]
    if lacking:
        sheet.update([[*header, *lacking]], "A1", value_input_option="RAW")
    return [*header, *lacking]


def as_opnform(sheet: gspread.Worksheet, values: Values) -> None:
    """Writes its own list of headers into the first row each time, and appends in that order."""
    sheet.update([list(values)], "A1", value_input_option="RAW")
    sheet.append_row(list(values.values()), value_input_option="RAW", table_range="A1")


@dataclass
class Ours:
    """This service: a ledger's worth of memory, and a sync for so many submissions as are joined."""

    google: Google
    joined: int
    rows: dict[str, SheetRow] = field(default_factory=dict)
    waiting: list[SheetRow] = field(default_factory=list)
    kept: dict[str, dict[str, object]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    left: Left | None = None

    @property
    def spec(self) -> SheetSpec:
        columns = tuple(SheetColumn(name.lower(), name) for name in FIELDS)
        return SheetSpec(
            "", TAB, (*columns, SheetColumn("staff:Remarks", "Remarks", owner="staff")), KEY, "ours", "keep out"
        )

    def add(self, values: Values) -> None:
        key = f"key of {values['Reference']}"
        self.waiting.append(SheetRow(key, {name.lower(): value for name, value in values.items()}))
        if len(self.waiting) >= self.joined:
            self._sync()

    def finish(self) -> None:
        self._sync()
        self.left = None
        self._sync()

    def _sync(self) -> None:
        """As the job does: again when it may be, until it is done."""
        while True:
            try:
                return self._write()
            except ConnectorError as fault:
                if fault.permanent:
                    raise
                self.google.emulator.advance(fault.retry_after or PAUSE)

    def _write(self) -> None:
        backend, left = self.google.backend(UNMETERED, waits=False), self.left
        if left and not backend.touched(self.spec, left):
            done = backend.append(self.spec, self.waiting, (), left, self._keep)
            if done is not None:
                return self._done(done.left)
        rows = [*self.rows.values(), *self.waiting]
        return self._done(backend.upsert(self.spec, [self._known(row) for row in rows], self._keep).left)

    def _known(self, row: SheetRow) -> SheetRow:
        kept = self.kept.get(row.key, {})
        return SheetRow(row.key, row.values, kept, row.key in self.rows, row.key in self.gone)  # type: ignore[arg-type]

    def _keep(self, found: Noticed) -> None:
        for edit in found.edits:
            self.kept.setdefault(edit.key, {})[edit.column] = edit.now
        self.gone = (self.gone | set(found.gone)) - set(found.back)

    def _done(self, left: Left | None) -> None:
        self.rows |= {row.key: row for row in self.waiting}
        self.waiting, self.left = [], left


def peer(write: Callable[[gspread.Worksheet, Values], None]) -> Callable[[Google], Way]:
    def made(google: Google) -> Way:
        sheet = google.client.open_by_key(KEY).add_worksheet(TAB, 1_000, 12)
        sheet.update([[*FIELDS, "Remarks"]], "A1")
        return Peer(google, sheet, write)

    return made


def ours(joined: int) -> Callable[[Google], Way]:
    def made(google: Google) -> Way:
        way = Ours(google, joined)
        way.finish()
        return way

    return made


WAYS: dict[str, Callable[[Google], Way]] = {
    "append_row": peer(appended),
    "as n8n": peer(as_n8n),
    "as n8n, appending": peer(as_n8n_appending),
    "as OpnForm": peer(as_opnform),
    "ours, one by one": ours(1),
    "ours, ten joined": ours(10),
}
