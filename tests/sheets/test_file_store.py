"""Uploads by content: kept once, found by hash, never by the name an applicant chose."""

from hashlib import sha256
from pathlib import Path

import pytest

from connectors.errors import ConnectorError
from connectors.files import FileStore


def test_content_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    first = store.keep("../../etc/budget.pdf", b"content")
    second = store.keep("other.pdf", b"content")
    digest = sha256(b"content").hexdigest()
    assert first == {"name": "../../etc/budget.pdf", "size": 7, "sha256": digest}
    assert second["sha256"] == digest
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [store.path(digest)]
    assert store.path(digest).read_bytes() == b"content"


def test_a_disk_that_refuses_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("no folder")
    with pytest.raises(ConnectorError, match="cannot be written"):
        FileStore(tmp_path / "files").keep("a.pdf", b"content")


def test_files_are_for_the_service_alone(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    path = store.path(str(store.keep("a.pdf", b"content")["sha256"]))
    assert (path.stat().st_mode & 0o777, store.folder.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("word", ["", "../secret-key", "a" * 63, "A" * 64, "g" * 64, "a" * 64 + "\n"])
def test_what_is_no_hash_is_no_path(tmp_path: Path, word: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        FileStore(tmp_path).path(word)
