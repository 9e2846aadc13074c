"""The log says what happened and where, and nothing that a variable held."""

import json
import subprocess
import sys

PROGRAM = """
import structlog
from app.log import configure_log

configure_log()
log = structlog.get_logger()
log.debug("too much")


def fail(password):
    raise ValueError("no")


try:
    fail("hunter2")
except ValueError:
    log.exception("job failed", kind="mail")
"""


def test_an_event_has_its_level_and_its_traceback_without_values() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    event = json.loads(line)
    assert (event["event"], event["level"], event["kind"]) == ("job failed", "error", "mail")
    assert "ValueError: no" in event["exception"]
    assert "in fail" in event["exception"]
    assert "hunter2" not in line
