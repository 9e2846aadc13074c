"""Somebody's way through a form of the running service: from the start page to the mail that confirms it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from app.journey import Step, steps_of
from app.store import drafts
from forms.schema import CompiledForm
from tests.journeys.filling import Hand
from tests.process.running import Letterbox, Running, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STEP, KEY = re.compile(r"/q/([^/?#]+)"), re.compile("/([0-9a-f]{32})/")


@dataclass(frozen=True)
class Applicant:
    """Who fills in which form, in what language, with what; `address` is where their mail goes."""

    service: Running
    letters: Letterbox
    browser: "Browser"
    compiled: CompiledForm
    language: str
    width: int
    has_script: bool
    answers: Mapping[str, Any]
    address: str
    filled: set[str] = field(default_factory=set)  # names of steps

    @contextmanager
    def device(self) -> Iterator[Hand]:
        """Another browser, with nothing of any other in it."""
        size: Any = {"width": self.width, "height": 760}
        opened = self.browser.new_context(
            base_url=self.service.url, viewport=size, locale="en-GB", java_script_enabled=self.has_script
        )
        yield Hand(opened.new_page(), self.language)
        opened.close()

    def begin(self, hand: Hand) -> None:
        """From the form's address, in the language of the browser, to the first questions."""
        hand.page.goto(f"/f/{self.compiled.form.name}")
        if self.language != "en":
            hand.page.get_by_role("navigation").locator(f"[lang={self.language}]").click()
        hand.press("Start now")

    def go_on(self, hand: Hand) -> None:
        """From the list of parts to the first that is not done."""
        parts = hand.page.get_by_role("main").get_by_role("listitem").filter(has_not_text=hand.say("Completed"))
        with hand.page.expect_navigation():
            parts.get_by_role("link").first.click()

    def answer(self, hand: Hand) -> None:
        """Fill in the questions of a page, unless that was done before."""
        step = self.step(hand.page)
        if step.name not in self.filled:
            hand.fill(step.questions, self.answers)
            self.filled.add(step.name)

    def answer_all(self, hand: Hand) -> None:
        """Page by page, until there is nothing more to answer."""
        while STEP.search(hand.page.url):
            self.answer(hand)
            hand.press("Continue")
            assert hand.page.get_by_role("alert").count() == 0, hand.page.get_by_role("alert").inner_text()

    def step(self, page: "Page") -> Step:
        """The page of questions that is open."""
        found = STEP.search(page.url)
        assert found, page.url
        return next(one for one in steps_of(self.compiled.form) if one.name == found[1])

    def save(self, hand: Hand) -> str:
        """Save the page and have a link mailed; returns the link."""
        hand.press("Save and come back later")
        hand.page.get_by_label(hand.say("Your e-mail address")).fill(self.address)
        hand.press("Send me the link")
        [mail] = self.mails(1)
        found = re.search(r"\S+/back/\S+", text_of(mail))
        assert found, text_of(mail)
        return found[0]

    def come_back(self, hand: Hand, link: str) -> None:
        """Open the link, and the part that was being filled in."""
        hand.page.goto(link)
        hand.press("Go on with your answers")
        self.go_on(hand)

    def send(self, hand: Hand) -> str:
        """Look through the answers and send them; returns the reference."""
        shown = hand.page.get_by_role("main").inner_text()
        for name in self.files():
            assert name in shown
        self.take_time(hand.page)
        hand.press("Send")
        return hand.page.get_by_role("main").get_by_role("strong").inner_text()

    def take_time(self, page: "Page") -> None:
        """Have begun an hour ago: whoever sends in seconds what people need an hour for may be taken for a program."""
        found, ledger = KEY.search(page.url), self.service.context.ledger
        assert found, page.url
        with ledger.writing() as c:
            draft = drafts.find(c, self.compiled.form.name, found[1])
            assert draft
            drafts.change(c, draft, started_at=draft.started_at - timedelta(hours=1))

    def files(self) -> list[str]:
        """The names of what is uploaded."""
        lists = (one for one in self.answers.values() if isinstance(one, list))
        return [str(file["name"]) for files in lists for file in files if isinstance(file, dict)]

    def mails(self, count: int) -> list[EmailMessage]:
        """What has come to the applicant, once so many have."""
        until(lambda: len(self._mails()) >= count, 30, f"mail {count} to {self.address}")
        return self._mails()

    def _mails(self) -> list[EmailMessage]:
        return [one for one in self.letters.messages if one["To"] == self.address]


def text_of(mail: EmailMessage) -> str:
    """What a mail says."""
    body = mail.get_body()
    assert body
    return str(body.get_content())
