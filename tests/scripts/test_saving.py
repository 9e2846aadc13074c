"""A page of questions saves itself, shows what the answers come to, loses nothing, and warns before it closes."""

import re
from typing import TYPE_CHECKING

import pytest

from app.context import Context
from app.store import drafts
from tests.scripts.conftest import Kept
from tests.scripts.starting import NOT_SAVED, REFUSED, begin, expect, status
from tests.web.test_in_chromium import pytestmark
from tests.web.walking import draft_key

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

__all__ = ["pytestmark"]


@pytest.mark.parametrize(("language", "said"), [("en", r"Saved \d\d:\d\d"), ("ar", r"حُفظ في \d\d:\d\d")])
def test_what_is_typed_is_saved_and_when(page: "Page", kept: Kept, language: str, said: str) -> None:
    begin(page, language)
    page.locator("[name=story]").fill("Once upon a time")
    expect(status(page)).to_have_text(re.compile(f"^{said}$"))
    assert kept()["story"] == "Once upon a time"
    assert re.match(r"\d{4}-\d\d-\d\dT", status(page).locator("time").get_attribute("datetime") or "")


def test_totals_come_from_the_server_as_one_types(page: "Page") -> None:
    begin(page)
    fee, total = page.locator("[data-path=fee]"), page.locator("[data-path='budget.total_usd']")
    expect(fee).to_be_hidden()
    expect(total).to_be_hidden()
    page.locator("[name=amount]").fill("2000")
    page.locator("[name='budget.0.quantity']").fill("2")
    page.locator("[name='budget.0.unit_cost']").fill("10.50")
    expect(fee).to_have_text("160.00 USD")
    expect(total).to_be_visible()
    expect(total).to_have_text("21.00 USD")
    expect(page.locator("[data-path='budget.0.cost']")).to_have_text("21.00 USD")
    page.locator("[name=amount]").fill("")
    expect(fee).to_be_hidden()


def test_going_on_waits_for_what_is_being_saved(page: "Page", kept: Kept) -> None:
    begin(page)
    held: list[Route] = []
    page.route(re.compile("/q/first"), lambda route: held.append(route) if not held else route.continue_())
    page.locator("[name=story]").fill("Once")
    choose_state(page)
    while not held:
        page.wait_for_timeout(100)
    page.locator("[name=story]").fill("Once upon")
    page.get_by_role("button", name="Continue").last.click()
    held[0].continue_()
    page.wait_for_url(re.compile("/q/second"))
    assert kept()["story"] == "Once upon"


def choose_state(page: "Page") -> None:
    page.locator("select[name=state]").evaluate("one => { one.value = 'KEN'; }")


def test_saving_and_going_on_is_no_other_window(page: "Page", kept: Kept) -> None:
    begin(page)
    choose_state(page)
    page.locator("[name=story]").fill("Once")
    expect(status(page)).to_contain_text("Saved")
    page.locator("[name=story]").fill("Once more")
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url(re.compile("/q/second"))
    page.go_back()
    page.locator("[name=story]").fill("And again")
    expect(status(page)).to_contain_text("Saved")
    assert kept()["story"] == "And again"


def test_without_a_connection_it_goes_on_trying(page: "Page", kept: Kept) -> None:
    begin(page)
    page.context.set_offline(True)
    page.locator("[name=story]").fill("Once upon a time")
    expect(status(page)).to_have_text(NOT_SAVED)
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator("[name=story]")).to_have_value("Once upon a time")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Saved")
    assert kept()["story"] == "Once upon a time"


def test_a_service_that_cannot_save_for_now_is_asked_again(page: "Page", kept: Kept) -> None:
    page.clock.install()
    begin(page)
    page.route(re.compile("/q/first"), lambda route: route.fulfill(status=503), times=1)
    page.locator("[name=story]").fill("Once upon a time")
    page.clock.run_for(4_000)
    expect(status(page)).to_have_text(NOT_SAVED)
    page.clock.run_for(31_000)
    expect(status(page)).to_contain_text("Saved")
    assert kept()["story"] == "Once upon a time"


def test_another_window_is_told_apart(page: "Page", kept: Kept) -> None:
    begin(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("[name=story]").fill("Theirs")
    expect(status(other)).to_contain_text("Saved")
    page.locator("[name=story]").fill("Ours")
    expect(status(page)).to_have_text(REFUSED)
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator(".news")).to_contain_text("These answers were changed in another window")
    expect(page.locator(".news")).to_contain_text("Theirs")
    expect(page.locator("[name=story]")).to_have_value("Ours")
    assert kept()["story"] == "Theirs"


def test_a_browser_that_is_let_in_no_more_keeps_what_was_typed(page: "Page") -> None:
    begin(page)
    page.context.clear_cookies()
    page.locator("[name=story]").fill("Once upon a time")
    expect(status(page)).to_have_text(REFUSED)
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator("main")).to_contain_text("Once upon a time")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_was_just_typed_is_there_when_one_comes_back(page: "Page", language: str) -> None:
    begin(page, language)
    page.locator("[name=story]").fill("Once upon a time")
    where = page.url
    page.locator(".back").click()
    page.wait_for_url(lambda url: url != where)
    page.goto(where)
    expect(page.locator("[name=story]")).to_have_value("Once upon a time")


def test_what_was_just_typed_is_saved_when_the_page_is_left(page: "Page", context: Context) -> None:
    begin(page)
    key = draft_key(page.url)
    page.locator("[name=story]").fill("Once upon a time")
    page.goto("about:blank")
    for _ in range(100):  # nobody tells a page that is left that it was saved
        if story_of(context, key):
            break
        page.wait_for_timeout(100)
    assert story_of(context, key) == "Once upon a time"


def story_of(context: Context, key: str) -> object:
    with context.ledger.reading() as c:
        draft = drafts.find(c, "scripted", key)
    return draft.answers.get("story") if draft else None


@pytest.mark.parametrize(("language", "stay"), [("en", "Stay"), ("ar", "البقاء")])
def test_one_is_asked_before_the_answers_close(page: "Page", context: Context, language: str, stay: str) -> None:
    page.clock.install(time=context.now())
    begin(page, language)
    dialog = page.get_by_role("dialog")
    page.clock.fast_forward("11:50:00")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("00:06:00")
    expect(dialog).to_be_visible()
    expect(dialog.locator("time")).not_to_be_empty()
    expect(dialog.get_by_role("button", name=stay)).to_be_focused()
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        dialog.get_by_role("button", name=stay).click()
    assert saved.value.status == 200
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("00:10:00")
    expect(dialog).to_be_hidden()
