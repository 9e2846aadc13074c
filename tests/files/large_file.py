"""Keeps a large file and has it again, in a process of its own; says how much came back and how much memory it took."""

import resource
import sys
from pathlib import Path

from connectors.ports import FileStore
from connectors.stores.bucket import open_bucket
from connectors.stores.folder import FolderStore
from tests.files.contents import zeros

DIGEST = "f" * 64


def peak() -> int:
    """Bytes of memory that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def store_at(place: str) -> FileStore:
    return open_bucket(place) if place.startswith("s3") else FolderStore(Path(place))


if __name__ == "__main__":
    place, megabytes = sys.argv[1:]
    store, before = store_at(place), peak()
    store.put(DIGEST, zeros(int(megabytes) * 1_000_000))
    stored = store.get(DIGEST)
    size = sum(len(part) for part in stored.parts) if stored else 0
    print(size, peak() - before)
