"""Characters and words are counted along as the server counts them, and said in the forms of the page's language."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.definition import NO_TEXT, Question
from forms.types.texts import UNKEEPABLE, read_long_text
from tests.scripts.starting import begin, expect
from tests.web.test_in_chromium import pytestmark

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["pytestmark"]

QUESTION = Question("story", "long_text", NO_TEXT)
NASTY = "aé e\u0301\u00a0\u2003\u3000\ufeff\u200b\u2028\t\n\r👩‍👩‍👧🇨🇭مَرْحَبًا日本語"
COUNT = """async ([text]) => {
  const { COUNTS } = await import(document.querySelector("script[src*=counting]").src);
  const area = document.createElement("textarea");
  area.value = text;
  return [COUNTS.characters(area.value), COUNTS.words(area.value)];
}"""


@pytest.mark.parametrize(
    ("language", "typed", "words", "characters"),
    [
        ("en", "", "You have 5 words left", "You have 60 characters left"),
        ("en", "one two three four", "You have 1 word left", "You have 42 characters left"),
        ("en", "a b c d e f g", "You have 2 words too many", "You have 47 characters left"),
        ("en", "x" * 1061, "You have 4 words left", "You have 1,001 characters too many"),
        ("ar", "", "بقيت لك 5 كلمات", "بقي لك 60 حرفاً"),
        ("ar", "واحد اثنان ثلاثة", "بقيت لك كلمتان", "بقي لك 44 حرفاً"),
        ("ar", "1 2 3 4 5 6", "كتبت كلمة واحدة زائدة", "بقي لك 49 حرفاً"),
    ],
)
def test_what_is_left_and_what_is_too_many(
    page: "Page", language: str, typed: str, words: str, characters: str
) -> None:
    begin(page, language)
    page.locator("[name=story]").fill(typed)
    expect(page.locator("[id='c-story-words']")).to_have_text(words)
    expect(page.locator("[id='c-story-characters']")).to_have_text(characters)


def test_it_is_read_with_the_field_and_when_the_keys_rest(page: "Page") -> None:
    begin(page)
    story = page.get_by_label("Story")
    expect(story).to_have_accessible_description("You have 60 characters left You have 5 words left")
    voice = page.locator("[id='c-story-words'] + [aria-live=polite]")
    expect(voice).to_be_empty()
    story.press_sequentially("one two")
    expect(voice).to_have_text("You have 3 words left")


def test_of_a_line_only_what_comes_near_its_limit_is_told(page: "Page") -> None:
    begin(page)
    count = page.locator("[id='c-action-characters']")
    page.locator("[name=action]").fill("12345678")
    expect(count).to_be_hidden()
    page.locator("[name=action]").fill("123456789")
    expect(count).to_have_text("You have 3 characters left")
    page.locator("[name=action]").fill("1234567890123")
    expect(count).to_have_class("count over")


def test_the_limit_stands_there_without_a_script(page: "Page", address: str) -> None:
    begin(page)
    plain = page.context.browser.new_context(base_url=address, java_script_enabled=False)  # type: ignore[union-attr]
    other = plain.new_page()
    begin(other)
    expect(other.get_by_label("Story")).to_have_accessible_description(
        "You can enter up to 60 characters You can enter up to 5 words"
    )
    plain.close()


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            " ",
            "\ufeffx\ufeff",
            "e\u0301",
        ],
        *["a\r\nb", "  two\u00a0words ", "👩‍👩‍👧 🇨🇭", "مَرْحَبًا  بكم", "x\u2028y", "\u3000日本語\u3000"],
    ],
)
def test_both_sides_count_alike(page: "Page", text: str) -> None:
    begin(page)
    assert page.evaluate(COUNT, [text]) == counted(text)


@given(text=st.text(st.sampled_from(NASTY), max_size=30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_sides_count_any_text_alike(page: "Page", text: str) -> None:
    if "/q/" not in page.url:
        begin(page)
    assert page.evaluate(COUNT, [text]) == counted(text)


def counted(text: str) -> list[int]:
    assert not UNKEEPABLE.search(text)
    kept = read_long_text(QUESTION, text.replace("\r\n", "\n").replace("\r", "\n"))
    return [len(kept), len(kept.split())]
