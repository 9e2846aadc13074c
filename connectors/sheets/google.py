"""Google Sheets: one read and one batched write of typed cells a sync, whatever its size."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gspread
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

from connectors.errors import ConnectorError
from connectors.ports import Difference, Noticed, SheetRow, SheetSpec, SyncResult, ignored
from connectors.sheets.drift import differences
from connectors.sheets.google_cells import Request, Tab, disown_request, serial, tab_of, write_requests
from connectors.sheets.google_race import MOVED, cells_to_look_at, is_moved, looked_at, repairs
from connectors.sheets.google_refusals import in_words, spreadsheet_id
from connectors.sheets.google_told import shown_differences, told
from connectors.sheets.plan import Plan, make_plan

TRIES = 3
MOVED_WAIT = 30.0  # seconds
TIMEOUT = 60  # seconds; gspread sets none by itself
SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
PROPERTIES = "sheets.properties(sheetId,title,gridProperties)"
CELLS = "sheets.data.rowData.values(userEnteredValue,userEnteredFormat.numberFormat)"
SHOWN = "updatedSpreadsheet.sheets(properties.sheetId,data.rowData.values.userEnteredValue)"
MARKS = "sheets(merges,developerMetadata,data.columnMetadata.developerMetadata)"


@dataclass(frozen=True, slots=True)
class GoogleSheets:
    """A SheetBackend over spreadsheets shared with a service account."""

    client: gspread.Client

    def where(self, spec: SheetSpec) -> str:
        """The address of the spreadsheet."""
        return f"https://docs.google.com/spreadsheets/d/{spreadsheet_id(spec)}"

    def look(self, spec: SheetSpec, rows: Sequence[SheetRow]) -> tuple[Difference, ...]:
        """What differs from `rows`, by one read."""
        with in_words(self.client, spec, writing=False):
            tab = _read(self.client, spreadsheet_id(spec), spec.tab)
        return shown_differences(differences(spec, [serial(spec, row) for row in rows], tab.seen), spec, tab)

    def disown(self, spec: SheetSpec) -> None:
        """Delete what says who keeps the tab."""
        with in_words(self.client, spec, writing=True):
            tab = _read(self.client, spreadsheet_id(spec), spec.tab)
            if tab.seen.owner:
                self._batch(spec, [disown_request(tab)], [])

    def upsert(
        self, spec: SheetSpec, rows: Sequence[SheetRow], keep: Callable[[Noticed], None] = ignored
    ) -> SyncResult:
        """Make every row stand once. Each run reads before it writes, so an unknown outcome is found out."""
        wanted = [serial(spec, row) for row in rows]
        notes: tuple[str, ...] = ()
        for _ in range(TRIES):
            with in_words(self.client, spec, writing=False):
                tab = _read(self.client, spreadsheet_id(spec), spec.tab)
            plan = make_plan(spec, wanted, tab.seen)
            keep(told(plan.noticed, plan, tab))
            if plan.is_empty or self._write(spec, plan, tab):
                return SyncResult(len(plan.appended), plan.updated_rows, plan.unchanged_rows, (*plan.notes, *notes))
            notes = (MOVED,)
        raise ConnectorError(f"staff keep moving rows or columns of the tab {spec.tab!r}", retry_after=MOVED_WAIT)

    def _write(self, spec: SheetSpec, plan: Plan, tab: Tab) -> bool:
        """Carry out the plan; false where it hit cells that staff had moved, and was taken back."""
        with in_words(self.client, spec, writing=True):
            answer = self._batch(spec, write_requests(plan, tab), looked_at(plan, tab) if tab.exists else [])
        if not tab.exists or not is_moved(plan, tab, answer):
            return True
        try:
            self._take_back(spec, plan, tab)
        except ConnectorError as fault:
            raise ConnectorError(
                f"{fault}. Just before, staff moved rows or columns during a write, which could not be taken back: "
                f"look at {cells_to_look_at(plan)} in the version history",
                retry_after=fault.retry_after,
            ) from fault
        return False

    def _take_back(self, spec: SheetSpec, plan: Plan, tab: Tab) -> None:
        with in_words(self.client, spec, writing=True):
            undo = repairs(plan, tab, _read(self.client, spreadsheet_id(spec), tab.title))
            if undo:
                self._batch(spec, undo, [])

    def _batch(self, spec: SheetSpec, requests: Sequence[Request], ranges: Sequence[str]) -> Mapping[str, Any]:
        """One write, with an answer that shows those ranges as it left them."""
        body = {"requests": requests, "includeSpreadsheetInResponse": bool(ranges), "responseRanges": ranges}
        answer = self.client.http_client.request(
            "post",
            SPREADSHEET_BATCH_UPDATE_URL % spreadsheet_id(spec),
            params={"fields": SHOWN if ranges else "spreadsheetId"},
            json={**body, "responseIncludeGridData": bool(ranges)},
        )
        found: Mapping[str, Any] = answer.json()
        return found


def open_google(credentials: Path) -> GoogleSheets:
    """Sheets as the service account of a key file. Raises ConnectorError when the file is no such key."""
    try:
        found = Credentials.from_service_account_file(str(credentials), scopes=SCOPES)  # type: ignore[no-untyped-call]  # google-auth has no annotations
    except (ValueError, OSError) as fault:
        raise ConnectorError(f"{credentials} is not a service account's key file: {fault}", permanent=True) from fault
    client = gspread.authorize(found)
    client.set_timeout(TIMEOUT)
    return GoogleSheets(client)


def _read(client: gspread.Client, key: str, title: str) -> Tab:
    """The tab with its cells in one call; where Google knows no such tab, a second call makes sure of it."""
    try:
        return _cells(client, key, title)
    except APIError as fault:
        if fault.response.status_code != 400:
            raise
        answer = client.http_client.fetch_sheet_metadata(key, {"fields": PROPERTIES})
        titles = {str(sheet["properties"]["title"]).casefold(): sheet["properties"] for sheet in answer["sheets"]}
        alike = titles.get(title.casefold())
        if alike is None:
            return Tab.missing(title, {int(sheet["properties"]["sheetId"]) for sheet in answer["sheets"]})
        if alike["title"] == title:
            raise
        return _cells(client, key, alike["title"])


def _cells(client: gspread.Client, key: str, title: str) -> Tab:
    quoted = title.replace("'", "''")
    fields = f"{PROPERTIES},{CELLS},{MARKS}"
    answer = client.http_client.fetch_sheet_metadata(key, {"ranges": [f"'{quoted}'"], "fields": fields})
    return tab_of(answer["sheets"][0])
