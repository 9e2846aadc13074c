"""Starting and stopping the service by its command, as people do."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from running import REPOSITORY, answers, free_port, until

pytestmark = pytest.mark.process

RUN = "from jobs.start import run; run()"


def start(data: Path, port: int, *arguments: str) -> subprocess.Popen[bytes]:
    """`chancery run` in the data folder's place, its output in `<data>.<port>.txt`."""
    environment = {**os.environ, "CHANCERY_DATA": str(data), "PORT": str(port), "PYTHONPATH": str(REPOSITORY)}
    with output(data, port).open("wb") as file:
        command = [sys.executable, "-u", "-c", RUN, *arguments]
        return subprocess.Popen(command, stdout=file, stderr=file, env=environment)


def output(data: Path, port: int) -> Path:
    return data.with_name(f"{data.name}.{port}.txt")


def test_a_second_start_on_the_same_data_leaves_the_first_alone(tmp_path: Path) -> None:
    data, port, other = tmp_path / "data", free_port(), free_port()
    first = start(data, port, "--without-samples")
    try:
        until(lambda: "Ctrl-C stops" in output(data, port).read_text(), 60, "the places to be said")
        second = start(data, other, "--without-samples")
        assert second.wait(timeout=60) == 1
        refusal = output(data, other).read_text()
        assert f"process {first.pid}, which serves http://127.0.0.1:{port}" in refusal
        assert (data / "redis.sock").is_socket()
        assert answers(f"http://127.0.0.1:{port}")
    finally:
        first.send_signal(signal.SIGINT)
        first.wait(timeout=60)
    said = output(data, port).read_text()
    assert first.returncode == 0
    assert "Stopping …" in said
    assert said.endswith(f"Stopped. All data is kept in {data}.\n")
    assert "MISSING" not in said
    assert "loading the sample" not in said


def test_a_stop_during_the_start_is_no_failure(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    service = start(data, port, "--without-samples")
    until((data / "supervisor.lock").exists, 60, "the start")
    until((data / "log" / "web.log").exists, 60, "the web process to be started")
    service.send_signal(signal.SIGINT)
    assert service.wait(timeout=60) == 0
    assert "did not answer" not in output(data, port).read_text()
