"""Every page and state of a committee, looked at in every way: nothing is found."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from werkzeug.serving import make_server

from app.store.submissions import Submission
from forms.types.answers import WORDS
from tests.calls.a_committee import AFTER, BEFORE, CALL, DONORS, NOW, Committee, a_committee
from tests.calls.a_workbook import opened
from tests.calls.test_donors import decided
from tests.journeys.conftest import chromium
from tests.journeys.looks import DESK, LOOKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Page

pytestmark = pytest.mark.browser

TITLES = ("Safer stockpiles in four districts", "تدريب موظفي الجمارك على تتبّع الشحنات", "国家登记册：更新与培训" * 4)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as opened:
        yield opened


@contextmanager
def served_at(committee: Committee) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, committee.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def filled_in(committee: Committee, page: "Page", site: str) -> "FilePayload":
    """The member's workbook with a wrong score in it, and a row that is begun."""
    with ZipFile(BytesIO(page.request.get(f"{site}/committee/{CALL}/workbook.zip").body())) as archive:
        book = opened(archive.read("scores.xlsx"))
    no = WORDS[committee.members["Anna"].language][1]
    book.put("SG-0002", conflict=no, score_quality=9).put("SG-0003", conflict=no, score_quality=3)
    return {"name": "scores.xlsx", "mimeType": "application/octet-stream", "buffer": book.data()}


@dataclass
class Tourist:
    """A chair who reads three proposals, and a donor, each in the same browser."""

    committee: Committee
    page: "Page"
    site: str
    proposals: list[Submission]

    @property
    def language(self) -> str:
        return self.committee.members["Anna"].language

    def see(self, path: str) -> None:
        self.page.goto(f"{self.site}/committee/{CALL}{path}?lang={self.language}")

    def press(self, value: str = "") -> None:
        self.page.click(f"main button[value={value}]" if value else "main button[type=submit]")

    def enter(self, name: str = "Anna") -> None:
        self.page.goto(self.site + self.committee.link(name))
        self.press()


def tour(committee: Committee, page: "Page", site: str) -> Iterator[str]:
    """The name of each state while the page shows it."""
    proposals = [committee.propose(number, title=title) for number, title in enumerate(TITLES, start=1)]
    first, second, third = proposals
    committee.browser("Bo").give(first, remark_="A careful plan.\nThe budget is thin.", remark_quality="Clear")
    committee.browser("Bo").give(second, remark_="A careful plan.\nThe budget is thin.", remark_quality="Clear")
    committee.browser("Cy").give(second, act="abstain", remark_="I know too little of it.")
    for one, outcome in ((first, "approve"), (second, "conditions"), (third, "reserve")):
        decided(committee, one, outcome)
    tourist = Tourist(committee, page, site, proposals)
    for part in (way_in, declaring, scoring, at_other_times, all_given, compared, commenting):
        yield from part(tourist)


def way_in(to: Tourist) -> Iterator[str]:
    """A link, asked for and followed."""
    link = to.committee.link("Anna")
    to.see("")
    yield "not let in"
    to.see("/link")
    to.press()
    yield "a link, wrong address"
    to.page.fill("#q-email", "anna@committee.example")
    to.press()
    yield "a link, asked for"
    to.page.goto(to.site + link)
    yield "a link"
    to.press()
    yield "queue"
    yield from workbook(to)
    to.page.goto(to.site + link)
    yield "a link, used"


def workbook(to: Tourist) -> Iterator[str]:
    """A workbook to score in, that comes back."""
    to.see("/workbook")
    yield "workbook, conflicts not said"
    to.page.set_input_files("#q-workbook", {"name": "scores.xlsx", "mimeType": "text/plain", "buffer": b"score"})
    to.page.locator("main form[enctype] button").click()
    yield "workbook, none"
    to.page.set_input_files("#q-workbook", filled_in(to.committee, to.page, to.site))
    to.page.locator("main form[enctype] button").click()
    yield "workbook, with a mistake and a draft"


def declaring(to: Tourist) -> Iterator[str]:
    """Whether there is a conflict."""
    to.see(f"/{to.proposals[0].key}")
    yield "conflict"
    to.page.check("#q-conflict-2")
    to.press()
    yield "conflict, no reason"
    to.page.check("#q-conflict")
    to.press()


def scoring(to: Tourist) -> Iterator[str]:
    """A review being written, in two windows too."""
    page = to.page
    yield "proposal"
    to.press("give")
    yield "proposal, nothing scored"
    page.fill("[name='score.worth']", "101")
    to.press("abstain")
    yield "proposal, wrong score and no reason"
    page.fill("[name='score.worth']", "60")
    page.click(".languages button[value=fr]")
    page.click(f".languages button[value={to.language}]")
    assert page.input_value("[name='score.worth']") == "60"
    to.press("save")
    yield "proposal, draft saved"
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("[name='score.worth']", "70")
    other.click("main button[value=save]")
    other.close()
    page.bring_to_front()
    page.fill("[name='score.worth']", "80")
    to.press("save")
    yield "proposal, changed in another window"
    page.locator("[name=csrf]").last.evaluate("field => field.value = 'another'")
    to.press("save")
    yield "proposal, page out of date"
    to.see("/scores")
    yield "others, too early"


def at_other_times(to: Tourist) -> Iterator[str]:
    """After scoring is over, and before it begins."""
    to.committee.clock.now = AFTER
    to.enter()
    to.see(f"/{to.proposals[0].key}")
    yield "proposal, closed"
    to.committee.clock.now = BEFORE
    to.enter()
    yield "queue, too early"
    to.committee.clock.now = NOW
    to.enter()


def all_given(to: Tourist) -> Iterator[str]:
    """Everything scored, and a conflict declared afterwards."""
    for one in to.proposals:
        to.see(f"/{one.key}")
        if to.page.url.partition("?")[0].endswith("conflict"):
            to.page.check("#q-conflict")
            to.press()
        to.page.check("[name='score.quality'][value='4']")
        to.page.fill("[name='score.worth']", "70")
        to.press("give")
    yield "queue, all given"
    first = to.proposals[0]
    to.see(f"/{first.key}")
    yield "proposal, given"
    to.see(f"/{first.key}/conflict")
    to.page.check("#q-conflict-2")
    to.page.fill("#q-reason", "My sister's")
    to.press()
    yield "queue, conflict declared"


def compared(to: Tourist) -> Iterator[str]:
    """What the committee says, and the way out."""
    to.committee.clock.now = AFTER
    to.enter()
    yield "queue, scoring is over"
    to.see("/scores")
    yield "what the committee says"
    to.see(f"/{to.proposals[1].key}/scores")
    yield "what the committee says of one"
    to.page.click(".signed-in button")
    yield "signed out"


def commenting(to: Tourist) -> Iterator[str]:
    """A donor's list, with comments kept, too long, out of date, and when it is over."""
    to.committee.clock.now = NOW
    to.enter("Dora")
    yield "list for donors"
    box = to.page.locator("textarea").first
    box.fill("x" * 5001)
    to.press()
    yield "list for donors, comment too long"
    box.fill("A good choice.\nIt comes late.")
    to.press()
    yield "list for donors, comments kept"
    to.page.locator("[name=csrf]").last.evaluate("field => field.value = 'another'")
    to.press()
    yield "list for donors, page out of date"
    to.see("/comments")
    to.page.locator("textarea").first.fill("Of one that is closed meanwhile")
    to.committee.close(to.proposals[0], "Dora")
    to.press()
    yield "list for donors, one is gone"
    to.committee.clock.now = AFTER
    to.enter("Dora")
    yield "list for donors, over"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_found_on_pages_of_committees(tmp_path: Path, browser: "Browser", language: str) -> None:
    with a_committee(tmp_path, DONORS) as committee:
        committee.join("Anna", role="chair", language=language)
        committee.join("Bo")
        committee.join("Cy")
        committee.join("Dora", role="donor", language=language)
        with served_at(committee) as site:
            opened = browser.new_context(viewport=DESK)  # type: ignore[arg-type]  # a mapping of that kind
            page, found = opened.new_page(), []
            for state in tour(committee, page, site):
                assert page.locator("html").get_attribute("lang") == language, state
                found += [
                    f"{state}, {name}: {one}" for name, look in LOOKS.items() for one in dict.fromkeys(look(page))
                ]
            opened.close()
    assert found == []
