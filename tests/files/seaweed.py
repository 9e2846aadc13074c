"""A real S3 storage for the tests: SeaweedFS, from its wheel, with one bucket that the service's key may use."""

import json
import shutil
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import obstore

from connectors.errors import ConnectorError
from connectors.stores.bucket import open_bucket

KEY, SECRET = "chancery", "a/secret+key"
ADMIN, ADMIN_SECRET = "admin", "of-the-tests"
BUCKET = "uploads"
SERVERS = ("master", "volume", "filer", "s3")
SECONDS_TO_START = 120


@dataclass(frozen=True)
class Storage:
    """A storage that runs."""

    port: int

    def url(self, folder: str = "", bucket: str = BUCKET, key: str = KEY, secret: str = SECRET) -> str:
        place = f"{bucket}/{folder}" if folder else bucket
        return f"s3+http://{key}:{quote(secret, safe='')}@127.0.0.1:{self.port}/{place}"


def program() -> str | None:
    """SeaweedFS of the wheel, else one of the machine."""
    return shutil.which("weed", path=sysconfig.get_path("scripts")) or shutil.which("weed")


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        opened = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in opened:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in opened]


def keys(folder: Path) -> Path:
    """Who may do what: the service uses its bucket, and makes none."""
    may = [f"{act}:{BUCKET}" for act in ("Read", "Write", "List")]
    identities = [(KEY, SECRET, may), (ADMIN, ADMIN_SECRET, ["Admin", "Read", "Write", "List"])]
    written = [
        {"name": key, "credentials": [{"accessKey": key, "secretKey": secret}], "actions": acts}
        for key, secret, acts in identities
    ]
    path = folder / "keys.json"
    path.write_text(json.dumps({"identities": written}))
    return path


@contextmanager
def seaweed(weed: str) -> Iterator[Storage]:
    """The storage, in a folder of its own, for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="weed", ignore_cleanup_errors=True) as name:
        folder, ports = Path(name), free_ports(2 * len(SERVERS))
        listening = dict(zip(SERVERS, zip(ports[::2], ports[1::2], strict=True), strict=True))
        words = [
            *(f"-{server}.port={port}" for server, (port, _) in listening.items()),
            *(f"-{server}.port.grpc={port}" for server, (_, port) in listening.items()),
            *(f"-{server}.localSocket={folder / server}.sock" for server in ("filer", "s3")),
            *("-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}", "-master.volumeSizeLimitMB=64"),
            *("-s3", f"-s3.config={keys(folder)}", "-s3.autoCreateBucket=true", "-s3.port.iceberg=0"),
        ]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([weed, "-logtostderr=true", "server", *words], stdout=log, stderr=log)
        try:
            found = Storage(listening["s3"][0])
            make_bucket(found, process)
            yield found
        finally:
            process.kill()
            process.wait()


def make_bucket(storage: Storage, process: subprocess.Popen[bytes]) -> None:
    """The first object that its owner puts there makes it: once that works, all parts of the storage run."""
    until = time.monotonic() + SECONDS_TO_START
    store = open_bucket(storage.url(key=ADMIN, secret=ADMIN_SECRET))
    while True:
        try:
            store.put("0" * 64, BytesIO())
        except ConnectorError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            obstore.delete(store.objects, f"00/{'0' * 64}")
            return
