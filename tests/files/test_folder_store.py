"""The folder of this machine as a place for files."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from connectors.stores.folder import FolderStore

DIGEST = "ab" * 32


def test_a_file_stands_under_its_hash_and_nothing_beside_it(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    store.put(DIGEST, BytesIO(b"content"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "files" / "ab" / DIGEST]
    assert store.path(DIGEST).read_bytes() == b"content"


def test_files_are_for_the_service_alone(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    store.put(DIGEST, BytesIO(b"content"))
    modes = [path.stat().st_mode & 0o777 for path in (store.folder, store.path(DIGEST))]
    assert modes == [0o700, 0o600]


def test_the_server_may_send_the_file_itself(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    store.put(DIGEST, BytesIO(b"content"))
    stored = store.get(DIGEST)
    assert stored is not None
    assert stored.path == store.path(DIGEST)


@pytest.mark.parametrize("act", ["rename", "unlink"])
def test_what_is_put_in_the_moment_it_is_removed_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    store = FolderStore(tmp_path / "files")
    store.put(DIGEST, BytesIO(b"content"))
    os.utime(store.path(DIGEST), (0, 0))
    really: Callable[..., Any] = getattr(Path, act)
    came = []

    def after_another_put(path: Path, *to: Path) -> Any:
        if not came:
            came.append(path)
            store.put(DIGEST, BytesIO(b"content"))
        return really(path, *to)

    monkeypatch.setattr(Path, act, after_another_put)
    store.remove(DIGEST, datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.undo()
    assert came
    assert store.path(DIGEST).read_bytes() == b"content"
    assert list(store.path(DIGEST).parent.iterdir()) == [store.path(DIGEST)]
