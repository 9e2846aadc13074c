"""What every command needs: the settings of this environment, and tables on the terminal."""

import os
from collections.abc import Iterable
from datetime import datetime

import click

from app.clock import clock_of
from app.config import Settings, read_settings


def settings() -> Settings:
    """The settings of this environment."""
    return read_settings(os.environ)


def table(rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows in aligned columns."""
    kept = [tuple(str(cell) for cell in row) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*kept, strict=True)]
    for row in kept:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def now() -> datetime:
    """The present by the service's clock, aware."""
    return clock_of(settings().rehearsal_clock)()
