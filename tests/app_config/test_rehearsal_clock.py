"""The clock of a rehearsal runs on from the moment in a file, and leaps when another is written."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import clock_of, machine
from app.config import SettingsError, read_settings
from app.context import build_context

JANUARY = datetime(2027, 1, 14, 8, tzinfo=UTC)
LITTLE = timedelta(minutes=5)  # a slow machine's


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clock"
    path.write_text("2027-01-14T09:00+01:00\n")
    return path


def test_it_runs_on_from_the_moment_that_was_written(file: Path) -> None:
    now = clock_of(file)
    assert JANUARY <= (first := now()) < JANUARY + LITTLE
    an_hour_ago = machine().timestamp() - 3600
    os.utime(file, (an_hour_ago, an_hour_ago))
    assert now() >= first + timedelta(minutes=55)


def test_it_leaps_when_another_moment_is_written(file: Path) -> None:
    now = clock_of(file)
    file.write_text("2028-03-01T00:00Z")
    assert datetime(2028, 3, 1, tzinfo=UTC) <= now() < datetime(2028, 3, 1, tzinfo=UTC) + LITTLE


@pytest.mark.parametrize("content", ["", "2027-01", None])
def test_a_file_that_is_being_written_or_is_gone_changes_nothing(file: Path, content: str | None) -> None:
    now = clock_of(file)
    if content is None:
        file.unlink()
    else:
        file.write_text(content)
    assert JANUARY <= now() < JANUARY + LITTLE


def test_all_of_the_service_goes_by_it(file: Path, tmp_path: Path) -> None:
    environ = {"CHANCERY_DATA": str(tmp_path / "data"), "REHEARSAL_CLOCK": str(file)}
    context = build_context(read_settings(environ))
    assert JANUARY <= context.now() < JANUARY + LITTLE


@pytest.mark.parametrize("content", ["soon", "2027-01-14T09:00"])
def test_a_file_without_a_moment_is_refused_at_the_start(file: Path, tmp_path: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(SettingsError, match="REHEARSAL_CLOCK"):
        read_settings({"CHANCERY_DATA": str(tmp_path / "data"), "REHEARSAL_CLOCK": str(file)})
