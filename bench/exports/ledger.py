"""A whole export, out of a ledger: `python -m bench.exports.ledger FOLDER KIND`, in a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.config import read_settings
from app.context import Context, looking_context, serving_context
from app.export.asked import Asked
from app.export.understanding import understood
from app.export.writing import make
from app.store import submissions
from bench.exports.once import megabytes
from bench.intake.deliveries import ANSWERS
from connectors.tables import KINDS

FORMS = Path(__file__).parents[1] / "intake" / "forms"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 1_000  # submissions in one transaction


def environ(folder: Path) -> dict[str, str]:
    return {"CHANCERY_DATA": str(folder / "var"), "CHANCERY_FORMS": str(FORMS)}


def fill(folder: Path, count: int) -> None:
    """Keep so many submissions of the form of thirty questions."""
    context = serving_context(read_settings(environ(folder)))
    checked = context.forms["intake"].check(ANSWERS, FIRST).answers
    assert checked is not None
    for start in range(0, count, AT_ONCE):
        put(context, checked, range(start, min(count, start + AT_ONCE)))
    context.ledger.engine.dispose()


def put(context: Context, answers: dict[str, object], numbers: range) -> None:
    with context.ledger.writing() as connection:
        for number in numbers:
            submissions.insert(
                connection,
                form="intake",
                form_version=1,
                source="page",
                source_id=str(number),
                reference=f"INTAKE-{number}",
                answers={**answers, "title": f"Project {number}", "requested": f"{number}.25"},
                language="en",
                submitted_at=None,
                received_at=FIRST + timedelta(seconds=number),
            )


def follow(folder: Path, count: int, say: Callable[[str], None]) -> list[dict[str, object]]:
    """Export all of them as each kind of file."""
    say(f"{count} submissions are kept")
    fill(folder, count)
    found = []
    for kind in KINDS:
        say(f"export as {kind}")
        command = [sys.executable, "-m", "bench.exports.ledger", str(folder), kind]
        seen = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rate = round(count / seen["seconds"])
        found.append({"candidate": kind, "s": round(seen["seconds"], 1), "submissions/s": rate, **seen["memory"]})
    return found


def main(folder: str, kind: str) -> None:
    context = looking_context(read_settings(environ(Path(folder))))
    export = understood(context, Asked(form="intake", kind=kind, everything=True))
    before, start = megabytes(), time.perf_counter()
    make(context, export, Path(folder) / f"intake.{kind}", "bench")
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "memory": {"peak MB": round(megabytes()), "of it before": round(before)}}))


if __name__ == "__main__":
    main(*sys.argv[1:])
