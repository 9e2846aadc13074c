"""A data folder has one supervisor at a time, and the next one after it whatever became of the first."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jobs.hold import Held, Holder, held

HOLDS = """
import sys, time
from pathlib import Path
from jobs.hold import held
with held(Path(sys.argv[1]), "http://127.0.0.1:8000"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_held_folder_is_refused_with_who_holds_it(tmp_path: Path) -> None:
    with held(tmp_path, "http://127.0.0.1:8000"), pytest.raises(Held) as refused, held(tmp_path, "http://x:1"):
        pass
    assert refused.value.holder == Holder(os.getpid(), "http://127.0.0.1:8000")


def test_a_folder_that_was_given_back_can_be_held_again(tmp_path: Path) -> None:
    for port in (8000, 8001):
        with held(tmp_path / "new" / "folder", f"http://127.0.0.1:{port}"):
            pass


def test_a_holder_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(Held) as refused, held(tmp_path, ""):
        pass
    assert refused.value.holder == Holder(holder.pid, "http://127.0.0.1:8000")
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with held(tmp_path, ""):
        pass
