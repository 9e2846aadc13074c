"""One candidate in a process of its own, so that its memory is told: `python -m bench.exports.once NAME FILE ROWS`."""

import json
import sys
import time
from pathlib import Path

from bench.exports.candidates import CANDIDATES


def megabytes() -> float:
    """The most that this process has held (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(name: str, path: str, count: str) -> None:
    before, start, work = megabytes(), time.perf_counter(), time.process_time()
    done = CANDIDATES[name](Path(path), int(count))
    seconds, processor = time.perf_counter() - start, time.process_time() - work
    assert done == int(count), f"{name}: {done} rows"
    said = {"seconds": seconds, "processor": processor, "peak": megabytes(), "before": before}
    said["bytes"] = Path(path).stat().st_size
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
