"""The command: `python -m bench.intake --help`."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from bench.intake import end_to_end, report
from bench.intake.candidate import Candidate
from bench.intake.compare import Result, compare
from bench.intake.disk import syncs
from bench.intake.load import Load, find_wrk
from bench.intake.n8n import n8n
from bench.intake.node_red import node_red
from bench.intake.ours import ours
from bench.intake.plain import NAIVE, granian, plain, servers

HERE = Path(tempfile.gettempdir()) / "chancery-bench"
TWO = granian(2, 8)


def peers(cache: Path, before: Path | None) -> list[Candidate]:
    """This service among others."""
    return [
        *earlier(before, slow=False),
        ours("ours"),
        ours("ours on PostgreSQL", on_postgresql=True),
        plain("limit", TWO),
        plain("naive", TWO, NAIVE),
        node_red(cache),
        n8n(cache),
    ]


def slow_disk(cache: Path, before: Path | None) -> list[Candidate]:  # noqa: ARG001 - as the others
    """One commit a request against one commit for many, on a disk that is 2 ms slower."""
    return [
        *earlier(before, slow=True),
        ours("ours, slow disk", slow=True),
        plain("limit, slow disk", TWO, slow=True),
        plain("single commits, slow disk", TWO, slow=True, environment={"GROUP": "1"}),
    ]


def earlier(checkout: Path | None, *, slow: bool) -> list[Candidate]:
    name = "before, slow disk" if slow else "before"
    return [ours(name, checkout=checkout, slow=slow)] if checkout else []


SETS: dict[str, Callable[[Path, Path | None], list[Candidate]]] = {
    "peers": peers,
    "slow-disk": slow_disk,
    "servers": lambda cache, _: servers(cache),
}


@click.command()
@click.option("--compare", "which", type=click.Choice(list(SETS)), default="peers", help="Which candidates.")
@click.option("--only", multiple=True, help="A candidate by name; may be repeated. Without it, all of them.")
@click.option("--base", default="ours", help="What the ratios are to; the first candidate where it is not measured.")
@click.option("--before", type=click.Path(path_type=Path, exists=True), help="An earlier checkout, measured as well.")
@click.option("--rounds", default=3)
@click.option("--seconds", default=5, help="Of load, for each candidate in each round.")
@click.option("--connections", default=16)
@click.option("--end-to-end", "count", type=int, help="Instead: follow so many submissions into the workbook.")
@click.option("--rate", default=0.0, help="End to end: submissions a second; 0 is as fast as they are taken.")
@click.option("--postgresql", is_flag=True, help="End to end: on PostgreSQL.")
@click.option("--cache", default=HERE, type=click.Path(path_type=Path), help="Where peers are installed, once.")
@click.option("--json", "kept", type=click.Path(path_type=Path), help="Where the JSON goes; otherwise it is printed.")
def main(
    *,
    which: str,
    only: tuple[str, ...],
    base: str,
    before: Path | None,
    rounds: int,
    seconds: int,
    connections: int,
    count: int | None,
    rate: float,
    postgresql: bool,
    cache: Path,
    kept: Path | None,
) -> None:
    """Measure how fast submissions are taken in."""
    cache.mkdir(parents=True, exist_ok=True)
    load = Load(find_wrk(cache), connections)
    with tempfile.TemporaryDirectory(prefix="intake-", dir=cache, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        machine = report.machine(syncs(folder))
        if count:
            found = end_to_end.follow(load, folder, count, rate, postgresql=postgresql, say=click.echo)
        else:
            chosen = [one for one in SETS[which](cache, before) if not only or one.name in only]
            results = compare(chosen, load, folder, rounds=rounds, seconds=seconds, say=progress)
            found = compared(results, base)
    report.keep(kept, {"machine": machine, "seconds": seconds, **found})


def compared(results: list[Result], base: str) -> dict[str, object]:
    """Medians and ratios, printed and for the JSON."""
    if not results:
        raise click.ClickException("no candidate is called so")
    names = [one.name for one in results]
    rows = report.summary(results, base if base in names else names[0])
    click.echo(report.table(rows))
    return {"candidates": rows}


def progress(said: str) -> None:
    click.echo(said, err=True)


if __name__ == "__main__":
    main()
