"""The pages of held mails, looked at in every way: nothing is found."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from test_outbox_page import released
from werkzeug.serving import make_server

from app.context import Context
from app.store import staff
from app.store.engine import migrate
from app.web import create_app
from app.web.sign_in import HASHER
from tests.journeys.conftest import chromium
from tests.journeys.looks import DESK, LOOKS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    made = released(tmp_path, None, "Safer stockpiles in four districts", "تدريب موظفي الجمارك", "国家登记册" * 9)
    yield made
    made.ledger.engine.dispose()


@pytest.fixture
def site(context: Context) -> Iterator[str]:
    migrate(context.ledger)
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    app: Flask = create_app(context)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def tour(page: "Page", site: str) -> Iterator[str]:
    """The name of each state while the page shows it."""
    page.goto(f"{site}/staff/sign-in")
    page.fill("[name=name]", "rita")
    page.fill("[name=password]", "right")
    page.click("main button[type=submit]")
    page.goto(f"{site}/staff/outbox")
    yield "outbox"
    page.select_option("#mail", "promise")
    page.click(".search button")
    yield "outbox, filtered"
    page.click("text=Dry run")
    yield "dry run"
    page.goto(f"{site}/staff/outbox")
    page.click("a:has-text('promise')")
    yield "held mail"
    page.fill("#body", "Dear Ana,\n\nSee ((link))")
    page.click("button[value=save]")
    yield "held mail, edited"
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("#subject", "Another")
    other.click("button[value=save]")
    other.close()
    page.fill("#subject", "Mine")
    page.click("button[value=save]")
    yield "held mail, edited meanwhile"
    page.goto(f"{site}/staff/outbox")
    page.click("text=Release all 3")
    yield "outbox, released"


def test_nothing_is_found_on_the_pages_of_held_mails(site: str) -> None:
    with chromium() as browser:
        opened = browser.new_context(viewport=DESK)  # type: ignore[arg-type]  # a mapping of that kind
        page, found = opened.new_page(), []
        for state in tour(page, site):
            found += [f"{state}, {name}: {one}" for name, look in LOOKS.items() for one in dict.fromkeys(look(page))]
        opened.close()
    assert found == []
