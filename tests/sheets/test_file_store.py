"""Uploads by content: kept once, found by hash, never by the name an applicant chose."""

from hashlib import sha256
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("word", ["", "../secret-key", "a" * 63, "A" * 64, "g" * 64, "a" * 64 + "\n"])
def test_what_is_no_hash_is_no_path(tmp_path: Path, word: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        FileStore(tmp_path).path(word)
