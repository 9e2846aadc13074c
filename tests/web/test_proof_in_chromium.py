"""The proof of work in a real browser: a worker makes it beside the page, and it is accepted."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import which

import pytest
from werkzeug.serving import make_server

from app.context import Context
from app.store import deliveries, submissions
from app.web.applicant import proof
from tests.served import served
from tests.web.conftest import FORM, context_of
from tests.web.walking import aged, draft_key

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = "/usr/bin/chromium"
SECONDS_LATER = timedelta(seconds=5)
"""So long that a person may have done it, and too soon for whoever brings no proof."""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(which(CHROMIUM) is None, reason=f"there is no Chromium at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    """With a clock that stands still, however slow the machine is."""
    made = context_of(tmp_path, FORM)
    now = made.now()
    yield replace(made, now=lambda: now)
    made.ledger.engine.dispose()


@pytest.fixture
def address(context: Context) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, served(context), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def checking(browser: "playwright.Browser", context: Context, address: str, **how: object) -> "playwright.Page":
    """The page where answers are checked, of somebody who began a few seconds ago."""
    page = browser.new_context(base_url=address, **how).new_page()
    page.goto("/f/everything?lang=en")
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("Full name").fill("Ada")
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url("**/check?*")
    aged(context, page.url, SECONDS_LATER)
    return page


def states(context: Context) -> tuple[int, dict[str, int]]:
    with context.ledger.reading() as c:
        return len(submissions.of_form(c, "everything")), deliveries.counts(c)


def test_a_worker_works_the_proof_out_and_it_is_accepted(
    browser: "playwright.Browser", address: str, context: Context
) -> None:
    asked, complaints = [], []
    page = checking(browser, context, address)
    page.on("console", lambda said: complaints.append(said.text))
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    playwright.expect(page.locator("[name=proof]")).to_have_value(re.compile(".{100}"), timeout=30_000)
    found = page.locator("[name=proof]").input_value()
    assert proof.holds(context.settings.secret_key, draft_key(page.url), found)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/done?*")
    assert states(context) == (1, {"accepted": 1})
    assert complaints == []
    assert {url.startswith(address) for url in asked} == {True}
    page.context.close()


def test_who_has_no_javascript_is_received_all_the_same(
    browser: "playwright.Browser", address: str, context: Context
) -> None:
    page = checking(browser, context, address, java_script_enabled=False)
    page.get_by_role("button", name="Send").click()
    playwright.expect(page.get_by_role("heading", name="We have received your answers")).to_be_visible()
    assert states(context) == (0, {"quarantined": 1})
    page.context.close()


def test_who_has_no_javascript_and_took_some_time_is_taken_in(
    browser: "playwright.Browser", address: str, context: Context
) -> None:
    page = checking(browser, context, address, java_script_enabled=False)
    aged(context, page.url, timedelta(minutes=1))
    page.get_by_role("button", name="Send").click()
    playwright.expect(page.get_by_role("heading", name="Received")).to_be_visible()
    assert states(context) == (1, {"accepted": 1})
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_trap_is_met_by_nobody(
    browser: "playwright.Browser", context: Context, address: str, language: str
) -> None:
    page = checking(browser, context, address, viewport={"width": 320, "height": 800})
    page.goto(page.url.replace("lang=en", f"lang={language}"))
    playwright.expect(page.locator("[name=website]")).to_be_hidden()
    assert "website" not in page.locator("main").aria_snapshot()
    page.locator("main").focus()
    met = []
    for _ in range(page.locator("a, button, input").count()):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.name"))
    assert "website" not in met
    page.context.close()
