"""The emulator of Google's APIs on a port of its own, with one shared spreadsheet, and clients of it."""

from collections.abc import Callable, Iterator
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
def google_as(emulator: Emulator) -> Iterator[Callable[[str, str], Any]]:
    """Makes a client of an API as some account."""
    versions, made = {"drive": "v3", "sheets": "v4"}, []

    def make(api: str, account: str) -> Any:
        made.append(google_client(api, versions[api], emulator.address, account))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def drive(google_as: Callable[[str, str], Any]) -> Any:
    return google_as("drive", "service")


@pytest.fixture
def sheets(google_as: Callable[[str, str], Any]) -> Any:
    return google_as("sheets", "service")
