"""Files in a bucket of an S3-compatible storage, by the client `obstore` (Amazon S3 API, version 2006-03-01)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from connectors.errors import ConnectorError
from connectors.ports import Stored
from connectors.stores import AT_ONCE, key_of

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Credential  # which are nowhere else

IN_THE_CLEAR = "s3+http"
"""The scheme of an address without TLS."""
REGION = "us-east-1"
"""What most storages of one's own are signed for."""
CODE = re.compile(r"<Code>(\w+)</Code>")
"""What the storage says is wrong (REST error responses)."""
ABSENT = "NoSuchKey"
PARTS_AT_ONCE = 2
"""Of a large file, 5 MB each, are in memory."""
MOST_TRIES_MORE = 2
MOST_SECONDS = 900
"""That one request may last, however it goes on: a file goes on to a visitor as fast as they take it."""


@dataclass(frozen=True, slots=True)
class BucketStore:
    """A FileStore in the bucket at `address`; the bucket is there, and private."""

    address: str
    objects: S3Store

    def put(self, digest: str, content: IO[bytes]) -> None:
        """Write the object, whole or not at all; one that is there is written over by the same."""
        try:
            obstore.put(self.objects, key_of(digest), content, max_concurrency=PARTS_AT_ONCE)
        except (BaseError, OSError) as fault:
            raise self._unusable(fault) from fault

    def get(self, digest: str) -> Stored | None:
        """Ask for the object."""
        try:
            found = obstore.get(self.objects, key_of(digest))
        except (BaseError, OSError) as fault:
            if _code(fault) == ABSENT:
                return None
            raise self._unusable(fault) from fault
        return Stored(found.meta["size"], self._parts(found.stream(min_chunk_size=AT_ONCE)))

    def remove(self, digest: str, before: datetime) -> bool:
        """Ask for its time, and remove the object; of what is absent a HEAD would not say why.

        What is put in the moment between the two requests is removed too: `obstore` has no conditional deletion.
        """
        key = key_of(digest)
        try:
            if obstore.get(self.objects, key).meta["last_modified"] >= before:
                return False
            obstore.delete(self.objects, key)
        except (BaseError, OSError) as fault:
            if _code(fault) == ABSENT:
                return False
            raise self._unusable(fault) from fault
        return True

    def _parts(self, stream: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from stream
        except (BaseError, OSError) as fault:
            raise self._unusable(fault) from fault

    def _unusable(self, fault: Exception) -> ConnectorError:
        """Never for good: whatever it is, staff mend it, and the file should not be lost then."""
        said = _code(fault) or str(fault).partition("\n")[0].rpartition(" - ")[2]
        return ConnectorError(f"the file storage at {self.address} cannot be used: {said}")


def open_bucket(url: str, seconds: float = 30) -> BucketStore:
    """The store at s3://KEY:SECRET@host:port/bucket/folder?region=…, or s3+http://…; connects to nothing yet.

    A storage that says nothing for so many `seconds` is away.
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    bucket, _, folder = parts.path.strip("/").partition("/")
    endpoint = f"http{'' if parts.scheme == IN_THE_CLEAR else 's'}://{host}"
    login: S3Credential = {
        "access_key_id": unquote(parts.username or ""),
        "secret_access_key": unquote(parts.password or ""),
        "expires_at": None,
    }
    objects = S3Store(
        bucket,
        prefix=folder or None,
        endpoint=endpoint,
        aws_endpoint_url_s3=endpoint,  # or else one that stands in the environment would come before
        region=parse_qs(parts.query).get("region", [REGION])[0],
        credential_provider=lambda: login,
        client_options=_patience(seconds) | {"allow_http": parts.scheme == IN_THE_CLEAR},
        retry_config={"max_retries": MOST_TRIES_MORE, "retry_timeout": timedelta(seconds=seconds)},
    )
    return BucketStore(f"{host}/{bucket}", objects)


def _patience(seconds: float) -> "ClientConfig":
    """How long is waited: for a connection, for something more to come, and in all."""
    return {
        "connect_timeout": timedelta(seconds=min(seconds, 5)),
        "read_timeout": timedelta(seconds=seconds),
        "timeout": timedelta(seconds=MOST_SECONDS),
    }


def _code(fault: Exception) -> str:
    found = CODE.search(str(fault))
    return found[1] if found else ""
