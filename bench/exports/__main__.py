"""The command: `python -m bench.exports --help`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import click

from bench.exports import ledger
from bench.exports.candidates import CANDIDATES, READ, WRITE
from bench.intake import report
from bench.intake.disk import syncs

BASES = {**dict.fromkeys(WRITE, "openpyxl write-only"), **dict.fromkeys(READ, "openpyxl read-only")}
"""Candidate -> what its ratio is to."""
OURS = "ours, xlsx"
HEADS = ("candidate", "s", "ratio", "processor s", "its ratio", "peak MB", "of it before", "MB")
OF_LEDGER = ("candidate", "s", "submissions/s", "peak MB", "of it before")
Seen = dict[str, float]


@click.command()
@click.option("--rows", "count", default=10_000, help="Of thirty cells each; 100,000 are what was aimed at.")
@click.option("--rounds", default=3, help="In each, every candidate has its turn.")
@click.option("--only", multiple=True, help="A candidate by name, beside those that ratios are to; may be repeated.")
@click.option("--ledger", "kept_submissions", type=int, help="Instead: so many submissions exported out of a ledger.")
@click.option("--json", "kept", type=click.Path(path_type=Path), help="Where the JSON goes; otherwise it is printed.")
def main(count: int, rounds: int, only: tuple[str, ...], kept_submissions: int | None, kept: Path | None) -> None:
    """Measure how fast tables are written and read."""
    with tempfile.TemporaryDirectory(prefix="exports-") as name:
        folder = Path(name)
        machine = report.machine(syncs(folder))
        if kept_submissions:
            rows, heads = ledger.follow(folder, kept_submissions, progress), OF_LEDGER
        else:
            names = [one for one in CANDIDATES if not only or one in only or one in {OURS, *BASES.values()}]
            rows, heads = compared(names, folder, count, rounds), HEADS
    click.echo(report.table(rows, heads))
    report.keep(kept, {"machine": machine, "rows": kept_submissions or count, "candidates": rows})


def compared(names: list[str], folder: Path, count: int, rounds: int) -> list[dict[str, object]]:
    """Candidates take turns, so that whatever else the machine does meets them all."""
    seen: dict[str, list[Seen]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names:
            progress(f"round {number + 1}: {name}")
            seen[name].append(once(name, folder, count))
    return [summary(name, each, seen[BASES[name]]) for name, each in seen.items()]


def progress(said: str) -> None:
    click.echo(said, err=True)


def once(name: str, folder: Path, count: int) -> Seen:
    """One run; whoever reads has the workbook that we wrote in this round."""
    path = folder / f"{OURS if name in READ else name}.xlsx"
    command = [sys.executable, "-m", "bench.exports.once", name, str(path), str(count)]
    found: Seen = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def summary(name: str, each: list[Seen], base: list[Seen]) -> dict[str, Any]:
    """Medians of the rounds; ratios are of one round. Processor time is that of one thread, whoever else is at work."""
    ratios, its_ratios = (
        [one[what] / other[what] for one, other in zip(each, base, strict=True)] for what in ("seconds", "processor")
    )
    return {
        "candidate": name,
        "s": round(median(one["seconds"] for one in each), 2),
        "ratio": round(median(ratios), 3),
        "processor s": round(median(one["processor"] for one in each), 2),
        "its ratio": round(median(its_ratios), 3),
        "peak MB": round(max(one["peak"] for one in each)),
        "of it before": round(median(one["before"] for one in each)),
        "MB": round(each[0]["bytes"] / 1e6, 1),
        "ratios": [round(one, 3) for one in ratios],
        "its ratios": [round(one, 3) for one in its_ratios],
    }


if __name__ == "__main__":
    main()
