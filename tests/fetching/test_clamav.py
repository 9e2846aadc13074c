"""A scanner that finds something keeps a file out, and so does one that cannot say."""

import socket
from pathlib import Path

import pytest

from app.config import read_settings
from app.doctor import examine
from connectors.clamav import ClamAV
from connectors.errors import ConnectorError
from connectors.file_types import FileRefused
from connectors.files import Files
from connectors.ports import Probe
from connectors.stores.folder import FolderStore
from forms.types import messages
from tests.fetching.clamd import MOST_STREAM, clamd, eicar
from tests.fetching.servers import listener


def test_what_is_clean_passes_and_what_is_found_does_not() -> None:
    with clamd() as address:
        scanner = ClamAV(address)
        assert scanner.answers()
        scanner.scan("a.txt", b"Dear all" * 100_000)
        for content in (eicar(), b"a" * 70_000 + eicar()):
            with pytest.raises(FileRefused) as refused:
                scanner.scan("a.txt", content)
            assert refused.value.message == messages.FILE_HARMFUL


def test_the_daemon_may_be_at_a_socket_of_the_machine(tmp_path: Path) -> None:
    with clamd(tmp_path / "clamd.ctl") as path:
        scanner = ClamAV(f"unix://{path}")
        scanner.scan("a.txt", b"Dear all")
        with pytest.raises(FileRefused):
            scanner.scan("a.txt", eicar())
    with pytest.raises(ConnectorError, match="cannot be reached"):
        ClamAV(f"unix://{tmp_path}/none").scan("a.txt", b"")


def test_a_daemon_that_cannot_say_makes_nothing_clean() -> None:
    with clamd() as address:
        away = address
        with pytest.raises(ConnectorError, match="scanner at"):
            ClamAV(address).scan("a.txt", bytes(2 * MOST_STREAM))
    for reply in (b"", b"stream: OK but", b"stream: x ERROR\0", b"UNKNOWN COMMAND\0", b"a" * 10_000):
        with listener(lambda connection, reply=reply: connection.sendall(reply)) as address:  # type: ignore[misc]
            with pytest.raises(ConnectorError, match="scanner at") as fault:
                ClamAV(address).scan("a.txt", b"")
            assert not fault.value.permanent
    with pytest.raises(ConnectorError, match="cannot be reached"):
        ClamAV(away).scan("a.txt", b"")


def test_a_daemon_that_hangs_is_left() -> None:
    def hang(connection: socket.socket) -> None:
        while connection.recv(1000):  # until it is left
            pass

    with listener(hang) as address, pytest.raises(ConnectorError, match="timed out"):
        ClamAV(address, seconds=0.2).scan("a.txt", b"Dear all")


def test_what_is_found_is_not_kept(tmp_path: Path) -> None:
    with clamd() as address:
        store = FolderStore(tmp_path / "files")
        files = Files(store, ClamAV(address).scan)
        with pytest.raises(FileRefused):
            files.take("a.txt", eicar())
        assert not store.folder.exists()
        assert files.take("a.txt", b"Dear all")["scanned"] is True
    assert Files(store).take("a.txt", b"Dear all")["scanned"] is False


def test_the_doctor_looks_for_the_daemon(tmp_path: Path) -> None:
    def found(address: str) -> Probe:
        environ = {"CHANCERY_DATA": str(tmp_path / "var"), "CLAMAV": address}
        [probe] = [one for one in examine(read_settings(environ)) if one.name == "scanner"]
        return probe

    with clamd() as address:
        assert found(address) == Probe("scanner", True, address, "check CLAMAV and that clamd is running")
    assert not found(address).ok
    assert found("").ok
