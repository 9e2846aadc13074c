"""Where recorded deliveries of real providers lie, if this machine has them."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def shared(name: str) -> Path:
    """A recorded payload, or the test is skipped with the reason."""
    folder = Path(os.environ.get("CHANCERY_SHARED", REPOSITORY.parent / "shared"))
    path = folder / "payloads" / name
    if not path.exists():
        pytest.skip(f"no recorded payload {name}: set CHANCERY_SHARED to the folder that holds payloads/")
    return path
