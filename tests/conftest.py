"""Fixtures for all tests: a ledger on each database, with a real PostgreSQL server from a wheel."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from app.log import configure_log
from app.store.engine import Ledger, open_ledger
from tests.ledgers import PostgresServer, sqlite_at, start_postgresql

if "CI" not in os.environ:  # where it is, hypothesis keeps no time by itself
    settings.register_profile("house", deadline=None)
    settings.load_profile("house")
else:  # a fifth as many examples as on a desk: all of it together must be well under half an hour
    settings.register_profile("house in CI", settings.get_profile("ci"), max_examples=20)
    settings.load_profile("house in CI")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """In CI a skipped test is a failed one: only what providers recorded may be absent there."""
    report = yield
    if "CI" in os.environ and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "recorded" not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped in CI, where nothing may be: {reason}"
    return report


@pytest.fixture(autouse=True)
def plain_log() -> None:
    """As in every process: otherwise structlog draws tracebacks with all local variables, for minutes."""
    configure_log()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL, started from its wheel; where it cannot start, skipped with the reason (never in CI)."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        try:
            server = start_postgresql(Path(folder) / "data")
        except (ImportError, OSError, RuntimeError, AssertionError) as fault:
            if "CI" in os.environ:
                raise
            pytest.skip(f"PostgreSQL cannot be started here: {fault}")
        found = PostgresServer(server.get_uri())
        yield found
        found.admin.dispose()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgresql_server")
    with server.database("new") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a ledger with its tables and nothing in them, on each database."""
    if request.param == "sqlite":
        yield sqlite_at(tmp_path / "chancery.db")
        return
    server: PostgresServer = request.getfixturevalue("postgresql_server")
    with server.ledger() as url:
        yield url


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """The same, opened."""
    opened = open_ledger(ledger_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def libreoffice(tmp_path: Path) -> Callable[[Path], Path]:
    """Opens a file in LibreOffice and saves it elsewhere as a workbook."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed on this machine")

    def saved(path: Path) -> Path:
        profile, out = (tmp_path / "profile").as_uri(), tmp_path / "again"
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir"]
        subprocess.run([*command, str(out), str(path)], check=False, capture_output=True, timeout=120)
        found = (out / path.name).with_suffix(".xlsx")
        assert found.exists()  # its exit status is no verdict
        return found

    return saved
