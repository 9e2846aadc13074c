"""The start page says until when a form is open in the visitor's own time too, where that is another."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import app.web
from tests.scripts.starting import expect
from tests.web.test_in_chromium import pytestmark

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["pytestmark"]

MOST = 12_500  # bytes of all that improves the filling in, together


@pytest.mark.parametrize(
    ("language", "zone", "said"),
    [
        ("en", "Asia/Bangkok", "(in your own time: 16 January 2099 at 00:00)"),
        ("en", "America/New_York", "(in your own time: 15 January 2099 at 12:00)"),
        ("ar", "Asia/Kabul", "(بتوقيتك المحلي: 15 يناير 2099 في 21:30)"),
        ("en", "Europe/Berlin", ""),
        ("en", "Europe/Zurich", ""),
    ],
)
def test_the_closing_date_in_ones_own_time(
    browser: "Browser", address: str, language: str, zone: str, said: str
) -> None:
    visitor = browser.new_context(base_url=address, timezone_id=zone)
    page = visitor.new_page()
    page.goto(f"/f/scripted?lang={language}")
    line = page.locator("p", has=page.locator("time")).first
    expect(line).to_have_text(re.compile(rf"^[^(]*\([^)]*\)\s*{re.escape(said)}$"), use_inner_text=True)
    visitor.close()


def test_scripts_are_small_and_ask_nobody_else() -> None:
    static = Path(app.web.__file__).parent / "static"
    scripts = [static / f"{name}.js" for name in ("choosing", "closing", "counting", "saving", "uploading")]
    assert sum(script.stat().st_size for script in scripts) <= MOST
    for script in scripts:
        assert "://" not in script.read_text(encoding="utf-8")
