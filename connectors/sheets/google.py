"""Google Sheets: one read and one batched write of typed cells a sync, whatever its size."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import gspread
import requests
from google.auth.exceptions import GoogleAuthError
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError, SpreadsheetNotFound
from gspread.utils import DateTimeOption, ValueRenderOption, extract_id_from_url

from connectors.errors import ConnectorError
from connectors.ports import CellValue, SheetRow, SheetSpec, SyncResult
from connectors.sheets.plan import KEY_HEADER, CellChange, Plan, make_plan
from connectors.workbooks import cell_value

TIMEOUT = 60  # seconds; gspread sets none by itself
UNKNOWN_OUTCOME_WAIT = 190.0  # a request may still be applied up to 180 s after it was sent (Sheets API, limits)
SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
EPOCH = date(1899, 12, 30)  # day 0 of serial dates (Sheets API, DateTime serial numbers)
NUMBER_FORMATS = {
    "integer": {"type": "NUMBER", "pattern": "#,##0"},
    "decimal": {"type": "NUMBER", "pattern": "#,##0.##########"},
    "money": {"type": "NUMBER", "pattern": "#,##0.00"},
    "date": {"type": "DATE", "pattern": "yyyy-mm-dd"},
    "datetime": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm"},
}


@dataclass(frozen=True, slots=True)
class GoogleSheets:
    """A SheetBackend over spreadsheets shared with a service account."""

    client: gspread.Client

    def where(self, spec: SheetSpec) -> str:
        return f"https://docs.google.com/spreadsheets/d/{_key(spec)}"

    def upsert(self, spec: SheetSpec, rows: Sequence[SheetRow]) -> SyncResult:
        with _in_words(spec, writing=False):
            spreadsheet = self.client.open_by_key(_key(spec))
            tabs = {tab.title: tab for tab in spreadsheet.worksheets()}
        if spec.tab not in tabs:
            with _in_words(spec, writing=True):
                tabs[spec.tab] = spreadsheet.add_worksheet(spec.tab, 1_000, max(26, len(spec.columns) + 10))
        tab = tabs[spec.tab]
        with _in_words(spec, writing=False):
            grid = tab.get_values(
                value_render_option=ValueRenderOption.unformatted, date_time_render_option=DateTimeOption.serial_number
            )
        plan = make_plan(spec, [_serial(row) for row in rows], grid)
        if not plan.is_empty:
            with _in_words(spec, writing=True):
                spreadsheet.batch_update({"requests": _requests(plan, spec, tab)})
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


def _key(spec: SheetSpec) -> str:
    return extract_id_from_url(spec.google) if spec.google.startswith("http") else spec.google


def _serial(row: SheetRow) -> SheetRow:
    """The row with dates as the serial numbers in which the sheet gives them back."""
    return SheetRow(row.key, {key: _plain(value) for key, value in row.values.items()})


def _plain(value: CellValue) -> CellValue:
    kept = cell_value(value)
    if isinstance(kept, datetime):
        since = kept.replace(tzinfo=UTC) - datetime(EPOCH.year, EPOCH.month, EPOCH.day, tzinfo=UTC)
        return round(since.total_seconds() / 86_400, 10)
    if isinstance(kept, date):
        return (kept - EPOCH).days
    return float(kept) if isinstance(kept, Decimal) else kept


def _requests(plan: Plan, spec: SheetSpec, tab: gspread.Worksheet) -> list[dict[str, Any]]:
    """One batch: room for new columns, headers, changed cells, then the new rows. It applies whole or not at all."""
    width = max(plan.headers, default=-1) + 1
    requests_: list[dict[str, Any]] = []
    if width > tab.col_count:
        length = width - tab.col_count
        requests_.append({"appendDimension": {"sheetId": tab.id, "dimension": "COLUMNS", "length": length}})
    requests_ += [_header(tab.id, column, title, spec) for column, title in plan.headers.items()]
    requests_ += [_hide(tab.id, column) for column, title in plan.headers.items() if title == KEY_HEADER]
    requests_ += [_update(tab.id, change) for change in plan.changes]
    if 0 in plan.headers:
        requests_.append(_freeze(tab.id))
    if plan.appended:
        rows = [{"values": _row_cells(row)} for row in plan.appended]
        fields = "userEnteredValue,userEnteredFormat.numberFormat"
        requests_.append({"appendCells": {"sheetId": tab.id, "rows": rows, "fields": fields}})
    return requests_


def _header(sheet: int, column: int, title: str, spec: SheetSpec) -> dict[str, Any]:
    staff = title in spec.staff_columns
    colour = {"red": 0.54, "green": 0.35, "blue": 0.0} if staff else {"red": 0.11, "green": 0.21, "blue": 0.34}
    white = {"red": 1, "green": 1, "blue": 1}
    look = {"backgroundColor": colour, "textFormat": {"bold": True, "foregroundColor": white}}
    cell = {"userEnteredValue": {"stringValue": title}, "userEnteredFormat": look}
    return _update_cells(sheet, 0, column, cell, "userEnteredValue,userEnteredFormat")


def _update(sheet: int, change: CellChange) -> dict[str, Any]:
    fields = "userEnteredValue,userEnteredFormat.numberFormat"
    return _update_cells(sheet, change.row, change.column, _cell(change), fields)


def _update_cells(sheet: int, row: int, column: int, cell: dict[str, Any], fields: str) -> dict[str, Any]:
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}


def _hide(sheet: int, column: int) -> dict[str, Any]:
    place = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    return {
        "updateDimensionProperties": {
            "range": place,
            "properties": {"hiddenByUser": True},
            "fields": "hiddenByUser",
        }
    }


def _freeze(sheet: int) -> dict[str, Any]:
    properties = {"sheetId": sheet, "gridProperties": {"frozenRowCount": 1}}
    return {"updateSheetProperties": {"properties": properties, "fields": "gridProperties.frozenRowCount"}}


def _row_cells(row: Sequence[CellChange]) -> list[dict[str, Any]]:
    """The cells of a new row from column A on; what is not ours stays empty."""
    by_column = {change.column: change for change in row}
    return [_cell(by_column[n]) if n in by_column else {} for n in range(max(by_column) + 1)]


def _cell(change: CellChange) -> dict[str, Any]:
    """A typed cell: a text given as stringValue is never taken for a formula."""
    value = change.value
    if value is None:
        return {}
    if isinstance(value, bool):
        kept: dict[str, Any] = {"boolValue": value}
    elif isinstance(value, int | float):
        kept = {"numberValue": value}
    else:
        kept = {"stringValue": str(value)}
    format_ = NUMBER_FORMATS.get(change.format)
    return {"userEnteredValue": kept, **({"userEnteredFormat": {"numberFormat": format_}} if format_ else {})}


@contextmanager
def _in_words(spec: SheetSpec, *, writing: bool) -> Iterator[None]:
    """Google's refusals in words. A write whose outcome is unknown is not tried again before it can be known."""
    wait = UNKNOWN_OUTCOME_WAIT if writing else None
    try:
        yield
    except SpreadsheetNotFound as fault:
        raise _not_shared(spec) from fault
    except PermissionError as fault:
        raise _not_shared(spec) from fault
    except APIError as fault:
        raise _refused(spec, fault, wait) from fault
    except (requests.RequestException, GoogleAuthError) as fault:
        raise ConnectorError(f"Google Sheets cannot be reached: {fault}", retry_after=wait) from fault


def _not_shared(spec: SheetSpec) -> ConnectorError:
    remedy = "Share it with the service account's address as an editor, then retry"
    return ConnectorError(f"the spreadsheet {_key(spec)!r} cannot be opened. {remedy}", permanent=True)


def _refused(spec: SheetSpec, fault: APIError, wait: float | None) -> ConnectorError:
    status = fault.response.status_code
    if status in {403, 404}:
        return _not_shared(spec)
    if status == 429:
        after = fault.response.headers.get("Retry-After", "60")
        return ConnectorError(
            f"Google's quota is used up: {fault}", retry_after=float(after) if after.isdigit() else 60.0
        )
    if status >= 500:
        return ConnectorError(f"Google Sheets failed: {fault}", retry_after=wait)
    return ConnectorError(f"Google Sheets refused: {fault}", permanent=True)
