"""Somebody who is shown every page of an applicant's journey."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.store import drafts
from app.store.drafts import Draft
from forms.definition import Question
from tests.journeys.filling import Hand
from tests.journeys.six_languages import FORM, Site

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page


@dataclass(frozen=True)
class Visitor:
    """Somebody who sees it all."""

    site: Site
    device: "BrowserContext"
    hand: Hand

    @property
    def page(self) -> "Page":
        return self.hand.page

    def see(self, path: str) -> None:
        """Go to an address, in the visitor's language."""
        self.page.goto(f"{self.site.url}{path}{'&' if '?' in path else '?'}lang={self.hand.language}")

    def see_draft(self, path: str = "") -> None:
        """Go to a page of the draft."""
        self.see(f"/f/{FORM}/{self.draft.key}/{path}")

    @property
    def draft(self) -> Draft:
        """The one that is being filled in."""
        found = re.search(r"/([0-9a-f]{32})/", self.page.url)
        assert found, self.page.url
        with self.site.context.ledger.reading() as c:
            draft = drafts.find(c, FORM, found[1])
        assert draft
        return draft

    def asked(self, section: str) -> tuple[Question, ...]:
        """The questions of a page."""
        return next(one.questions for one in self.site.form.form.sections if one.name == section)

    def field(self, name: str) -> "Locator":
        """A field by its name."""
        return self.page.locator(f"[name='{name}']").first
