"""A form's sheet with staff at it, in every place and over every database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desks import GOOGLE, Desk, context_of, excel_staff
from emulators.google.client import gspread_client
from emulators.google.emulator import Emulator
from emulators.google.server import running
from emulators.staff import GoogleStaff
from google_office import KEY, GoogleOffice, google_office

from app.store.engine import Ledger
from connectors.sheets.google import GoogleSheets


@pytest.fixture(params=["excel", "google"])
def desk(request: pytest.FixtureRequest, ledger: Ledger, tmp_path: Path) -> Iterator[Desk]:
    """A desk where nothing is published yet."""
    folder = tmp_path / "forms"
    folder.mkdir()
    context = context_of(ledger, folder)
    if request.param == "excel":
        yield Desk(context, excel_staff(context), folder)
        return
    with running() as api:
        api.book(GOOGLE)
        client = gspread_client(api.address, "service")
        backend = GoogleSheets(client, now=api.clock.now, sleep=api.advance)
        context = replace(context, google_sheets=backend)
        yield Desk(context, GoogleStaff(api, GOOGLE, "aid"), folder, GOOGLE)
        client.http_client.session.close()


@pytest.fixture
def api() -> Iterator[Emulator]:
    """The emulated Google, with the spreadsheet of the office."""
    with running() as found:
        found.book(KEY)
        yield found


@pytest.fixture
def office(api: Emulator, ledger: Ledger, tmp_path: Path) -> Iterator[GoogleOffice]:
    """A service whose sheet is there already."""
    with google_office(api, ledger, tmp_path) as found:
        found.sync()
        found.calls()
        yield found


@pytest.fixture
def excel_desk(ledger: Ledger, tmp_path: Path) -> Desk:
    """The same in a workbook."""
    folder = tmp_path / "forms"
    folder.mkdir()
    context = context_of(ledger, folder)
    return Desk(context, excel_staff(context), folder)
