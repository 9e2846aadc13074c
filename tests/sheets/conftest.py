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

WORKS_OUT = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""
"""LibreOffice asked to work out all formulas when it opens a workbook, which Excel does where the workbook says so."""


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

    settings = tmp_path / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(WORKS_OUT, encoding="utf-8")

    def saved_again(path: Path) -> Path:
        profile = (tmp_path / "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir"]
        found = tmp_path / "again" / f"{path.stem}.xlsx"
        subprocess.run([*command, str(found.parent), str(path)], check=False, capture_output=True, timeout=120)
        assert found.exists()  # its exit status is no verdict
        return found

    return saved_again
