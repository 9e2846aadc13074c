"""Follows submissions all the way: taken in, checked into the ledger, written into the workbook."""

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

import click
from python_calamine import CalamineWorkbook
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
PORTION = 50_000  # submissions that are signed and sent together
KEPT = "select coalesce(max(id), 0) from deliveries"  # none is ever taken away; to count them all would take longer
CHECKED = "select coalesce(max(id), 0) from submissions"
ROWS = "select coalesce(max(shown), 0) from sheet_marks where form = 'intake'"
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
class Watch:
    """Looks at ledger, workbook and processes."""

    engine: Engine
    processes: Mapping[str, int]
    started: float = field(default_factory=time.monotonic)
    looks: list[Look] = field(default_factory=list)

    def look(self) -> None:
        with self.engine.connect() as connection:
            kept, checked, rows, due = (connection.scalar(text(one)) for one in (KEPT, CHECKED, ROWS, DUE))
        held = {name: round(memory([number]).pss, 1) for name, number in self.processes.items()}
        seconds = round(time.monotonic() - self.started, 2)
        self.looks.append(Look(seconds, kept, checked, rows, due, held))


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
    if rate and min(PORTION, count) / rate > SIGNED_FOR:
        raise click.ClickException(f"signatures hold for {SIGNED_FOR} s: send faster")
    port = free_port()
    prepare(ROOT, postgresql, folder)
    with database(folder, postgresql) as (url, numbers), service(folder, port, url) as processes:
        until(lambda: takes(port, HOOK), READY, "the service to take a delivery")
        ledger = url.replace("postgresql:", "postgresql+psycopg:") or f"sqlite:///{folder / 'data/chancery.db'}"
        everything = {**processes, **({"postgresql": numbers[0]} if numbers else {})}
        watch = Watch(create_engine(ledger), everything)
        watch.look()
        portions = [min(PORTION, count - start) for start in range(0, count, PORTION)]
        figures = [pressed(load, port, portion, rate, watch) for portion in portions]
        seen_to_the_end(watch, count + 1)  # the first one was taken above
        watch.engine.dispose()
    looks = watch.looks
    found = told(figures, looks, count + 1, rows_of(folder / "data/workbooks/Intake.xlsx"))
    say(table([{**flat(one)} for one in looks[:: max(1, len(looks) // SHOWN)]], list(flat(looks[0]))))
    say(table([{"candidate": key, "value": value} for key, value in found.items()], ("candidate", "value")))
    return {**found, "looks": [asdict(one) for one in looks[:: max(1, len(looks) // 200)]]}


def pressed(load: Load, port: int, count: int, rate: float, watch: Watch) -> Figures:
    """Send so many, and look meanwhile."""
    with stack(count + 1) as ready:  # wrk tries the script with one that it does not send
        line = load.command(port, HOOK, ready, SIGNED_FOR, count=count, rate=rate)
        with subprocess.Popen(line, env=dict(load.environment) or None, stdout=subprocess.PIPE, text=True) as sender:
            while sender.poll() is None:
                time.sleep(PAUSE)
                watch.look()
            said, _ = sender.communicate()
    return read(said)


def seen_to_the_end(watch: Watch, count: int) -> None:
    """Look until all is done, or nothing moves any more."""
    moved, looks = time.monotonic(), watch.looks
    while looks[-1].rows < count and time.monotonic() - moved < PATIENCE:
        time.sleep(PAUSE)
        watch.look()
        if looks[-1].progress != looks[-2].progress:
            moved = time.monotonic()


def rows_of(path: Path) -> int:
    """The rows of the workbook, each submission once."""
    found = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Intake").iter_rows()
    return len({row[0] for row in found if row[0]}) - 1  # the first column is the submission's key, below its header


def told(figures: list[Figures], looks: list[Look], count: int, rows: int) -> dict[str, object]:
    """When what was done: seconds from the first request."""

    def when(reached: Callable[[Look], int]) -> float | None:
        return next((look.seconds for look in looks if reached(look) >= count), None)

    return {
        "submissions": count,
        "rows in the workbook": rows,
        "accepted/s": round(median(one.rate for one in figures), 1),
        "p50 ms": median(one.p50 for one in figures),
        "p99 ms": max(one.p99 for one in figures),
        "faults": sum(one.faults for one in figures),
        "all kept after s": when(lambda look: look.kept),
        "all checked after s": when(lambda look: look.checked),
        "all in the workbook after s": when(lambda look: look.rows),
        "greatest backlog": max(look.kept - look.rows for look in looks),
        "submissions/s to the workbook": round(count / looks[-1].seconds, 1),
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
