"""pretalx in a virtual environment of its own, which is made once; it is no part of what this project installs."""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

from bench.intake.processes import Unavailable

VERSION = "2025.2.2"
HERE = Path(__file__).parent


def python_with_pretalx(folder: Path) -> Path:
    """The Python that has it. Raises Unavailable."""
    place = folder / f"pretalx-{VERSION}"
    python, ready = place / "bin" / "python", place / "ready"
    if not ready.exists():
        venv.create(place, with_pip=True, clear=True)
        run = [str(python), "-m", "pip", "install", "--quiet", f"pretalx=={VERSION}"]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"pretalx {VERSION} cannot be installed: {done.stderr.strip()[-300:]}")
        ready.touch()
    return python


def measured(python: Path, said: dict[str, Any]) -> dict[str, Any]:
    """What its review dashboard took, with a SQLite database of its own. Raises Unavailable."""
    with tempfile.TemporaryDirectory(prefix="pretalx-") as folder:
        environ = {
            **os.environ,
            "PYTHONPATH": str(HERE),
            "PRETALX_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "beside_settings",
            "PRETALX_NO_INITIAL_LOG": "1",
        }
        run = [str(python), "-W", "ignore", str(HERE / "inside.py")]
        done = subprocess.run(run, input=json.dumps(said), env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"pretalx failed: {done.stderr.strip()[-300:]}")
    print(done.stderr, file=sys.stderr, end="")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
