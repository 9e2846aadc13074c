"""LibreOffice, as one more reader."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def libreoffice(tmp_path: Path) -> Callable[[Path], Path]:
    """Opens a file in LibreOffice and saves it elsewhere as a workbook."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed on this machine")

    def saved(path: Path) -> Path:
        profile, out = (tmp_path / "profile").as_uri(), tmp_path / "again"
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir"]
        subprocess.run([*command, str(out), str(path)], check=False, capture_output=True, timeout=120)
        found = (out / path.name).with_suffix(".xlsx")
        assert found.exists()  # its exit status is no verdict
        return found

    return saved
