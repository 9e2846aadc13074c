"""This service, driven as anybody drives it: by its commands and settings."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.intake.candidate import Candidate
from bench.intake.deliveries import SECRET
from bench.intake.disk import slowed
from bench.intake.postgresql import postgresql
from bench.intake.processes import ROOT, done, running

FORMS = Path(__file__).with_name("forms")
HOOK = "/hooks/intake/standard-webhooks"


def command(*words: str) -> list[str]:
    return [str(Path(sys.executable).with_name("chancery")), *words]


def settings(folder: Path, port: int = 0, url: str = "", checkout: Path = ROOT) -> dict[str, str]:
    """The environment of every process of a service in this folder; `checkout` may be an earlier state of it."""
    return {
        "PYTHONPATH": str(checkout),
        "CHANCERY_DATA": str(folder / "data"),
        "CHANCERY_FORMS": str(FORMS),
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "PORT": str(port or 8000),
    }


@contextmanager
def database(folder: Path, wanted: bool) -> Iterator[tuple[str, list[int]]]:
    """The URL and processes of a PostgreSQL if one is wanted; otherwise neither, which means SQLite."""
    if not wanted:
        yield "", []
        return
    with postgresql(folder / "postgresql") as (url, number):
        yield url, [number]


def prepare(checkout: Path, on_postgresql: bool, folder: Path) -> None:
    """Make the ledger and let it know the secret."""
    with database(folder, on_postgresql) as (url, _):
        environment = settings(folder, url=url, checkout=checkout)
        told = command("hooks", "secret", "intake", "standard-webhooks", "--set", SECRET)
        done(told, folder=checkout, environment=environment)


@contextmanager
def serve(checkout: Path, on_postgresql: bool, slow: bool, folder: Path, port: int) -> Iterator[list[int]]:
    """The web process, and the database server if there is one."""
    with database(folder, on_postgresql) as (url, numbers):
        disk = slowed(folder) if slow else {}
        environment = {**settings(folder, port, url, checkout), **disk}
        with running(command("web"), folder / "log", folder=checkout, environment=environment) as number:
            yield [*numbers, number]


def ours(name: str, *, checkout: Path = ROOT, on_postgresql: bool = False, slow: bool = False) -> Candidate:
    return Candidate(
        name, HOOK, partial(serve, checkout, on_postgresql, slow), partial(prepare, checkout, on_postgresql)
    )
