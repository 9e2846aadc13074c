"""Follows submissions all the way: taken in, checked into the ledger, written into the workbook."""

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from python_calamine import CalamineError, CalamineWorkbook
from sqlalchemy import Engine, create_engine, text

from bench.intake.compare import READY, takes
from bench.intake.load import Figures, Load, read, stack
from bench.intake.ours import HOOK, command, database, prepare, settings
from bench.intake.processes import ROOT, free_port, memory, running, until
from bench.intake.report import table

PROCESSES = {
    "redis": ("redis",),
    "web": ("web",),
    "worker 1": ("worker",),
    "worker 2": ("worker",),
    "relay": ("relay",),
    "clock": ("clock",),
}
PAUSE = 0.5  # seconds between two looks
PATIENCE = 120.0  # seconds without any progress after which it is given up
SIGNED_FOR = 280  # seconds that a delivery may be on its way
SHOWN = 24  # looks in the printed table
KEPT = "select count(*) from deliveries where form = 'intake'"
CHECKED = "select count(*) from submissions where form = 'intake'"
DUE = "select count(*) from outbox where state = 'due'"


@dataclass
class Look:
    """What was seen at one moment; memory in MB (PSS) by process."""

    seconds: float
    kept: int
    checked: int
    rows: int
    due: int
    memory: dict[str, float]

    @property
    def progress(self) -> tuple[int, int, int]:
        return self.kept, self.checked, self.rows


@dataclass
class Sheet:
    """The rows in the workbook, read again only after it has changed."""

    path: Path
    changed: float = 0.0
    rows: int = 0

    def count(self) -> int:
        if self.path.exists() and self.path.stat().st_mtime != self.changed:
            self.changed = self.path.stat().st_mtime
            try:
                found = CalamineWorkbook.from_path(str(self.path)).get_sheet_by_name("Intake").to_python()
            except CalamineError:
                return self.rows
            self.rows = len({row[0] for row in found[1:] if row[0]})  # the first column is the submission's key
        return self.rows


@dataclass
class Watch:
    """Looks at ledger, workbook and processes."""

    engine: Engine
    sheet: Sheet
    processes: Mapping[str, int]
    started: float = field(default_factory=time.monotonic)

    def look(self) -> Look:
        with self.engine.connect() as connection:
            kept, checked, due = (connection.scalar(text(one)) for one in (KEPT, CHECKED, DUE))
        held = {name: round(memory([number]).pss, 1) for name, number in self.processes.items()}
        seconds = round(time.monotonic() - self.started, 2)
        return Look(seconds, kept, checked, self.sheet.count(), due, held)


@contextmanager
def service(folder: Path, port: int, url: str) -> Iterator[dict[str, int]]:
    """Every process of the service; gives their numbers by name."""
    environment = settings(folder, port, url)
    with ExitStack() as all_of_them:
        yield {
            name: all_of_them.enter_context(
                running(command(*words), folder / f"{name.replace(' ', '-')}.log", environment=environment)
            )
            for name, words in PROCESSES.items()
        }


def follow(
    load: Load, folder: Path, count: int, rate: float, *, postgresql: bool, say: Callable[[str], None]
) -> dict[str, object]:
    """Send so many submissions and watch until all of them stand in the workbook."""
    if rate and count / rate > SIGNED_FOR:
        raise click.ClickException(f"signatures hold for {SIGNED_FOR} s: send fewer, or faster")
    port = free_port()
    prepare(ROOT, postgresql, folder)
    with database(folder, postgresql) as (url, numbers), service(folder, port, url) as processes:
        until(lambda: takes(port, HOOK), READY, "the service to take a delivery")
        ledger = url.replace("postgresql:", "postgresql+psycopg:") or f"sqlite:///{folder / 'data/chancery.db'}"
        everything = {**processes, **({"postgresql": numbers[0]} if numbers else {})}
        with stack(count + 1) as ready:  # wrk tries the script with one that it does not send
            line = load.command(port, HOOK, ready, SIGNED_FOR, count=count, rate=rate)
            watch = Watch(create_engine(ledger), Sheet(folder / "data/workbooks/Intake.xlsx"), everything)
            figures, looks = watched(watch, line, load.environment, count + 1)  # the first one was taken above
    found = told(figures, looks, count + 1)
    say(table([{**flat(one)} for one in looks[:: max(1, len(looks) // SHOWN)]], list(flat(looks[0]))))
    say(table([{"candidate": key, "value": value} for key, value in found.items()], ("candidate", "value")))
    return {**found, "looks": [asdict(one) for one in looks]}


def watched(watch: Watch, line: list[str], environment: Mapping[str, str], count: int) -> tuple[Figures, list[Look]]:
    """Press and look until all is done, or nothing moves any more."""
    looks = [watch.look()]
    moved = time.monotonic()
    with subprocess.Popen(line, env=dict(environment) or None, stdout=subprocess.PIPE, text=True) as sender:
        while sender.poll() is None or looks[-1].rows < count:
            time.sleep(PAUSE)
            looks.append(watch.look())
            if looks[-1].progress != looks[-2].progress:
                moved = time.monotonic()
            if time.monotonic() - moved > PATIENCE:
                sender.kill()
                break
        said, _ = sender.communicate()
    watch.engine.dispose()
    return read(said), looks


def told(figures: Figures, looks: list[Look], count: int) -> dict[str, object]:
    """When what was done: seconds from the first request."""

    def when(reached: Callable[[Look], int]) -> float | None:
        return next((look.seconds for look in looks if reached(look) >= count), None)

    return {
        "submissions": count,
        "accepted/s": round(figures.rate, 1),
        "p50 ms": figures.p50,
        "p99 ms": figures.p99,
        "faults": figures.faults,
        "all kept after s": when(lambda look: look.kept),
        "all checked after s": when(lambda look: look.checked),
        "all in the workbook after s": when(lambda look: look.rows),
        "greatest backlog": max(look.kept - look.rows for look in looks),
        "greatest memory MB": round(max(sum(look.memory.values()) for look in looks), 1),
    }


def flat(look: Look) -> dict[str, object]:
    """A look as a row of the table."""
    return {
        "seconds": look.seconds,
        "kept": look.kept,
        "checked": look.checked,
        "rows": look.rows,
        "unchecked": look.kept - look.checked,
        "due": look.due,
        **{f"{name} MB": held for name, held in look.memory.items()},
    }
