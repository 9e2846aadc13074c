"""Packages of Node for the peers, installed into the bench's cache, never into the project."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.intake.processes import Unavailable, done


def installed(folder: Path, packages: Sequence[str], overrides: Mapping[str, str] | None = None) -> None:
    """Have these packages in the folder; a folder that has them already is left as it is."""
    if (folder / "complete").exists():
        return
    if shutil.which("npm") is None:
        raise Unavailable("there is no npm")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "overrides": overrides or {}}))
    try:
        done(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *packages], folder=folder)
    except subprocess.CalledProcessError as fault:
        raise Unavailable(f"npm cannot install {' '.join(packages)}: {fault.stderr.strip()[:200]}") from fault
    (folder / "complete").touch()
