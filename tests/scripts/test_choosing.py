"""Long lists are searched by typing, by keyboard, mouse and screen reader; what is sent is the list's own."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.scripts.conftest import Kept
from tests.scripts.starting import begin, expect, status
from tests.web.test_in_chromium import pytestmark, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

__all__ = ["pytestmark"]


@pytest.fixture(params=["en", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


STATE = {"en": "State", "ar": "الدولة"}
TYPED = {"en": "keny", "ar": "كيني"}
KENYA = {"en": "Kenya", "ar": "كينيا"}


def box(page: "Page", language: str = "en") -> "Locator":
    return page.get_by_role("combobox", name=STATE[language])


def sent(page: "Page") -> str:
    return str(page.locator("select[name=state]").input_value())


def test_it_is_chosen_by_the_keys_and_saved(page: "Page", kept: Kept, language: str) -> None:
    begin(page, language)
    box(page, language).focus()
    page.keyboard.type(TYPED[language])
    expect(page.get_by_role("option")).to_have_text([KENYA[language]])
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_text(KENYA[language])
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page, language)).to_have_value(KENYA[language])
    assert sent(page) == "KEN"
    expect(status(page).locator("time")).to_be_visible()
    assert kept()["state"] == "KEN"


def test_it_is_chosen_by_the_mouse(page: "Page", language: str) -> None:
    begin(page, language)
    box(page, language).click()
    assert page.get_by_role("option").count() > 190
    page.get_by_role("option", name=KENYA[language], exact=True).click()
    expect(box(page, language)).to_have_value(KENYA[language])
    assert sent(page) == "KEN"
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert sideways(page) == 0


def test_what_it_says_of_itself(page: "Page") -> None:
    begin(page)
    field = box(page)
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    listed = page.get_by_role("listbox", name="State")
    expect(listed).to_have_id(field.get_attribute("aria-controls") or "-")
    active = page.get_by_role("option", selected=True)
    expect(active).to_have_id(field.get_attribute("aria-activedescendant") or "-")
    expect(active).to_have_text("Afghanistan")
    field.press("ArrowUp")
    expect(page.get_by_role("option", selected=True)).to_have_text("Zimbabwe")
    expect(page.get_by_role("option", selected=True)).to_be_in_viewport()
    field.press("Escape")
    expect(listed).to_be_hidden()
    assert sent(page) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cote d", "CIV"),  # without the accents
        ("CÔTE D'IVOIRE", "CIV"),
        ("Guinea", "GIN"),  # and not Guinea-Bissau
        ("kenya ", "KEN"),
        ("Congo", "COG"),
        ("land", ""),  # many
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_what_is_typed_and_not_chosen_counts_where_it_can_mean_one_thing(page: "Page", typed: str, meant: str) -> None:
    begin(page)
    box(page).click()
    box(page).fill(typed)
    page.get_by_label("Story").focus()
    assert sent(page) == meant
    shown = page.locator("select[name=state]").evaluate("one => one.value && one.selectedOptions[0].text")
    expect(box(page)).to_have_value(shown)


def test_that_nothing_is_written_so_is_told(page: "Page") -> None:
    begin(page)
    box(page).press_sequentially("Atlantis")
    expect(box(page).locator("..").get_by_role("status")).to_have_text("Nothing in the list is written like this")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_choice_can_be_taken_back(page: "Page") -> None:
    begin(page)
    box(page).fill("Kenya")
    page.get_by_label("Story").focus()
    assert sent(page) == "KEN"
    box(page).fill("")
    page.get_by_label("Story").focus()
    assert sent(page) == ""


def test_a_message_leads_to_where_one_types(page: "Page", language: str) -> None:
    begin(page, language)
    page.locator(".buttons button").first.click()
    page.locator(".summary a").first.click()
    expect(box(page, language)).to_be_focused()
    expect(box(page, language)).to_have_attribute("aria-invalid", "true")
    expect(box(page, language)).to_have_accessible_description(re.compile(STATE[language]))


def test_what_was_chosen_stands_there_again(page: "Page") -> None:
    begin(page)
    box(page).fill("Kenya")
    box(page).press("Enter")
    page.locator(".buttons button").first.click()
    page.wait_for_url(re.compile("/q/second"))
    page.locator(".back").click()
    expect(box(page)).to_have_value("Kenya")


def test_choices_in_another_language_tell_it(page: "Page") -> None:
    begin(page, "ar")
    page.get_by_role("combobox", name="المدينة").fill("12")
    [town] = page.get_by_role("option").all()
    expect(town).to_have_text("Town 12")
    assert (town.get_attribute("lang"), town.get_attribute("dir")) == ("en", "ltr")
    box(page, "ar").fill(TYPED["ar"])
    [kenya] = page.get_by_role("option").all()
    assert (kenya.get_attribute("lang"), kenya.get_attribute("dir")) == ("ar", "rtl")
