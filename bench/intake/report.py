"""What was measured, as a table for people and JSON for programs."""

import json
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.intake.compare import Result

HEADS = ("candidate", "accepted/s", "p50 ms", "p99 ms", "PSS MB", "RSS MB", "faults", "ratio")


def machine(syncs: float) -> dict[str, object]:
    """The machine in general terms, and how fast its disk was in that minute."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "syncs_per_second": round(syncs),
    }


def summary(results: Sequence[Result], base: str) -> list[dict[str, object]]:
    """Medians of the rounds; the ratio is the candidate's rate over the base's, round by round."""
    rates = {result.name: [figures.rate for figures, _ in result.rounds] for result in results}
    return [one(result, rates.get(base, [])) for result in results]


def one(result: Result, base: Sequence[float]) -> dict[str, object]:
    if result.missing or not result.rounds:
        return {"candidate": result.name, "missing": result.missing or "no round was measured"}
    figures = [seen for seen, _ in result.rounds]
    ratios = [seen.rate / other for seen, other in zip(figures, base, strict=False)]
    return {
        "candidate": result.name,
        "accepted/s": round(median(seen.rate for seen in figures), 1),
        "p50 ms": round(median(seen.p50 for seen in figures), 2),
        "p99 ms": round(median(seen.p99 for seen in figures), 2),
        "PSS MB": round(median(held.pss for _, held in result.rounds), 1),
        "RSS MB": round(median(held.rss for _, held in result.rounds), 1),
        "faults": sum(seen.faults for seen in figures),
        "ratio": round(median(ratios), 3) if ratios else None,
        "rounds": [round(seen.rate, 1) for seen in figures],
    }


def table(rows: Sequence[Mapping[str, object]], heads: Sequence[str] = HEADS) -> str:
    """The rows in aligned columns; a row without figures says why."""
    lines = [list(heads), *([written(row.get(head)) for head in heads] for row in rows if "missing" not in row)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    first, *rest = widths
    text = [" ".join([line[0].ljust(first), *map(str.rjust, line[1:], rest)]) for line in lines]
    text += [f"{row['candidate']}: not measured, {row['missing']}" for row in rows if "missing" in row]
    return "\n".join(text)


def written(value: object) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)


def keep(path: Path | None, found: Mapping[str, object]) -> None:
    """Write JSON to a file, or print it where none is named."""
    text = json.dumps(found, indent=1)
    if path is None:
        print(text)
    else:
        path.write_text(text + "\n", encoding="utf-8")
