"""The command: `python -m bench.sheets --help`."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from bench.intake import report
from bench.intake.disk import syncs
from bench.sheets import burst, story, workbook

Say = Callable[[str], None]
Found = tuple[list[dict[str, object]], tuple[str, ...]]


def _burst(count: int, _rounds: int, _folder: Path, say: Say) -> Found:
    return burst.burst(count or 10_000, say), burst.HEADS


def _calls(count: int, _rounds: int, _folder: Path, say: Say) -> Found:
    return burst.calls(
        [n for n in (1, 10, 100, 1_000, 10_000, 100_000, 300_000) if n <= (count or 300_000)], say
    ), burst.HEADS


def _workbook(count: int, rounds: int, folder: Path, say: Say) -> Found:
    counts = [n for n in (1_000, 3_000, 10_000, 30_000, 100_000) if n <= (count or 100_000)]
    return workbook.measured(folder, counts, rounds, say), workbook.HEADS


def _story(count: int, _rounds: int, _folder: Path, say: Say) -> Found:
    return story.told(count or 300, say), story.HEADS


MEASURED: dict[str, Callable[[int, int, Path, Say], Found]] = {
    "burst": _burst,
    "calls": _calls,
    "workbook": _workbook,
    "story": _story,
}


@click.command()
@click.argument("what", type=click.Choice(list(MEASURED)))
@click.option("--rows", "count", default=0, help="How many submissions, or the most of them; each has its own measure.")
@click.option("--rounds", default=3, help="Of the workbook: how often openpyxl and the service have their turn.")
@click.option("--json", "kept", type=click.Path(path_type=Path), help="Where the JSON goes; otherwise it is printed.")
def main(what: str, count: int, rounds: int, kept: Path | None) -> None:
    """Measure how fast sheets are kept, or tell the story of a shared one."""
    with tempfile.TemporaryDirectory(prefix="sheets-") as name:
        machine = report.machine(syncs(Path(name)))
        rows, heads = MEASURED[what](count, rounds, Path(name), lambda said: click.echo(said, err=True))
    click.echo(report.table(rows, heads))
    report.keep(kept, {"machine": machine, "measured": what, "rows": rows})


if __name__ == "__main__":
    main()
