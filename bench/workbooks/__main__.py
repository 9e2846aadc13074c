"""The command: `python -m bench.workbooks --help`."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import click

from bench.intake import report
from bench.intake.disk import syncs
from bench.workbooks.books import by_staff, ours
from bench.workbooks.candidates import OURS, STAFF

HEADS = ("rows", "candidate", "s", "ratio", "processor s", "its ratio", "peak MB", "of it before")
BASES = {**dict.fromkeys(STAFF, "openpyxl"), **dict.fromkeys(OURS, "calamine, only reading")}
"""Candidate -> what its ratio is to."""
Seen = dict[str, float]


@click.command()
@click.option("--rows", "counts", default=(2_500, 10_000, 40_000), multiple=True, help="Of staff's workbook.")
@click.option("--converged", default=100_000, help="Rows of ours that are held against what stands there.")
@click.option("--rounds", default=3, help="In each, every candidate has its turn.")
@click.option("--json", "kept", type=click.Path(path_type=Path), help="Where the JSON goes; otherwise it is printed.")
def main(counts: tuple[int, ...], converged: int, rounds: int, kept: Path | None) -> None:
    """Measure how fast a workbook is added to, and how fast nothing is found to do."""
    with tempfile.TemporaryDirectory(prefix="workbooks-") as name:
        folder = Path(name)
        machine = report.machine(syncs(folder))
        rows = []
        for count in counts:
            (folder / str(count)).mkdir()
            by_staff(folder / str(count) / "Book.xlsx", count)
            rows += compared(list(STAFF), folder / str(count), count, rounds)
        (folder / "ours").mkdir()
        ours(folder / "ours", converged)
        rows += compared(list(OURS), folder / "ours", converged, rounds)
    click.echo(report.table(rows, HEADS))
    report.keep(kept, {"machine": machine, "candidates": rows})


def compared(names: list[str], folder: Path, count: int, rounds: int) -> list[dict[str, Any]]:
    """Candidates take turns, so that whatever else the machine does meets them all."""
    seen: dict[str, list[Seen]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names:
            click.echo(f"{count} rows, round {number + 1}: {name}", err=True)
            seen[name].append(once(name, folder, count))
    return [{"rows": count, **summary(name, each, seen[BASES[name]])} for name, each in seen.items()]


def once(name: str, folder: Path, count: int) -> Seen:
    """One run, on a copy of the workbook."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        shutil.copy(folder / "Book.xlsx", own)
        command = [sys.executable, "-m", "bench.workbooks.once", name, own, str(count)]
        found: Seen = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def summary(name: str, each: list[Seen], base: list[Seen]) -> dict[str, Any]:
    """Medians of the rounds; ratios are of one round. Processor time is that of one thread, whoever else is at work."""
    ratios, its_ratios = (
        [one[what] / other[what] for one, other in zip(each, base, strict=True)] for what in ("seconds", "processor")
    )
    return {
        "candidate": name,
        "s": round(median(one["seconds"] for one in each), 3),
        "ratio": round(median(ratios), 4),
        "processor s": round(median(one["processor"] for one in each), 3),
        "its ratio": round(median(its_ratios), 4),
        "peak MB": round(max(one["peak"] for one in each)),
        "of it before": round(median(one["before"] for one in each)),
    }


if __name__ == "__main__":
    main()
