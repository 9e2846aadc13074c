"""Tokens of Google for the service account of a key file."""

from pathlib import Path

from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import Request
from google.oauth2.service_account import Credentials

from connectors.errors import ConnectorError


def access_token(credentials: Path, *scopes: str) -> str:
    """A token that holds for an hour. Raises ConnectorError."""
    try:
        found = Credentials.from_service_account_file(str(credentials), scopes=list(scopes))  # type: ignore[no-untyped-call]  # google-auth has no annotations
        found.refresh(Request())
    except TransportError as fault:
        raise ConnectorError(f"Google cannot be reached for a token: {fault}") from fault
    except GoogleAuthError as fault:
        said = f"Google gives no token for {credentials}: {fault}"
        raise ConnectorError(said, permanent=not fault.retryable) from fault
    except (ValueError, OSError) as fault:
        raise ConnectorError(f"{credentials} is not a service account's key file: {fault}", permanent=True) from fault
    return str(found.token)
