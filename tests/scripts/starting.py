"""From the start page to the first questions, and what a page of them says of itself."""

import re
from typing import TYPE_CHECKING

from tests.web.test_in_chromium import playwright

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

expect = playwright.expect
ANY_QUESTIONS = re.compile("/q/")
NOT_SAVED = "Not saved yet: there is no connection. We keep trying; leave this page open."
REFUSED = "Not saved. Press Continue to see why; what you typed stays with you."


def begin(page: "Page", language: str = "en") -> None:
    """To the first questions of a new draft."""
    page.goto(f"/f/scripted?lang={language}")
    page.locator("main form button").click()
    page.wait_for_url(ANY_QUESTIONS)


def status(page: "Page") -> "Locator":
    """The line that says what became of the answers."""
    return page.locator(".draft-bar [role=status]")
