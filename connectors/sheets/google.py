"""Google Sheets: one read and one batched write of typed cells a sync, whatever its size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gspread
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError

from connectors.errors import ConnectorError
from connectors.ports import SheetRow, SheetSpec, SyncResult
from connectors.sheets.google_cells import Tab, grid_of, serial, write_requests
from connectors.sheets.google_refusals import in_words, spreadsheet_id
from connectors.sheets.plan import make_plan

TIMEOUT = 60  # seconds; gspread sets none by itself
SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
PROPERTIES = "sheets.properties(sheetId,title,gridProperties)"
CELLS = "sheets.data.rowData.values(userEnteredValue)"


@dataclass(frozen=True, slots=True)
class GoogleSheets:
    """A SheetBackend over spreadsheets shared with a service account."""

    client: gspread.Client

    def where(self, spec: SheetSpec) -> str:
        """The address of the spreadsheet."""
        return f"https://docs.google.com/spreadsheets/d/{spreadsheet_id(spec)}"

    def upsert(self, spec: SheetSpec, rows: Sequence[SheetRow]) -> SyncResult:
        """Make every row stand once. Each run reads before it writes, so an unknown outcome is found out."""
        http, key = self.client.http_client, spreadsheet_id(spec)
        with in_words(self.client, spec, writing=False):
            tab = _read(self.client, key, spec.tab)
        plan = make_plan(spec, [serial(row) for row in rows], tab.grid)
        if not plan.is_empty:
            with in_words(self.client, spec, writing=True):
                http.batch_update(key, {"requests": write_requests(plan, spec, tab)})
        return SyncResult(len(plan.appended), plan.updated_rows, plan.unchanged_rows, plan.notes)


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
    quoted = title.replace("'", "''")
    try:
        answer = client.http_client.fetch_sheet_metadata(
            key, {"ranges": [f"'{quoted}'"], "fields": f"{PROPERTIES},{CELLS}"}
        )
    except APIError as fault:
        if fault.response.status_code != 400:
            raise
        answer = client.http_client.fetch_sheet_metadata(key, {"fields": PROPERTIES})
        if title in {sheet["properties"]["title"] for sheet in answer["sheets"]}:
            raise
        return Tab.missing(title, {int(sheet["properties"]["sheetId"]) for sheet in answer["sheets"]})
    return _tab(answer["sheets"][0])


def _tab(sheet: Mapping[str, Any]) -> Tab:
    properties = sheet["properties"]
    width = properties.get("gridProperties", {}).get("columnCount", 0)
    return Tab(properties["sheetId"], properties["title"], width, grid_of(sheet), exists=True)
