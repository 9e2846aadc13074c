"""Google's refusals in words that staff can act on, and how long to wait after each."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from connectors.errors import ConnectorError, OutcomeUnknown

UNKNOWN_OUTCOME_WAIT = (
    190.0  # seconds; a request may still be applied up to 180 s after it was sent (Sheets API, limits)
)
QUOTA_WAIT = 60.0  # seconds; quotas are refilled every minute (Sheets API, limits)
LONGEST_WAIT = 3600.0  # seconds that Google may ask us to wait
TOO_OFTEN = {"RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded"}

REMEDIES: Mapping[str, str] = {
    "SERVICE_DISABLED": "Open the address in Google's message, choose Enable, wait a minute, then retry",
    "accessNotConfigured": "Open the address in Google's message, choose Enable, wait a minute, then retry",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "Let the account sign in anew with the scopes that docs/google-sheets.md names",
    "insufficientPermissions": "Let the account sign in anew with the scopes that docs/google-sheets.md names",
    "storageQuotaExceeded": "The Drive of the spreadsheet's owner is full: its owner frees some of it, then retry",
    "dailyLimitExceeded": "Raise the quota of the project in the Google Cloud console, or wait until tomorrow",
}
"""What helps, by Google's word for the reason."""

SIGNS: Mapping[str, str] = {
    "above the limit of 10000000 cells": (
        "A spreadsheet holds 10,000,000 cells, those of other tabs and empty ones included. Delete tabs, and empty "
        "rows and columns, that nobody needs, or show fewer columns in the form's `sheet`; then retry"
    ),
    "operation is not supported for this document": (
        "It is an Excel file in Drive. Open it there, choose File > Save as Google Sheets, and give the form the "
        "address of what that makes"
    ),
    "trying to edit a protected cell or object": (
        "Somebody has protected the tab or cells of it. Under Data > Protected sheets and ranges let {account} edit it"
    ),
}
"""What helps, by what Google says where it has no word for it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer: its status, Google's word for the reason, what it says, and the seconds it asks us to wait."""

    status: int
    reason: str
    said: str
    wait: float | None = None

    @property
    def is_quota(self) -> bool:
        """Whether we came too often, so that nothing was done."""
        return self.status == 429 or (self.status == 403 and self.reason in TOO_OFTEN)


def refusal_of(answer: requests.Response, now: datetime) -> Refusal:
    """What an error answer says."""
    error = _error(answer)
    said = str(error.get("message") or answer.text[:200].strip() or answer.reason)
    return Refusal(answer.status_code, _reason(error), said, _wait(answer.headers.get("Retry-After", ""), now))


def _error(answer: requests.Response) -> Mapping[str, Any]:
    with suppress(requests.exceptions.JSONDecodeError, RecursionError):
        found = answer.json()
        if isinstance(found, dict) and isinstance(found.get("error"), dict):
            return dict(found["error"])
    return {}


def _reason(error: Mapping[str, Any]) -> str:
    """Sheets tells it in the details, Drive in a list of errors (google.rpc.ErrorInfo; Drive API, errors)."""
    for name in ("details", "errors"):
        listed = error.get(name)
        for one in listed if isinstance(listed, list) else []:
            if isinstance(one, dict) and one.get("reason"):
                return str(one["reason"])
    return str(error.get("status", ""))


def _wait(asked: str, now: datetime) -> float | None:
    """Seconds, from a number of them or a date (RFC 9110, 10.2.3)."""
    if asked.isdigit():
        return min(float(asked), LONGEST_WAIT)
    with suppress(ValueError, TypeError):
        return min(max((parsedate_to_datetime(asked) - now).total_seconds(), 0.0), LONGEST_WAIT)
    return None


@dataclass(frozen=True, slots=True)
class Place:
    """Which spreadsheet was asked for, and by whom."""

    key: str
    account: str

    @property
    def whom(self) -> str:
        """Whom to share it with."""
        return self.account or "the address of the service account (`client_email` in its key file)"

    def told(self, refusal: Refusal, *, writing: bool) -> ConnectorError:
        """A refusal as an error of ours; a write that failed at Google may still be applied."""
        if refusal.is_quota:
            wait = QUOTA_WAIT if refusal.wait is None else refusal.wait
            return ConnectorError(f"Google's quota is used up for the minute: {refusal.said}", retry_after=wait)
        if refusal.status >= 500:
            return self.failed(f"Google Sheets failed: {refusal.status} {refusal.said}", refusal.wait, writing=writing)
        what = f"the spreadsheet {self.key!r} cannot be used" if refusal.status in {403, 404} else "Google refused"
        return ConnectorError(
            f"{what}: {refusal.said}. {self._remedy(refusal)}".rstrip(". "), permanent=True, status=refusal.status
        )

    def failed(self, said: str, wait: float | None = None, *, writing: bool) -> ConnectorError:
        """No answer, or none that says what was done."""
        if writing:
            return OutcomeUnknown(said, retry_after=max(UNKNOWN_OUTCOME_WAIT, wait or 0))
        return ConnectorError(said, retry_after=wait)

    def _remedy(self, refusal: Refusal) -> str:
        found = REMEDIES.get(refusal.reason) or next(
            (words for sign, words in SIGNS.items() if sign in refusal.said), ""
        )
        if not found and refusal.status in {403, 404}:
            found = "Share it with {account} as an editor, then retry"
        return found.replace("{account}", self.whom)
