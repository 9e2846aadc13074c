"""What a page costs the server, as a ratio to the same bytes in bare Flask and Jinja: one thread on one core.

Both are called as a server calls them (WSGI), in turns; no network, no server's event loop.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from werkzeug.test import Client, run_wsgi_app

from app.config import SHIPPED_FORMS
from bench.pages import sixty
from bench.pages.addresses import check_page, question_page
from bench.pages.bare import bare
from bench.pages.form import NAME
from bench.pages.ours import site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

CALLS, WARMING = 200, 20
HEADS = ("page", "kB", "p50 ms", "p99 ms", "bare p50 ms", "ratio", "processor ms", "its ratio")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is asked again and again."""

    site: "WSGIApplication"
    environ: "WSGIEnvironment"

    def answer(self) -> bytes:
        """The body of one more answer."""
        body, status, _ = run_wsgi_app(self.site, {**self.environ, "wsgi.input": BytesIO()}, buffered=True)
        assert status.startswith("200"), status
        return b"".join(body)


@dataclass(frozen=True, slots=True)
class Round:
    """Milliseconds of each answer, by the clock, and of the processor's time on average."""

    p50: float
    p99: float
    processor: float


def measured(rounds: int, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Each page beside its bare one."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(prefix="pages-") as name:
        return [beside(page, ours, rounds, say) for page, ours in pages(Path(name))]


def pages(folder: Path) -> Iterator[tuple[str, Asked]]:
    """The pages of our site, each asked for by somebody who may see it."""
    forms = folder / "forms"
    shutil.copytree(SHIPPED_FORMS / NAME, forms / NAME)
    sixty.write(forms)
    app = site(folder, forms)
    for form in (NAME, sixty.NAME):
        yield f"question page, {form}", asked(app, partial(question_page, form=form))
    find = partial(check_page, form=sixty.NAME, answers=sixty.answers())
    yield "check your answers, sixty", asked(app, find)


def asked(app: "WSGIApplication", find: Callable[[Client], str]) -> Asked:
    """The request for a page, with whatever cookies its visitor has."""
    client = Client(app)
    environ = client.get(find(client)).request.environ
    return Asked(app, environ)


def beside(page: str, ours: Asked, rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Medians of the rounds; ratios are of one round."""
    body = ours.answer()
    its_bare = asked(bare(body.decode()), lambda _client: "/")
    assert its_bare.answer() == body, f"{page}: the bare page is another one"
    say(page)
    seen = [(once(ours), once(its_bare)) for _ in range(rounds)]
    return {
        "page": page,
        "kB": round(len(body) / 1000, 1),
        "p50 ms": round(median(one.p50 for one, _ in seen), 2),
        "p99 ms": round(median(one.p99 for one, _ in seen), 2),
        "bare p50 ms": round(median(other.p50 for _, other in seen), 2),
        "ratio": round(median(one.p50 / other.p50 for one, other in seen), 2),
        "processor ms": round(median(one.processor for one, _ in seen), 2),
        "its ratio": round(median(one.processor / other.processor for one, other in seen), 2),
    }


def once(page: Asked) -> Round:
    """One round of one page."""
    for _ in range(WARMING):
        page.answer()
    times, work = [], time.thread_time()
    for _ in range(CALLS):
        start = time.perf_counter()
        page.answer()
        times.append((time.perf_counter() - start) * 1000)
    return Round(median(times), quantiles(times, n=100)[98], (time.thread_time() - work) * 1000 / CALLS)
