"""What the doctor says of Google: whether anybody lets us in, and which spreadsheets cannot be used."""

import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from emulators.google.client import gspread_client
from emulators.google.emulator import Emulator
from emulators.google.server import running

from app.config import Settings, read_settings
from app.doctor_google import google
from connectors.ports import Probe
from connectors.sheets.google import GoogleSheets
from forms.definition import Form
from forms.load import load_form

KEY = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdef"
DEFINITIONS = Path(__file__).parents[1] / "process" / "definitions"


class Tokens(BaseHTTPRequestHandler):
    """Gives everybody a token, as accounts of Google do."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"access_token": "t", "expires_in": 3600, "token_type": "Bearer"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has above
        """Say nothing."""


@pytest.fixture
def tokens() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Tokens)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/token"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def api() -> Iterator[Emulator]:
    with running() as found:
        found.book(KEY)
        yield found


def settings(folder: Path, tokens: str = "") -> Settings:
    said = {"CHANCERY_DATA": str(folder), "CHANCERY_FORMS": str(DEFINITIONS)}
    if not tokens:
        return read_settings(said)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {"type": "service_account", "client_email": "us@p.example", "private_key": key.decode()}
    file = folder / "key.json"
    file.write_text(json.dumps({**account, "private_key_id": "k", "token_uri": tokens}))
    return read_settings({**said, "GOOGLE_CREDENTIALS": str(file)})


def form(address: str) -> Form:
    found = load_form(DEFINITIONS / "city-survey" / "form.yaml")
    return replace(found, sheet=replace(found.sheet, google=address))


def examined(api: Emulator, asked: Settings, *addresses: str) -> Probe:
    client = gspread_client(api.address, "service")
    sheets = GoogleSheets(client, account="us@p.example", sleep=api.advance)
    forms = {f"form-{number}": form(address) for number, address in enumerate(addresses)}
    try:
        return google(asked, forms, lambda _path, _redis: sheets)
    finally:
        client.http_client.session.close()


def test_nobody_needs_google(api: Emulator, tmp_path: Path) -> None:
    assert examined(api, settings(tmp_path)) == Probe("google", True, "not used", "see docs/google-sheets.md")


def test_sheets_live_there_and_nobody_may_go(api: Emulator, tmp_path: Path) -> None:
    found = examined(api, settings(tmp_path), KEY)
    assert (found.ok, found.said) == (False, "GOOGLE_CREDENTIALS is not set, and these live there: form-0")


def test_all_is_well(api: Emulator, tmp_path: Path, tokens: str) -> None:
    found = examined(api, settings(tmp_path, tokens), KEY)
    assert (found.ok, found.said) == (True, "as us@p.example: sheets that can be used: 1")


def test_one_is_not_shared_and_one_has_no_address(api: Emulator, tmp_path: Path, tokens: str) -> None:
    found = examined(api, settings(tmp_path, tokens), KEY, "1nobody-shared-this-with-us", "https://example.org/d/1")
    assert not found.ok
    assert "form-0" not in found.said
    assert "form-1: the spreadsheet '1nobody-shared-this-with-us' cannot be used" in found.said
    assert "form-2: 'https://example.org/d/1' is not the address" in found.said


def test_nobody_gives_a_token(api: Emulator, tmp_path: Path) -> None:
    found = examined(api, settings(tmp_path, "http://127.0.0.1:9/token"), KEY)
    assert not found.ok
    assert "token" in found.said
