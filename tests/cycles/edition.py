"""A year's edition of a shipped call, as staff make one: its days put into a copy of the definition."""

import shutil
from pathlib import Path

from tests.process.running import REPOSITORY

SHIPPED = REPOSITORY / "forms" / "definitions"


def edition(folder: Path, call: str, opens: str, closes: str, stages: str) -> Path:
    """All shipped definitions in a folder, with that call's days."""
    shutil.copytree(SHIPPED, folder)
    path = folder / call / "form.yaml"
    written = path.read_text(encoding="utf-8")
    dated = written.replace("\nzone: Europe/Zurich\n", f"\nzone: Europe/Zurich\nopens: {opens}\ncloses: {closes}\n", 1)
    dated = dated.replace("\n  rules:\n", f"\n{stages}  rules:\n", 1)
    assert dated.count("\n") > written.count("\n") + 2, "the definition is written otherwise than this expects"
    path.write_text(dated, encoding="utf-8")
    return folder
