"""The candidates of our own making: a limit and a naive one, on whichever server."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.intake.candidate import Candidate
from bench.intake.disk import slowed
from bench.intake.processes import ROOT, done, running

LIMIT, NAIVE = "bench.intake.apps.limit:app", "bench.intake.apps.naive:app"
Server = Callable[[str, int], list[str]]
"""The command line for an application and a port."""


def granian(workers: int, threads: int) -> Server:
    """Rust in front, Python threads behind."""
    program = str(Path(sys.executable).with_name("granian"))
    size = ["--workers", str(workers), "--blocking-threads", str(threads)]
    return lambda app, port: [program, "--interface", "wsgi", *size, "--no-ws", "--port", str(port), app]


def gunicorn(kind: str, workers: int, threads: int = 1) -> Server:
    size = ["--worker-class", kind, "--workers", str(workers), "--threads", str(threads)]
    program = [sys.executable, "-m", "gunicorn"]
    return lambda app, port: [*program, *size, "--keep-alive", "60", "--bind", f"127.0.0.1:{port}", app]


@contextmanager
def serve(
    folder: Path, port: int, *, server: Server, app: str, environment: Mapping[str, str], slow: bool
) -> Iterator[list[int]]:
    own = {"DATABASE": str(folder / "submissions.db"), "PYTHONPATH": str(ROOT)}
    disk = slowed(folder) if slow else {}
    with running(server(app, port), folder / "log", environment={**own, **environment, **disk}) as number:
        yield [number]


def plain(
    name: str, server: Server, app: str = LIMIT, *, slow: bool = False, environment: Mapping[str, str] | None = None
) -> Candidate:
    return Candidate(name, "/", partial(serve, server=server, app=app, environment=environment or {}, slow=slow))


def servers(cache: Path) -> list[Candidate]:
    """The limit on each server; gunicorn is no part of the project and is put into the cache."""
    libraries = cache / "gunicorn"

    def fetch(folder: Path) -> None:  # noqa: ARG001 - every candidate is given its folder
        if not libraries.exists():
            done([sys.executable, "-m", "pip", "install", "-qq", "--target", str(libraries), "gunicorn"])

    def beside(name: str, server: Server) -> Candidate:
        found = {"PYTHONPATH": f"{ROOT}:{libraries}"}
        return Candidate(name, "/", partial(serve, server=server, app=LIMIT, environment=found, slow=False), fetch)

    return [
        *(plain(f"granian w{w} t{t}", granian(w, t)) for w in (1, 2) for t in (8, 16)),
        beside("gunicorn sync w2", gunicorn("sync", 2)),
        beside("gunicorn gthread w1 t16", gunicorn("gthread", 1, 16)),
        beside("gunicorn gthread w2 t8", gunicorn("gthread", 2, 8)),
    ]
