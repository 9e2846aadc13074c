"""Our ranking page over the same proposals and reviews: seconds, queries, bytes."""

import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool
from werkzeug.test import Client

from app.context import Context
from app.store import staff
from app.web.sign_in import HASHER
from bench.pages.committee import NAME, WORD, staff_page
from bench.pages.ours import site
from bench.shortlist.round import FORM, fill

AROUND = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")
"""What stands around queries, which Django does not count either."""


def measured(said: dict[str, Any], proposals: int, rounds: int) -> list[tuple[float, float, int, int]]:
    """Rounds of the page that shows every proposal; `said` is filled with what pretalx is to be told."""
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        app = site(Path(folder))
        context: Context = app.extensions["chancery"]
        said |= told(context, proposals)
        with context.ledger.writing() as c:
            staff.put(c, NAME, HASHER.hash(WORD), now=context.now())
        client = Client(app)
        path = staff_page(client, "shortlist")
        return [_asked(client, path) for _ in range(rounds + 1)][1:]


def told(context: Context, proposals: int) -> dict[str, Any]:
    """The round, and the same for another program."""
    call = context.forms[FORM].form.call
    assert call is not None
    reviews = fill(context, proposals)
    names = sorted({member for _, member, _ in reviews})
    return {
        "criteria": [[one.label.in_language("en"), float(one.weight)] for one in call.criteria],
        "titles": [f"Project {number}" for number in range(proposals)],
        "members": names,
        "reviews": [(proposal, names.index(member), scores) for proposal, member, scores in reviews],
    }


def _asked(client: Client, path: str) -> tuple[float, float, int, int]:
    queries: list[str] = []

    def watch(driver: sqlite3.Connection, *_more: object) -> None:
        driver.set_trace_callback(queries.append)

    event.listen(Pool, "checkout", watch)
    size = len(client.get(path).data)
    event.remove(Pool, "checkout", watch)
    count = sum(not one.upper().startswith(AROUND) for one in queries)
    started, work = time.perf_counter(), time.process_time()
    assert client.get(path).status_code == 200
    return time.perf_counter() - started, time.process_time() - work, count, size
