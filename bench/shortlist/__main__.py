"""The command: `python -m bench.shortlist --help`."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is read: one core, as a worker has

import tempfile
from pathlib import Path

import click

from bench.intake import report
from bench.intake.disk import syncs
from bench.shortlist import arithmetic, from_ledger, packet

MEASURED = {"arithmetic": arithmetic.measured, "ledger": from_ledger.measured, "packet": packet.measured}
HEADS = {"arithmetic": arithmetic.HEADS, "ledger": from_ledger.HEADS, "packet": packet.HEADS}
SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)


@click.command()
@click.argument("what", type=click.Choice(list(MEASURED)))
@click.option("--size", "sizes", default=SIZES, multiple=True, help="How many proposals; may be repeated.")
@click.option("--rounds", default=5, help="In each, ours and the one by hand have their turn.")
@click.option("--json", "kept", type=click.Path(path_type=Path), help="Where the JSON goes; otherwise it is printed.")
def main(what: str, sizes: tuple[int, ...], rounds: int, kept: Path | None) -> None:
    """Measure how fast a call is ranked, beside the same by hand (arithmetic, ledger), or its packet is made."""
    rows = MEASURED[what](sizes, rounds, lambda said: click.echo(said, err=True))
    click.echo(report.table(rows, HEADS[what]))
    machine = report.machine(syncs(Path(tempfile.gettempdir())))
    report.keep(kept, {"machine": machine, "measured": what, "rows": rows})


if __name__ == "__main__":
    main()
