"""One candidate in a process of its own: `python -m bench.workbooks.once NAME FOLDER ROWS`."""

import json
import sys
import time
from pathlib import Path

from bench.exports.once import megabytes
from bench.workbooks.candidates import CANDIDATES


def main(name: str, folder: str, count: str) -> None:
    deed = CANDIDATES[name](Path(folder), int(count))
    before, start, work = megabytes(), time.perf_counter(), time.process_time()
    deed()
    seconds, processor = time.perf_counter() - start, time.process_time() - work
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": megabytes(), "before": before}))


if __name__ == "__main__":
    main(*sys.argv[1:])
