"""The embedded server: one for a folder, for as long as it lives."""

import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from redis import Redis

from app.config import read_settings
from jobs import embedded

SERVES = (
    "import os; from app.config import read_settings; from jobs.embedded import serve; serve(read_settings(os.environ))"
)


def test_a_second_server_on_the_same_folder_is_refused_until_the_first_ends(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("CHANCERY_DATA", str(tmp_path))
    settings = read_settings({"CHANCERY_DATA": str(tmp_path)})
    folder = tmp_path / "redis"
    first = subprocess.Popen([sys.executable, "-c", SERVES], stdout=subprocess.DEVNULL)
    try:
        limit = time.monotonic() + 20
        while not settings.redis_socket.exists():
            assert time.monotonic() < limit
            time.sleep(0.05)
        monkeypatch.setattr(embedded, "ENDING", 0.3)
        with pytest.raises(click.ClickException, match="running on"):
            embedded._be_the_only_one(folder)
        with Redis(unix_socket_path=str(settings.redis_socket)) as redis:
            assert redis.ping()
    finally:
        first.terminate()
        first.wait()
    embedded._be_the_only_one(folder)
