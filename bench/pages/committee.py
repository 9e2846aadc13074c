"""What the pages of a committee, and staff's ranking, cost the server beside the same bytes in bare Flask and Jinja."""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import Client

from app.context import Context
from app.member_links import link_made
from app.store import members, staff, submissions
from app.web.sign_in import HASHER
from bench.pages.ours import site
from bench.pages.served import Asked, asked, beside
from bench.shortlist.round import FORM, fill

PROPOSALS = 120
NAME, WORD = "rita", "for measuring only"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def measured(rounds: int, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Each page beside its bare one."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(prefix="pages-") as name:
        app = site(Path(name))
        context: Context = app.extensions["chancery"]
        fill(context, PROPOSALS)
        return [beside(page, ours, rounds, say) for page, ours in pages(app, context)]


def pages(app: Flask, context: Context) -> Iterator[tuple[str, Asked]]:
    """A member's queue and a proposal that they scored; staff's list and ranking."""
    with context.ledger.reading() as c:
        member = members.of_form(c, FORM)[0]
    with context.ledger.writing() as c:
        links = [link_made(c, member, context.now()) for _ in range(2)]
        staff.put(c, NAME, HASHER.hash(WORD), now=context.now())
    yield f"committee: queue of {PROPOSALS}", asked(app, lambda client: _queue(client, links[0]))
    yield "committee: a proposal", asked(app, lambda client: _proposal(client, links[1], context))
    for page in ("screening", "shortlist"):
        yield f"staff: {page} of {PROPOSALS}", asked(app, partial(staff_page, page=page))


def _queue(client: Client, link: str) -> str:
    assert client.post(f"/committee/enter/{link}").status_code == 303
    return f"/committee/{FORM}"


def _proposal(client: Client, link: str, context: Context) -> str:
    _queue(client, link)
    with context.ledger.reading() as c:
        keys = [one.key for one in submissions.whole(c, FORM)]
    paths = (f"/committee/{FORM}/{key}" for key in keys)
    return next(path for path in paths if client.get(path).status_code == 200)


def staff_page(client: Client, page: str) -> str:
    """The path of one of staff's pages of the call, made so that this client may see it."""
    found = TOKEN.search(client.get("/staff/sign-in").get_data(as_text=True))
    assert found is not None
    said = {"csrf_token": found[1], "name": NAME, "password": WORD}
    assert client.post("/staff/sign-in", data=said).status_code == 303
    return f"/staff/calls/{FORM}/{page}"
