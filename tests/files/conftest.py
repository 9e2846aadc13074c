"""The places where files are kept, each real."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from connectors.ports import FileStore
from connectors.stores.bucket import open_bucket
from connectors.stores.folder import FolderStore
from tests.files.seaweed import Storage, program, seaweed


@pytest.fixture(scope="session")
def storage() -> Iterator[Storage]:
    """An S3 storage of this machine; skipped where there is no SeaweedFS for it (never in CI)."""
    weed = program()
    if weed is None:
        pytest.skip("there is no SeaweedFS here: its wheel is installed on Linux alone")
    with seaweed(weed) as running:
        yield running


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """An empty place, of each kind."""
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    running: Storage = request.getfixturevalue("storage")
    return open_bucket(running.url(uuid4().hex))


@pytest.fixture(params=["folder", "bucket"])
def away(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """A place that cannot be used: a file stands in its way, nobody listens there."""
    if request.param == "folder":
        (tmp_path / "files").write_text("no folder")
        return FolderStore(tmp_path / "files")
    return open_bucket("s3+http://key:secret@127.0.0.1:1/uploads", seconds=1)
