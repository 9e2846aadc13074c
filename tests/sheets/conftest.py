"""The same sheet in each place it can live."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from emulators.google.client import gspread_client
from emulators.google.emulator import Emulator
from emulators.google.server import running
from emulators.staff import ExcelStaff, GoogleStaff
from sheet_places import KEY, SPEC, Place

from connectors.ports import SheetRow
from connectors.sheets.excel import ExcelFolder
from connectors.sheets.google import GoogleSheets


@pytest.fixture
def sheets_api() -> Iterator[Emulator]:
    with running() as api:
        yield api


@pytest.fixture
def google(sheets_api: Emulator) -> Iterator[Place]:
    sheets_api.book(KEY)
    client = gspread_client(sheets_api.address, "service")
    backend = GoogleSheets(client, now=sheets_api.clock.now, sleep=sheets_api.advance)
    yield Place(backend, GoogleStaff(sheets_api, KEY, SPEC.tab))
    client.http_client.session.close()


@pytest.fixture
def excel(tmp_path: Path) -> Place:
    return Place(ExcelFolder(tmp_path), ExcelStaff(tmp_path / "VTF proposals.xlsx", SPEC.tab))


@pytest.fixture(params=["excel", "google"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def proposal() -> Callable[..., SheetRow]:
    def make(key: str, **values: object) -> SheetRow:
        return SheetRow(key, {"$reference": f"VTF-2026-{key}", "state": "Ghana", **values})  # type: ignore[dict-item]  # tests give cell values

    return make


@pytest.fixture
def libreoffice(tmp_path: Path) -> Callable[[Path], Path]:
    """Opens a workbook in LibreOffice and saves it again elsewhere."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed on this machine")

    def saved_again(path: Path) -> Path:
        profile = (tmp_path / "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir"]
        out = tmp_path / "again"
        subprocess.run([*command, str(out), str(path)], check=False, capture_output=True, timeout=120)
        assert (out / path.name).exists()  # its exit status is no verdict
        return out / path.name

    return saved_again
