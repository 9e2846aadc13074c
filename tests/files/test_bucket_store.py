"""A bucket as a place for files: who may, and what is told when something is wrong with it."""

import socket
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from app.config import read_settings
from app.doctor import examine
from connectors.errors import ConnectorError
from connectors.ports import Probe
from connectors.stores.bucket import open_bucket
from tests.fetching.servers import listener, site
from tests.files.seaweed import BUCKET, Storage

DIGEST = sha256(b"content").hexdigest()
MESSAGE = "the file storage at {place} cannot be used: {said}"


def test_objects_stand_in_the_folder_under_their_hash_and_strangers_have_none(storage: Storage) -> None:
    open_bucket(storage.url("a/b")).put(DIGEST, BytesIO(b"content"))
    stored = open_bucket(storage.url()).objects.get(f"a/b/{DIGEST[:2]}/{DIGEST}")
    assert bytes(stored.bytes()) == b"content"
    with pytest.raises(HTTPError, match="403"):
        urlopen(f"http://127.0.0.1:{storage.port}/{BUCKET}/a/b/{DIGEST[:2]}/{DIGEST}")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"secret": "wrong"}, "SignatureDoesNotMatch"),
        ({"key": "nobody"}, "InvalidAccessKeyId"),
        ({"bucket": "of-others"}, "AccessDenied"),
    ],
)
def test_what_is_wrong_is_told_in_the_words_of_the_storage(storage: Storage, wrong: dict[str, str], said: str) -> None:
    store = open_bucket(storage.url(**wrong))
    place = f"127.0.0.1:{storage.port}/{wrong.get('bucket', BUCKET)}"
    for act in (lambda: store.put(DIGEST, BytesIO(b"content")), lambda: store.get(DIGEST)):
        with pytest.raises(ConnectorError) as fault:
            act()
        assert str(fault.value) == MESSAGE.format(place=place, said=said)
        assert not fault.value.permanent


def absent(code: str) -> tuple[int, dict[str, str], bytes]:
    return 404, {}, f"<Error><Code>{code}</Code></Error>".encode()


@pytest.mark.parametrize("code", ["NoSuchBucket", ""])
def test_only_what_the_storage_calls_absent_is_so(code: str) -> None:
    """A bucket that is gone, or a server that is no storage, has not lost a single file."""
    with site() as server:
        server.answers[f"/uploads/{DIGEST[:2]}/{DIGEST}"] = absent(code)
        store = open_bucket(f"s3+http://key:secret@{server.host}/uploads")
        with pytest.raises(ConnectorError, match="cannot be used"):
            store.get(DIGEST)
        with pytest.raises(ConnectorError, match="cannot be used"):
            store.remove(DIGEST, datetime.now(UTC))
        server.answers[f"/uploads/{DIGEST[:2]}/{DIGEST}"] = absent("NoSuchKey")
        assert store.get(DIGEST) is None


def test_a_storage_that_says_nothing_is_left() -> None:
    def hang(connection: socket.socket) -> None:
        while connection.recv(1000):
            pass

    with listener(hang) as address:
        store = open_bucket(f"s3+http://key:secret@{address}/uploads", seconds=0.2)
        for act in (lambda: store.put(DIGEST, BytesIO(b"content")), lambda: store.get(DIGEST)):
            with pytest.raises(ConnectorError, match="cannot be used"):
                act()


def test_a_file_whose_end_is_lost_on_the_way_is_not_taken_for_whole() -> None:
    head = b"HTTP/1.1 200 OK\r\nlast-modified: Mon, 30 Nov 2026 08:00:00 GMT\r\netag: x\r\ncontent-length: 7\r\n\r\n"

    def break_off(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(head + b"cont")

    with listener(break_off) as address:
        stored = open_bucket(f"s3+http://key:secret@{address}/uploads", seconds=1).get(DIGEST)
        assert stored is not None
        with pytest.raises(ConnectorError, match="cannot be used"):
            list(stored.parts)


def test_no_other_settings_of_the_machine_lead_elsewhere(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
        "AWS_ENDPOINT": "http://127.0.0.1:1",
        "AWS_REGION": "eu-central-2",
        "AWS_ACCESS_KEY_ID": "another",
        "AWS_SECRET_ACCESS_KEY": "another",
        "AWS_SESSION_TOKEN": "another",
    }.items():
        monkeypatch.setenv(name, value)
    store = open_bucket(storage.url())
    store.put(DIGEST, BytesIO(b"content"))
    assert store.get(DIGEST) is not None


def test_requests_are_signed_for_the_region_that_is_named() -> None:
    with site() as server:
        store = open_bucket(f"s3+http://key:secret@{server.host}/uploads?region=garage")
        with pytest.raises(ConnectorError):
            store.get(DIGEST)
        assert "/garage/s3/aws4_request" in server.asked[0].headers["authorization"]


def test_nobody_is_told_the_secret(storage: Storage) -> None:
    store = open_bucket(storage.url(secret="wrong-secret"))
    with pytest.raises(ConnectorError) as fault:
        store.get(DIGEST)
    assert "wrong-secret" not in f"{fault.value!r} {fault.value.__cause__} {store!r}"


def test_the_doctor_keeps_a_file_and_has_it_again(storage: Storage, tmp_path: Path) -> None:
    def found(url: str) -> Probe:
        environ = {"FILES_URL": url, "CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(tmp_path)}
        [probe] = [one for one in examine(read_settings(environ)) if one.name == "files"]
        return probe

    place = f"127.0.0.1:{storage.port}/{BUCKET}"
    right, wrong = found(storage.url()), found(storage.url(secret="wrong"))
    assert (right.ok, right.said) == (True, place)
    assert (wrong.ok, wrong.said) == (False, MESSAGE.format(place=place, said="SignatureDoesNotMatch"))
    assert "FILES_URL" in wrong.remedy
    assert found("").ok
