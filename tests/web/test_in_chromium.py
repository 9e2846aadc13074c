"""The page in a real browser: keyboard, labels, links to errors, both directions, and no sideways scrolling."""

import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

import pytest
from werkzeug.serving import make_server

from app.context import Context
from app.store import outbox, staff, submissions
from app.web.sign_in import HASHER
from tests.served import served
from tests.web.conftest import context_of
from tests.web.turning_form import TURNING
from tests.web.walking import aged

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = "/usr/bin/chromium"
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
    made = context_of(tmp_path, TURNING)
    yield made
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


@pytest.fixture
def page(browser: "playwright.Browser", address: str) -> Iterator["playwright.Page"]:
    opened = browser.new_context(base_url=address, viewport={"width": 390, "height": 800}, locale="en-GB")
    yield opened.new_page()
    opened.close()


def kept(context: Context) -> list[submissions.Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, "turning")


def focused(page: "playwright.Page") -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))


def sideways(page: "playwright.Page") -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def begin(page: "playwright.Page", address: str) -> None:
    """From the start page of a form to its first questions."""
    page.goto(address)
    page.locator("main button").click()
    page.wait_for_url("**/q/**")


def go_on(page: "playwright.Page") -> None:
    """By the button that can be seen: the first of them is for the Enter key."""
    page.locator("main .buttons button").first.click()


def test_a_form_is_filled_in_through_its_labels(page: "playwright.Page", context: Context) -> None:
    begin(page, "/f/turning?campaign=may")
    page.get_by_label("E-mail", exact=False).first.fill("a@example.org")
    page.get_by_label("The same e-mail address again").fill("a@example.org")
    page.get_by_role("group", name="Is there a partner?").get_by_label("Yes").check()
    page.get_by_role("group", name="Region").get_by_label("Asia").check()
    page.get_by_label("I agree to this.").check()
    page.get_by_role("group", name="Put in order").get_by_label("Zed").fill("1")
    page.get_by_role("group", name="the pace").get_by_label("Good").check()
    page.get_by_label("Time").first.fill("09:05")
    page.get_by_label("When may we call").fill("2026-11-27T14:30")
    page.get_by_label("Letter").set_input_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": b"Dear all"}])
    page.get_by_label("Amount").fill("2000")
    row = page.get_by_role("group", name="Row 2")
    row.get_by_label("Quantity").fill("2")
    row.get_by_label("Cost of one").fill("10.50")
    go_on(page)

    assert page.locator(".news[role=status]").inner_text() == "Because of your answers there are further questions"
    page.get_by_label("Partner", exact=True).fill("We")
    page.get_by_label("Since when").fill("2026-01-02")
    page.get_by_role("group", name="Office").get_by_label("Bangkok").check()
    assert page.get_by_role("group", name="Row 2").get_by_label("Nairobi").count() == 0
    page.get_by_role("group", name="Row 2").get_by_label("Bangkok").check()
    go_on(page)
    page.wait_for_url("**/check?**")
    assert kept(context) == []
    aged(context, page.url)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/done?**")

    [submission] = kept(context)
    playwright.expect(page.get_by_text(submission.reference)).to_be_visible()
    found = submission.answers
    assert (found["contact"]["email"], found["campaign"], found["partner"]) == ("a@example.org", "may", "We")
    assert (found["agreed"], found["order"], found["opinion"]["pace"]) == (True, ["z"], "good")
    assert (found["at"], found["call_at"], found["since"]) == ("09:05", "2026-11-27T14:30", "2026-01-02")
    assert [one["name"] for one in found["letter"]] == ["a.txt"]
    assert (found["budget"]["rows"][0]["place"], found["budget"]["totals"]["total_usd"]) == ("bangkok", "21.00")


def test_the_enter_key_goes_on_and_does_not_add_a_row(page: "playwright.Page", context: Context) -> None:
    begin(page, "/f/turning")
    page.get_by_role("group", name="Row 1").get_by_label("Quantity").press("Enter")
    page.wait_for_url("**/check?**")
    assert kept(context) == []
    aged(context, page.url)
    page.get_by_role("button", name="Send").press("Enter")
    page.wait_for_url("**/done?**")
    assert len(kept(context)) == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_tab_key_goes_through_the_page_in_order(page: "playwright.Page", language: str) -> None:
    begin(page, f"/f/turning?lang={language}")
    asked = page.evaluate(
        """() => [...document.querySelectorAll('main input, main select, main textarea, main button')]
        .filter(e => e.type != 'hidden' && e.tabIndex >= 0 && !e.closest('dialog')).map(e => e.name || e.textContent.trim())"""
    )
    expected = list(dict.fromkeys(asked))  # a set of radio buttons is one stop, but each box to tick is its own
    page.evaluate("document.getElementById('main').focus()")
    met = []
    for _ in range(len(asked) * 4):  # a date or time has several parts
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('main') === null"):
            break
        met.append(focused(page))
    assert list(dict.fromkeys(met)) == expected


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_line_of_the_summary_leads_to_its_field(page: "playwright.Page", language: str) -> None:
    begin(page, f"/f/turning?lang={language}")
    page.locator("[name='order.x']").fill("7")
    page.locator("[name='here']").fill("x")
    page.locator("[name='contact.email']").fill("x")
    page.locator("[name='budget.1.quantity']").fill("900000000000000")
    page.locator("[name='budget.1.unit_cost']").fill("9000000")
    go_on(page)
    links = page.locator(".summary a")
    targets = [links.nth(number).get_attribute("href") for number in range(links.count())]
    assert targets == ["#q-contact.email", "#q-order", "#q-here", "#q-budget.1.cost"]
    for number, target in enumerate(targets):
        links.nth(number).click()
        assert f"#{page.evaluate('document.activeElement.id')}" == target
        playwright.expect(page.locator(f"[id='{target[1:]}']")).to_be_visible()
    assert sideways(page) == 0


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 390, 1200])
def test_nothing_scrolls_sideways(page: "playwright.Page", language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    begin(page, f"/f/turning?lang={language}&partnered=yes&region=africa&partner=A&at=09:00")
    place = urlsplit(page.url).path.partition("/q/")[0]
    said = f"lang={language}"
    for path in ("/q/all?", "/?list=yes&", "/check?", "/later?", "/people?"):
        page.goto(f"{place}{path}{said}")
        assert (path, sideways(page)) == (path, 0)
    page.goto(f"/f/turning?{said}")
    assert sideways(page) == 0


@pytest.mark.parametrize("width", [320, 1200])
def test_what_comes_after_sending_does_not_scroll_sideways_either(page: "playwright.Page", width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    begin(page, "/f/turning")
    go_on(page)
    page.get_by_role("button", name="Send").click()
    place = urlsplit(page.url).path.removesuffix("/done")
    for path in ("/done", "/", "/withdraw"):
        page.goto(place + path)
        assert (path, sideways(page)) == (path, 0)


def test_options_in_a_table_look_like_options(page: "playwright.Page") -> None:
    begin(page, "/f/turning?region=asia")
    weights = page.evaluate("[...document.querySelectorAll('.option label')].map(e => getComputedStyle(e).fontWeight)")
    assert set(weights) == {"400"}


@pytest.mark.parametrize("width", [390, 1200])
def test_staff_see_states_and_what_was_said_without_scrolling(
    page: "playwright.Page", context: Context, width: int
) -> None:
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
        item = outbox.put(c, "sheet", "turning", now=context.now())
        outbox.fail(c, [item], error="The workbook is open somewhere", retry_at=None, now=context.now())
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/staff/sign-in")
    page.get_by_label("Name").fill("rita")
    page.get_by_label("Password").fill("right")
    page.get_by_role("button", name="Sign in").click()
    page.goto("/staff/outbox")
    for said in ("failed", "The workbook is open somewhere", "Retry"):
        box = page.get_by_role("table").get_by_text(said).bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert sideways(page) == 0
