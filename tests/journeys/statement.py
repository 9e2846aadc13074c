"""Looks at every page in every language and writes down what was found: `make statement`."""

import json
import re
from dataclasses import asdict
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.web import accessibility
from app.web.accessibility import RECORD, Tested
from forms.definition import LANGUAGES
from tests.journeys.conftest import chromium
from tests.journeys.filling import Hand
from tests.journeys.looks import DESK, LOOKS, axe_core
from tests.journeys.six_languages import Site, site
from tests.journeys.tour import tour
from tests.journeys.visitor import Visitor
from tests.served import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).parents[2]
STATEMENT = REPOSITORY / "docs" / "accessibility.md"
CHANGELOG = REPOSITORY / "CHANGELOG.md"
MARKS = {"h1": "# ", "h2": "\n## ", "p": "", "li": "- "}
"""How what stands in an element begins in Markdown."""


def looked_at(place: Site, browser: "Browser", language: str) -> tuple[list[str], list[str]]:
    """The pages that were looked at, and the mistakes that were found: on which page, by which look."""
    opened = browser.new_context(viewport=DESK, locale="en-GB")  # type: ignore[arg-type]  # a mapping of that kind
    visitor = Visitor(place, opened, Hand(opened.new_page(), language))
    pages, found = [], []
    for state in tour(visitor):
        pages.append(state)
        found += [
            f"{state}, {name}: {one}" for name, look in LOOKS.items() for one in dict.fromkeys(look(visitor.page))
        ]
    opened.close()
    return pages, found


def release() -> tuple[str, str]:
    """The newest version of the changelog with its day, which is empty as long as it is not released."""
    named = re.search(r"^## (\S+) \(([^)]*)\)$", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    assert named
    return named[1], named[2] if re.fullmatch(r"\d{4}-\d\d-\d\d", named[2]) else ""


def tested_now(place: Site, browser: "Browser") -> Tested:
    """What there is to record of this version."""
    seen = {language: looked_at(place, browser, language) for language in LANGUAGES}
    pages = {tuple(pages) for pages, _ in seen.values()}
    assert len(pages) == 1, "the same pages in every language"
    [axe] = re.findall(r"axe v([\d.]+)", axe_core()[:100])
    found = {language: mistakes for language, (_, mistakes) in seen.items()}
    return Tested(*release(), axe, list(pages.pop()), list(LOOKS), found)


class Plain(HTMLParser):
    """The statement's page in Markdown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._is_open = False
        self.feed(page[page.index("<main") : page.index("</main>")])

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in MARKS:
            self.lines.append(("\n" if tag == "p" else "") + MARKS[tag])
            self._is_open = True

    def handle_endtag(self, tag: str) -> None:
        self._is_open = self._is_open and tag not in MARKS

    def handle_data(self, data: str) -> None:
        if self._is_open:
            self.lines[-1] += data


def statement(page: str, tested: Tested) -> str:
    """The statement as a document: what its page says, then what was looked at, and how."""
    pages = "\n".join(f"{number}. {name}" for number, name in enumerate(tested.pages, start=1))
    looks = "\n".join(f"- {name}" for name in tested.looks)
    return (
        "<!-- `make statement` writes this page -->\n"
        + "\n".join(Plain(page).lines)
        + f"\n\n## How each page was looked at\n{looks}\n\n## The pages and states of pages\n{pages}\n"
    )


def page_of(place: Site) -> str:
    """The statement as applicants read it, in English."""
    return served(place.context).test_client().get("/accessibility?lang=en").text


def write() -> None:
    """Test, then write the record and the document."""
    with TemporaryDirectory() as folder, site(Path(folder)) as place, chromium() as browser:
        tested = tested_now(place, browser)
        RECORD.write_text(json.dumps(asdict(tested), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        accessibility.TESTED = tested
        STATEMENT.write_text(statement(page_of(place), tested), encoding="utf-8")


if __name__ == "__main__":
    write()
