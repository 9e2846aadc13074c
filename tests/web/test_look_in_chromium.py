"""The look in a real browser: it fits every width and spacing, can be hit with a finger, and shows where focus is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from app.context import Context
from app.store import staff
from app.web.sign_in import HASHER
from forms.definition import LANGUAGES
from tests.served import served
from tests.web.test_in_chromium import browser, playwright, pytestmark, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "playwright", "pytestmark"]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><rect width="9" height="3"/></svg>'
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
"""What WCAG 2.2, 1.4.12 has every page bear."""
CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(e => {
  const said = getComputedStyle(e), hides = said.overflowX == 'hidden' && said.clipPath == 'none'
  return hides && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
}).map(e => e.outerHTML.slice(0, 80))"""
TOO_SMALL = """() => [...document.querySelectorAll(
    '.languages a, .back, main :is(a, button, input, select, textarea, summary)')]
  .filter(e => e.checkVisibility() && e.type != 'hidden' && !e.disabled && !e.classList.contains('first'))
  .map(e => {
    const is_box = ['radio', 'checkbox'].includes(e.type)
    const covers = getComputedStyle(e, '::after').position == 'absolute'
    const whole = is_box ? e.labels[0] : covers ? e.closest('li') : e
    return [Math.round(whole.getBoundingClientRect().height), e.outerHTML.slice(0, 90)]
  }).filter(([height, _]) => height < 44)"""
"""What is pressed and lower than 44 px: a box by its label, a task by its row."""
FOCUSED = "(e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth, s.outlineColor] })"


@pytest.fixture
def page(browser: "Browser", context: Context, tmp_path: Path) -> Iterator["Page"]:
    """A member of staff at the page of components, on a small phone, with the organisation's own look."""
    (tmp_path / "logo.svg").write_text(SVG)
    look = {"theme_accent": "#7a1f3d", "theme_logo": tmp_path / "logo.svg", "organisation": "A" * 60}
    themed = replace(context, settings=replace(context.settings, **look))
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    server = make_server("127.0.0.1", 0, served(themed), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    opened = browser.new_context(base_url=address, viewport={"width": 320, "height": 800}, bypass_csp=True)
    found = opened.new_page()
    found.goto("/staff/sign-in")
    found.get_by_label("Name").fill("rita")
    found.get_by_label("Password").fill("right")
    found.get_by_role("button", name="Sign in").click()
    found.wait_for_url("**/staff")
    yield found
    opened.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_fits_small_phones_and_desks_in_every_language_and_spacing(page: "Page") -> None:
    for language in LANGUAGES:
        page.goto(f"/staff/components?lang={language}")
        page.set_viewport_size({"width": 320, "height": 800})
        assert (language, sideways(page)) == (language, 0)
        page.add_style_tag(content=SPACED)
        for width in (320, 700, 1200):
            page.set_viewport_size({"width": width, "height": 800})
            assert (language, width, sideways(page), page.evaluate(CUT_OFF)) == (language, width, 0, [])


@pytest.mark.parametrize("width", [320, 1200])
def test_everything_that_is_pressed_is_as_large_as_a_finger(page: "Page", width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/staff/components?lang=ru")
    assert page.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize(("scheme", "accent"), [("light", "rgb(122, 31, 61)"), ("dark", "rgb(194, 152, 166)")])
def test_focus_is_seen_in_the_accent(page: "Page", scheme: str, accent: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    page.goto("/staff/components?lang=en")
    for name in ("filled.full_name", "filled.state", "filled.purpose", "filled.needs", "filled.letter"):
        page.locator(f"[name='{name}']").first.focus()
        page.keyboard.press("Shift")  # the keyboard is in use
        said = page.evaluate(f"{FOCUSED}(document.activeElement)")
        assert said == ["solid", "3px", accent]


def test_the_logo_is_shown(page: "Page") -> None:
    page.goto("/")
    box = page.locator("img.logo").bounding_box()
    assert box is not None
    assert round(box["width"] / box["height"]) == 3
    assert page.evaluate("document.querySelector('img.logo').naturalWidth") > 0


def test_arrows_point_to_where_one_came_from(page: "Page") -> None:
    def edge(language: str) -> list[str]:
        page.goto(f"/staff/components?lang={language}")
        return page.evaluate(  # type: ignore[no-any-return]  # a side and an angle
            "(({borderLeftWidth, rotate}) => [borderLeftWidth != '0px' ? 'left' : 'right', rotate])"
            "(getComputedStyle(document.querySelector('.back'), '::before'))"
        )

    assert (edge("en"), edge("ar")) == (["left", "45deg"], ["right", "-45deg"])


def test_a_table_is_cards_on_a_phone_and_each_field_says_what_it_is(page: "Page") -> None:
    page.goto("/staff/components?lang=en")
    costs = page.locator("[id='q-filled.costs']")
    label = costs.get_by_text("Quantity", exact=True).last
    for width, head, shows in ((320, False, True), (1200, True, False)):
        page.set_viewport_size({"width": width, "height": 800})
        assert costs.locator("thead").is_visible() == head
        box = label.bounding_box()
        assert box is not None
        assert (box["height"] > 5) == shows
    assert costs.get_by_label("Quantity").count() == 2


def test_a_printed_page_has_no_buttons(page: "Page") -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/staff/components?lang=en")
    assert page.locator("main button >> visible=true").count() == 0
    assert page.locator(".back, .languages, .act, .draft-bar >> visible=true").count() == 0
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(24, 34, 44)"
