"""Every page and state of a committee, looked at in every way: nothing is found."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from werkzeug.serving import make_server

from forms.types.answers import WORDS
from tests.calls.a_committee import AFTER, BEFORE, CALL, NOW, Committee, a_committee
from tests.calls.a_workbook import opened
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


def tour(committee: Committee, page: "Page", site: str) -> Iterator[str]:
    """The name of each state while the page shows it, to a chair who reads three proposals."""
    proposals = [committee.propose(number, title=title) for number, title in enumerate(TITLES, start=1)]
    first = proposals[0]
    committee.browser("Bo").give(first, remark_="A careful plan.\nThe budget is thin.", remark_quality="Clear")
    committee.browser("Bo").give(proposals[1], remark_="A careful plan.\nThe budget is thin.", remark_quality="Clear")
    committee.browser("Cy").give(proposals[1], act="abstain", remark_="I know too little of it.")
    link, lang = committee.link("Anna"), f"lang={committee.members['Anna'].language}"

    def see(path: str) -> None:
        page.goto(f"{site}/committee/{CALL}{path}?{lang}")

    def press(value: str = "") -> None:
        page.click(f"main button[value={value}]" if value else "main button[type=submit]")

    see("")
    yield "not let in"
    see("/link")
    press()
    yield "a link, wrong address"
    page.fill("#q-email", "anna@committee.example")
    press()
    yield "a link, asked for"
    page.goto(site + link)
    yield "a link"
    press()
    yield "queue"
    see("/workbook")
    yield "workbook, conflicts not said"
    page.set_input_files("#q-workbook", {"name": "scores.xlsx", "mimeType": "text/plain", "buffer": b"score"})
    page.locator("main form[enctype] button").click()
    yield "workbook, none"
    page.set_input_files("#q-workbook", filled_in(committee, page, site))
    page.locator("main form[enctype] button").click()
    yield "workbook, with a mistake and a draft"
    page.goto(site + link)
    yield "a link, used"
    see(f"/{first.key}")
    yield "conflict"
    page.check("#q-conflict-2")
    press()
    yield "conflict, no reason"
    page.check("#q-conflict")
    press()
    yield "proposal"
    press("give")
    yield "proposal, nothing scored"
    page.fill("[name='score.worth']", "101")
    press("abstain")
    yield "proposal, wrong score and no reason"
    page.fill("[name='score.worth']", "60")
    page.click(".languages button[value=fr]")
    page.click(f".languages button[value={committee.members['Anna'].language}]")
    assert page.input_value("[name='score.worth']") == "60"
    press("save")
    yield "proposal, draft saved"
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("[name='score.worth']", "70")
    other.click("main button[value=save]")
    other.close()
    page.fill("[name='score.worth']", "80")
    press("save")
    yield "proposal, changed in another window"
    page.locator("[name=csrf]").last.evaluate("field => field.value = 'another'")
    press("save")
    yield "proposal, page out of date"
    see("/scores")
    yield "others, too early"
    committee.clock.now = AFTER
    page.goto(site + committee.link("Anna"))
    press()
    see(f"/{first.key}")
    yield "proposal, closed"
    committee.clock.now = BEFORE
    page.goto(site + committee.link("Anna"))
    press()
    yield "queue, too early"
    committee.clock.now = NOW
    page.goto(site + committee.link("Anna"))
    press()
    for one in proposals:
        see(f"/{one.key}")
        if page.url.partition("?")[0].endswith("conflict"):
            page.check("#q-conflict")
            press()
        page.check("[name='score.quality'][value='4']")
        page.fill("[name='score.worth']", "70")
        press("give")
    yield "queue, all given"
    see(f"/{first.key}")
    yield "proposal, given"
    see(f"/{first.key}/conflict")
    page.check("#q-conflict-2")
    page.fill("#q-reason", "My sister's")
    press()
    yield "queue, conflict declared"
    committee.clock.now = AFTER
    page.goto(site + committee.link("Anna"))
    press()
    yield "queue, scoring is over"
    see("/scores")
    yield "what the committee says"
    see(f"/{proposals[1].key}/scores")
    yield "what the committee says of one"
    page.click(".signed-in button")
    yield "signed out"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_found_on_pages_of_committees(tmp_path: Path, browser: "Browser", language: str) -> None:
    with a_committee(tmp_path) as committee:
        committee.join("Anna", role="chair", language=language)
        committee.join("Bo")
        committee.join("Cy")
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
