"""Google's refusals in words that staff can act on, and how long to wait after each."""

from collections.abc import Iterator
from contextlib import contextmanager

import gspread
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from gspread.exceptions import APIError, GSpreadException
from gspread.utils import extract_id_from_url

from connectors.errors import ConnectorError
from connectors.ports import SheetSpec

UNKNOWN_OUTCOME_WAIT = (
    190.0  # seconds; a request may still be applied up to 180 s after it was sent (Sheets API, limits)
)
QUOTA_WAIT = 60.0  # seconds; quotas are refilled every minute (Sheets API, limits)


def spreadsheet_id(spec: SheetSpec) -> str:
    """The id in what staff gave: the id itself or the address. Raises ConnectorError when it is neither."""
    if "/" not in spec.google:
        return spec.google.strip()
    try:
        return extract_id_from_url(spec.google)
    except GSpreadException as fault:
        raise ConnectorError(f"{spec.google!r} is not the address of a Google spreadsheet", permanent=True) from fault


@contextmanager
def in_words(client: gspread.Client, spec: SheetSpec, *, writing: bool) -> Iterator[None]:
    """Turn a refusal into a ConnectorError; a write of unknown outcome is not repeated before it can be known."""
    wait = UNKNOWN_OUTCOME_WAIT if writing else None
    try:
        yield
    except APIError as fault:
        raise _refused(client, spec, fault, wait) from fault
    except RefreshError as fault:
        remedy = "Put a new key file of the service account where GOOGLE_CREDENTIALS points"
        raise ConnectorError(
            f"Google does not accept the key: {fault}. {remedy}", permanent=not fault.retryable
        ) from fault
    except (requests.RequestException, GoogleAuthError) as fault:
        raise ConnectorError(f"Google Sheets cannot be reached: {fault}", retry_after=wait) from fault


def _refused(client: gspread.Client, spec: SheetSpec, fault: APIError, wait: float | None) -> ConnectorError:
    status = fault.response.status_code
    if status in {403, 404}:
        return _not_shared(client, spec, fault)
    if status == 429:
        asked = fault.response.headers.get("Retry-After", "")
        after = float(asked) if asked.isdigit() else QUOTA_WAIT
        return ConnectorError(f"Google's quota is used up for the minute: {fault}", retry_after=after)
    if status >= 500:
        return ConnectorError(f"Google Sheets failed: {fault}", retry_after=wait)
    return ConnectorError(f"Google Sheets refused: {fault}", permanent=True)


def _not_shared(client: gspread.Client, spec: SheetSpec, fault: APIError) -> ConnectorError:
    address = getattr(getattr(client.http_client, "auth", None), "service_account_email", "")
    account = address or "the address of the service account (`client_email` in its key file)"
    return ConnectorError(
        f"the spreadsheet {spreadsheet_id(spec)!r} cannot be used: {fault}. "
        f"Share it with {account} as an editor, then retry",
        permanent=True,
    )
