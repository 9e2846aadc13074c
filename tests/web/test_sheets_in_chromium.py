"""The pages about sheets in a real browser, on a phone and on a desk: nothing to scroll sideways, all by its labels."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from app.store.outbox import DUE, ON_HOLD
from tests.served import served
from tests.web.test_in_chromium import browser, playwright, pytestmark, sideways
from tests.web.test_sheet_pages import Office, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "office", "pytestmark"]


@pytest.fixture(params=[390, 1280])
def page(request: pytest.FixtureRequest, browser: "Browser", office: Office) -> Iterator["Page"]:
    server = make_server("127.0.0.1", 0, served(office.context), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    size = {"width": request.param, "height": 900}
    opened = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}", viewport=size)  # type: ignore[arg-type]
    found = opened.new_page()
    found.goto("/staff/sign-in")
    found.get_by_label("Name").fill("rita")
    found.get_by_label("Password").fill("right")
    found.get_by_role("button", name="Sign in").click()
    yield found
    opened.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_differs_is_read_and_repaired(page: "Page", office: Office) -> None:
    office.write(0, "City", "Somewhere else altogether, in words that are longer than a column is wide")
    office.write(1, "Decision", "acepted")
    office.sync()
    office.write(0, "City", "Elsewhere")
    page.goto("/staff/sheets")
    page.get_by_role("link", name="aid").click()
    playwright.expect(page.get_by_text("1 difference.")).to_be_visible()
    playwright.expect(page.get_by_text("Elsewhere", exact=True)).to_be_visible()
    wrong = page.get_by_text("Decision must be one of: accepted, refused; “acepted” stands there")
    playwright.expect(wrong).to_be_visible()
    assert sideways(page) == 0
    page.get_by_role("button", name="Repair").click()
    playwright.expect(page.get_by_role("status")).to_be_visible()
    office.run_all()
    page.goto("/staff/sheets/aid")
    playwright.expect(page.get_by_text("Nothing: the sheet shows what the ledger has.")).to_be_visible()


def test_a_mail_is_chosen_and_released(page: "Page", office: Office) -> None:
    for number in range(2):
        office.write(number, "Decision", "accepted")
    office.sync()
    page.goto("/staff/outbox")
    assert sideways(page) == 0
    page.get_by_label("AID-1 promise").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Release the chosen").click()
    assert [one.state for one in office.mails()] == [ON_HOLD, DUE]
    page.goto("/staff/submissions/AID-1")
    playwright.expect(page.get_by_role("heading", name="What staff did in the sheet")).to_be_visible()
    assert sideways(page) == 0
