"""Clients of Google's APIs whose calls go to the emulator."""

import json
from typing import Any

import gspread
from google.auth.credentials import AnonymousCredentials
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from gspread.http_client import HTTPClient

HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")


def gspread_client(address: str, token: str = "", timeout: float = 10) -> gspread.Client:
    """A gspread client at this address, as the account that the token names."""

    class HereClient(HTTPClient):
        def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
            for host in HOSTS:
                endpoint = endpoint.replace(host, address, 1) if endpoint.startswith(f"{host}/") else endpoint
            return super().request(method, endpoint, *args, **kwargs)

    client = gspread.authorize(_credentials(token), http_client=HereClient)
    client.set_timeout(timeout)
    return client


def google_client(name: str, version: str, address: str, token: str = "") -> Any:
    """A client of googleapiclient at this address: `google_client("drive", "v3", ...)`."""
    document = json.loads(get_static_doc(name, version))
    document |= {"rootUrl": f"{address}/", "baseUrl": f"{address}/{document['servicePath']}"}
    document.pop("mtlsRootUrl", None)
    return build_from_document(document, credentials=_credentials(token))


def _credentials(token: str) -> Any:
    return Credentials(token) if token else AnonymousCredentials()  # type: ignore[no-untyped-call]  # no annotations
