"""Calls to Google's APIs: each in its turn and within a time, reads tried again, writes never."""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import gspread
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from gspread.exceptions import APIError
from urllib3.exceptions import MaxRetryError, NewConnectionError

from connectors.errors import ConnectorError
from connectors.sheets.google.budget import READ, WRITE, Turns
from connectors.sheets.google.refusals import Place, refusal_of

SHEETS, DRIVE = "https://sheets.googleapis.com/v4/spreadsheets", "https://www.googleapis.com/drive/v3/files"
TRIES = 4  # of what changes nothing
LONGEST_PAUSE = 20.0  # seconds between them; if Google asks for more, the work comes again later
Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Api:
    """Google as one account asks it, about one spreadsheet."""

    client: gspread.Client
    turns: Turns
    place: Place
    sleep: Callable[[float], None] = time.sleep
    tries: int = TRIES

    def read(self, what: str, *, fields: str, body: object = None) -> Answer:
        """Ask the Sheets API; `what` follows the key in the address. Raises ConnectorError."""
        method = "get" if body is None else "post"
        return self._tried(READ, method, self._sheets(what), {"fields": fields}, body)

    def write(self, what: str, *, fields: str, body: object) -> Answer:
        """Have the Sheets API change something, once. Raises OutcomeUnknown where it may yet, ConnectorError."""
        self.turns.take(WRITE)
        return self._once(WRITE, "post", self._sheets(what), {"fields": fields}, body)

    def drive(self, what: str = "", *, body: object = None, **params: str) -> Answer:
        """Ask the Drive API about the file; its quotas are large and not counted. Raises ConnectorError."""
        method, where = ("get" if body is None else "post"), f"{DRIVE}/{quote(self.place.key, safe='')}{what}"
        return self._tried("", method, where, {"supportsAllDrives": "true", **params}, body)

    def _sheets(self, what: str) -> str:
        return f"{SHEETS}/{quote(self.place.key, safe='')}{what}"

    def _tried(self, kind: str, method: str, url: str, params: Mapping[str, str], body: object) -> Answer:
        """A call that changes nothing: what may pass is tried again, after pauses that grow."""
        for number in range(self.tries):
            if kind:
                self.turns.take(kind)
            try:
                return self._once(kind, method, url, params, body)
            except ConnectorError as fault:
                pause = (fault.retry_after or 2**number) + random.uniform(0, 1)  # noqa: S311 - not all at once
                if fault.permanent or number == self.tries - 1 or pause > LONGEST_PAUSE:
                    raise
                self.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _once(self, kind: str, method: str, url: str, params: Mapping[str, str], body: object) -> Answer:
        writing = kind == WRITE
        sent = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json; charset=UTF-8"}
        asked: dict[str, Any] = {**params, "prettyPrint": "false"}
        try:
            found: Answer = self.client.http_client.request(method, url, asked, sent, headers=headers).json()
        except APIError as fault:
            refusal = refusal_of(fault.response, datetime.now(UTC))
            if refusal.is_quota and kind:
                self.turns.used_up(kind)
            raise self.place.told(refusal, writing=writing) from fault
        except RefreshError as fault:
            raise _no_token(fault) from fault
        except (requests.RequestException, GoogleAuthError) as fault:
            said = f"Google Sheets cannot be reached: {fault}"
            raise self.place.failed(said, writing=writing and not _never_sent(fault)) from fault
        return found


def _no_token(fault: RefreshError) -> ConnectorError:
    said = f"Google does not accept the credentials: {fault}. Put new ones where GOOGLE_CREDENTIALS points"
    return ConnectorError(said, permanent=not fault.retryable)


def _never_sent(fault: Exception) -> bool:
    """Whether the request cannot have reached anybody: no token was had for it, or no connection."""
    if isinstance(fault, GoogleAuthError | requests.ConnectTimeout):
        return True
    cause = fault.args[0] if fault.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
