"""The command: `python -m bench.pretalx --help`."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import click

from bench.intake import report
from bench.intake.disk import syncs
from bench.intake.processes import Unavailable
from bench.pretalx import ours, peer

HERE = Path(tempfile.gettempdir()) / "chancery-bench"
HEADS = ("page", "s", "of ours", "processor s", "its ratio", "queries", "kB")
Rounds = Sequence[tuple[float, float, int, int]]


@click.command()
@click.option("--peers", default=HERE, type=click.Path(path_type=Path), help="Where pretalx is installed, once.")
@click.option("--proposals", default=500, help="Each with four reviews by fifteen members.")
@click.option("--rounds", default=5, help="Each page is asked for so often.")
@click.option("--json", "kept", type=click.Path(path_type=Path), help="Where the JSON goes; otherwise it is printed.")
def main(peers: Path, proposals: int, rounds: int, kept: Path | None) -> None:
    """Measure our ranking page beside the review dashboard of pretalx, both on SQLite, over the same reviews."""
    said: dict[str, Any] = {"rounds": rounds}
    try:
        python = peer.python_with_pretalx(peers.absolute())
        found: dict[str, Rounds] = {"ours, all": ours.measured(said, proposals, rounds)}
        found |= {f"pretalx, {name}": some for name, some in peer.measured(python, said).items()}
    except Unavailable as fault:
        raise click.ClickException(f"Nothing can be measured here: {fault}") from fault
    base, *_ = found.values()
    rows = [_row(name, some, base) for name, some in found.items()]
    click.echo(report.table(rows, HEADS))
    machine = report.machine(syncs(Path(tempfile.gettempdir())))
    report.keep(kept, {"machine": machine, "measured": "pretalx", "proposals": proposals, "rows": rows})


def _row(name: str, rounds: Rounds, base: Rounds) -> dict[str, object]:
    clock, work = (median(one[place] for one in rounds) for place in (0, 1))
    our_clock, our_work = (median(one[place] for one in base) for place in (0, 1))
    return {
        "page": name,
        "s": round(clock, 3),
        "of ours": round(clock / our_clock, 1),
        "processor s": round(work, 3),
        "its ratio": round(work / our_work, 1),
        "queries": rounds[0][2],
        "kB": round(rounds[0][3] / 1000, 1),
    }


if __name__ == "__main__":
    main()
