"""A whole form, from its start page to the confirmation, without a mouse."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.journey import steps_of
from app.store import submissions
from app.text import translate
from tests.journeys.keyboard import Keys
from tests.journeys.looks import DESK
from tests.journeys.six_languages import END, FORM, MONEY, PERSON, TRAVEL, Site, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SAME_DAY_EVERYWHERE = {"start": "2099-04-04"}  # whether a browser writes the day or the month first
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "person": PERSON,
    "travel": TRAVEL | SAME_DAY_EVERYWHERE,
    "money": MONEY,
    "end": END,
}
FURTHER = {"travel": {"hotel_name": "Auberge"}}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("keyboard")) as made:
        yield made


@pytest.fixture(params=["en", "ar"])
def keys(request: pytest.FixtureRequest, browser: "Browser", place: Site) -> Iterator[Keys]:
    """Somebody on the start page."""
    opened = browser.new_context(base_url=place.url, viewport=DESK, locale="en-GB")  # type: ignore[arg-type]  # a mapping
    found = Keys(opened.new_page(), request.param)
    found.page.on("filechooser", lambda _: None)  # heard from now on, not only from shortly after it is waited for
    found.page.goto(f"/f/{FORM}?lang={request.param}")
    yield found
    opened.close()


def test_a_form_is_sent_without_a_mouse(keys: Keys, place: Site) -> None:
    before = kept(place)
    keys.press("Start now")
    for step in steps_of(place.form.form):
        assert keys.page.url.partition("?")[0].endswith(f"/q/{step.name}")
        keys.fill(step.questions, ANSWERS[step.name])
        assert keys.is_in_order(), keys.stops
        keys.press("Continue")
        assert keys.page.get_by_role("alert").all_inner_texts() == []
        if f"/q/{step.name}" in keys.page.url:  # there is something to see first
            keys.fill(step.questions, FURTHER.get(step.name, {}))
            keys.press("Continue")
    place.clock.now += timedelta(minutes=20)  # which it takes people
    keys.press("Send")
    assert kept(place)[:-1] == before
    assert kept(place)[-1].reference in keys.page.get_by_role("main").inner_text()
    assert kept(place)[-1].answers["costs"]["totals"]["total"] == "2962.00"


def kept(place: Site) -> list[submissions.Submission]:
    with place.context.ledger.reading() as c:
        return submissions.of_form(c, FORM)


def test_the_first_stop_leads_past_the_head_of_the_page(keys: Keys) -> None:
    keys.page.keyboard.press("Tab")
    assert keys.at().name == translate("Skip to main content", keys.language)
    keys.page.keyboard.press("Enter")
    assert keys.page.evaluate("document.activeElement.id") == "main"
    keys.page.keyboard.press("Tab")
    assert keys.at().is_in_main


def test_after_mistakes_the_focus_is_on_their_summary_and_each_leads_to_its_field(keys: Keys) -> None:
    keys.press("Start now")
    keys.press("Continue")
    alert = keys.page.get_by_role("alert")
    assert alert.evaluate("alert => alert === document.activeElement")
    links = alert.get_by_role("link")
    fields = [f"#{one}" for one in ("q-full_name", "q-email", "q-state", "q-status")]
    assert [one.get_attribute("href") for one in links.all()] == fields
    keys.page.keyboard.press("Tab")
    keys.page.keyboard.press("Tab")
    keys.page.keyboard.press("Enter")
    assert keys.page.evaluate("document.activeElement.name") == "email"


def test_who_asks_for_another_row_goes_on_in_it(keys: Keys, place: Site) -> None:
    keys.press("Start now")
    keys.press("All parts of the form")
    keys.tab_to(steps_of(place.form.form)[2].title.in_language(keys.language))
    keys.enter()
    keys.press("Add another row")
    assert keys.page.evaluate("document.activeElement.name") == "costs.3.item"
