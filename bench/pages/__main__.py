"""The command: `python -m bench.pages --help`."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from bench.intake import report
from bench.intake.disk import syncs
from bench.intake.processes import Unavailable
from bench.pages import committee, served, weight

HERE = Path(tempfile.gettempdir()) / "chancery-bench"
Say = Callable[[str], None]
Found = tuple[list[dict[str, object]], tuple[str, ...]]


def _weight(peers: Path, rounds: int, say: Say) -> Found:
    return weight.measured(peers, rounds, say), weight.HEADS


def _served(_peers: Path, rounds: int, say: Say) -> Found:
    return served.measured(rounds, say), served.HEADS


def _committee(_peers: Path, rounds: int, say: Say) -> Found:
    return committee.measured(rounds, say), served.HEADS


MEASURED: dict[str, Callable[[Path, int, Say], Found]] = {"weight": _weight, "served": _served, "committee": _committee}


@click.command()
@click.argument("what", type=click.Choice(list(MEASURED)))
@click.option("--peers", default=HERE, type=click.Path(path_type=Path), help="Where the others are installed, once.")
@click.option("--rounds", default=5, help="In each, every candidate has its turn.")
@click.option("--json", "kept", type=click.Path(path_type=Path), help="Where the JSON goes; otherwise it is printed.")
def main(what: str, peers: Path, rounds: int, kept: Path | None) -> None:
    """Measure what pages weigh and how soon they are usable (weight), or what they cost the server (the others)."""
    machine = report.machine(syncs(Path(tempfile.gettempdir())))
    try:
        rows, heads = MEASURED[what](peers.absolute(), rounds, lambda said: click.echo(said, err=True))
    except Unavailable as fault:
        raise click.ClickException(f"Nothing can be measured here: {fault}") from fault
    click.echo(report.table(rows, heads))
    report.keep(kept, {"machine": machine, "measured": what, "rows": rows})


if __name__ == "__main__":
    main()
