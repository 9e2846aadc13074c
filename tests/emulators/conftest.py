"""The emulator of Google's APIs on a port of its own, with one shared spreadsheet, and clients of it."""

from collections.abc import Iterator
from typing import Any

import gspread
import pytest

from emulators.google.client import google_client, gspread_client
from emulators.google.emulator import Emulator
from emulators.google.server import running


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running() as found:
        found.book("book")
        yield found


@pytest.fixture
def client(emulator: Emulator) -> Iterator[gspread.Client]:
    found = gspread_client(emulator.address, "service")
    yield found
    found.http_client.session.close()


@pytest.fixture
def book(client: gspread.Client) -> gspread.Spreadsheet:
    return client.open_by_key("book")


@pytest.fixture
def drive(emulator: Emulator) -> Iterator[Any]:
    found = google_client("drive", "v3", emulator.address, "service")
    yield found
    found.close()


@pytest.fixture
def sheets(emulator: Emulator) -> Iterator[Any]:
    found = google_client("sheets", "v4", emulator.address, "service")
    yield found
    found.close()
