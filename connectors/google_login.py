"""Who asks Google: the service account of a key file, or a person who let this service act for them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials as PersonCredentials
from google.oauth2.service_account import Credentials as ServiceCredentials

from connectors.errors import ConnectorError

PERSON = "authorized_user"
"""The `type` of a file that lets us act for a person; any other is that of a service account."""
TIMEOUT = 20  # seconds
CLIENTS = {"installed", "web"}  # what begins a file of an OAuth client, which names nobody


@dataclass(frozen=True, slots=True)
class Login:
    """Credentials, the address of the account where it is known, and the project whose quotas count."""

    credentials: Credentials = field(repr=False)
    account: str
    project: str


def login_of(path: Path, *scopes: str) -> Login:
    """What a file of credentials says; nothing is asked yet. Raises ConnectorError."""
    said = _said(path)
    try:
        if said.get("type", PERSON if "refresh_token" in said else "") == PERSON:  # gspread keeps them without a type
            person = PersonCredentials.from_authorized_user_info(said, list(scopes))  # type: ignore[no-untyped-call]  # google-auth has no annotations
            return Login(person, str(said.get("account", "")), _project_of_client(said))
        found = ServiceCredentials.from_service_account_info(said, scopes=list(scopes))  # type: ignore[no-untyped-call]
    except (ValueError, GoogleAuthError) as fault:
        raise _no_key(path, str(fault)) from fault
    return Login(found, str(found.service_account_email), str(said.get("project_id", "")))


def _said(path: Path) -> Mapping[str, Any]:
    try:
        said = json.loads(path.read_bytes())
    except (ValueError, OSError, RecursionError) as fault:
        raise _no_key(path, str(fault)) from fault
    if not isinstance(said, dict):
        raise _no_key(path, "it holds no JSON object")
    if CLIENTS & said.keys():
        raise _no_key(path, "it is that of an OAuth client, which lets nobody in by itself")
    return said


def _project_of_client(said: Mapping[str, Any]) -> str:
    """The number of the project stands at the beginning of a client's id."""
    return str(said.get("quota_project_id") or str(said.get("client_id", "")).partition("-")[0])


def _no_key(path: Path, why: str) -> ConnectorError:
    return ConnectorError(
        f"{path} is not a service account's key file, nor a person's credentials (`authorized_user`): {why}. "
        "docs/google-sheets.md says how to get one",
        permanent=True,
    )


def access_token(path: Path, *scopes: str) -> str:
    """A token that holds for an hour. Raises ConnectorError."""
    credentials = login_of(path, *scopes).credentials
    try:
        credentials.refresh(partial(Request(), timeout=TIMEOUT))  # type: ignore[no-untyped-call]
    except TransportError as fault:
        raise ConnectorError(f"Google cannot be reached for a token: {fault}") from fault
    except GoogleAuthError as fault:
        said = f"Google gives no token for {path}: {fault}"
        raise ConnectorError(said, permanent=not fault.retryable) from fault
    return str(credentials.token)
