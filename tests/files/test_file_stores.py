"""What every place where files are kept must do, wherever it is."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.errors import ConnectorError
from connectors.ports import FileStore
from tests.files.contents import zeros
from tests.files.seaweed import Storage

ABSENT = "0" * 64
ROOT = Path(__file__).parents[2]
PART = 5 * 1024 * 1024
"""Bytes of a part in which large files travel."""


def put(store: FileStore, content: bytes) -> str:
    digest = sha256(content).hexdigest()
    store.put(digest, BytesIO(content))
    return digest


def got(store: FileStore, digest: str) -> bytes | None:
    stored = store.get(digest)
    if stored is None:
        return None
    content = b"".join(stored.parts)
    assert stored.size == len(content)
    return content


def test_at_first_nothing_is_there(store: FileStore) -> None:
    assert store.get(ABSENT) is None


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, PART, PART + 1, 2 * PART + 7])
def test_what_is_kept_is_had_again_whole(store: FileStore, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    assert got(store, put(store, content)) == content
    assert store.get(ABSENT) is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_content_is_had_again_as_it_was(store: FileStore, content: bytes) -> None:
    assert got(store, put(store, content)) == content


def test_content_that_is_kept_twice_is_there_once_and_the_same(store: FileStore) -> None:
    assert put(store, b"content") == put(store, b"content")
    assert got(store, put(store, b"other")) == b"other"
    assert got(store, put(store, b"content")) == b"content"


def test_it_is_kept_from_where_it_is_read(store: FileStore) -> None:
    content = BytesIO(b"head, then content")
    content.seek(len(b"head, then "))
    digest = sha256(b"content").hexdigest()
    store.put(digest, content)
    assert got(store, digest) == b"content"


def test_what_was_put_before_a_time_is_removed_and_else_stays(store: FileStore) -> None:
    digest, other = put(store, b"content"), put(store, b"other")
    now = datetime.now(UTC)
    assert not store.remove(digest, now - timedelta(minutes=1))
    assert got(store, digest) == b"content"
    assert store.remove(digest, now + timedelta(minutes=1))
    assert (got(store, digest), got(store, other)) == (None, b"other")
    assert not store.remove(digest, now + timedelta(minutes=1))
    assert got(store, put(store, b"content")) == b"content"


def test_what_is_put_again_is_as_if_it_were_new(store: FileStore) -> None:
    digest = put(store, b"content")
    time.sleep(1.1)  # a bucket tells whole seconds
    between = datetime.now(UTC) - timedelta(milliseconds=50)
    time.sleep(1.1)
    put(store, b"content")
    assert not store.remove(digest, between)
    assert got(store, digest) == b"content"


def test_a_large_file_comes_in_parts(store: FileStore) -> None:
    stored = store.get(put(store, bytes(2_000_000)))
    assert stored is not None
    parts = [len(part) for part in stored.parts]
    assert sum(parts) == 2_000_000
    assert max(parts) < 1_000_000


@pytest.mark.parametrize("size", [100, 2 * PART + 7])
def test_of_content_that_breaks_off_nothing_is_kept(store: FileStore, size: int) -> None:
    with pytest.raises(ConnectorError, match="the line is dead"):
        store.put(ABSENT, zeros(size, breaks_at=size - 10))
    assert store.get(ABSENT) is None


def test_many_may_keep_the_same_at_once(store: FileStore) -> None:
    content = bytes(300_000)
    with ThreadPoolExecutor(8) as threads:
        digests = set(threads.map(lambda _: put(store, content), range(24)))
    assert [got(store, digest) for digest in digests] == [content]


@pytest.mark.parametrize("word", ["", "../secret-key", "a" * 63, "A" * 64, "g" * 64, "a" * 64 + "\n"])
def test_what_is_no_hash_leads_nowhere(store: FileStore, word: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.put(word, BytesIO())
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.get(word)
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.remove(word, datetime.now(UTC))


def test_a_place_that_cannot_be_used_is_told_in_words_and_may_be_tried_again(away: FileStore) -> None:
    remove = partial(away.remove, ABSENT, datetime.now(UTC))
    for act in (lambda: store_one(away), lambda: away.get(ABSENT), remove):
        with pytest.raises(ConnectorError, match="cannot be") as fault:
            act()
        assert not fault.value.permanent


def store_one(store: FileStore) -> None:
    store.put(ABSENT, BytesIO(b"content"))


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a process of its own finds a place."""
    if request.param == "folder":
        return str(tmp_path / "files")
    running: Storage = request.getfixturevalue("storage")
    return running.url(uuid4().hex)


def test_memory_stays_flat_however_large_a_file_is(place: str) -> None:
    child = [sys.executable, "-m", "tests.files.large_file", place, "300"]
    said = subprocess.run(child, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    size, grown = map(int, said.split())
    assert size == 300_000_000
    assert grown < 80_000_000
