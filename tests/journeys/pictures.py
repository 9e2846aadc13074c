"""Takes the pictures of the applicants' pages that the documents show: `make pictures`."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from tests.journeys.conftest import chromium
from tests.journeys.filling import Hand
from tests.journeys.six_languages import site
from tests.journeys.tour import tour
from tests.journeys.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = Path(__file__).parents[2] / "docs" / "images" / "journey"
DESK, PHONE = (1100, 760), (360, 760)


@dataclass(frozen=True)
class View:
    """How somebody sees the pages, and of which states a picture is kept, under which names."""

    language: str
    size: tuple[int, int]  # of the window, in CSS pixels
    states: Mapping[str, str]
    scheme: Literal["light", "dark"] = "light"


VIEWS = (
    View(
        "en",
        DESK,
        {
            "start page": "start",
            "questions on the person": "question",
            "questions on the person, wrong answers": "errors",
            "questions on the money, something to look at once more": "table",
            "list of parts, some done": "task-list",
            "answers to check": "check",
            "confirmation": "confirmation",
            "status": "status",
        },
    ),
    View(
        "fr",
        PHONE,
        {
            "start page": "phone-start",
            "questions on the person, wrong answers": "phone-errors",
            "questions on the money, another row": "phone-table",
            "questions on files, one uploaded": "phone-files",
        },
    ),
    View("ar", DESK, {"questions on the journey": "arabic-question", "answers to check": "arabic-check"}),
    View("ar", PHONE, {"list of parts, some done": "arabic-phone-task-list"}),
    View("en", DESK, {"questions on the journey": "dark-question", "answers to check": "dark-check"}, "dark"),
)


def taken(browser: "Browser", view: View, folder: Path, to: Path) -> None:
    """Go through all states, and keep a picture of some."""
    width, height = view.size
    window = {"viewport": {"width": width, "height": height}, "locale": "en-GB", "color_scheme": view.scheme}
    with site(folder) as place:
        opened = browser.new_context(**window)  # type: ignore[arg-type]  # a mapping of that kind
        visitor = Visitor(place, opened, Hand(opened.new_page(), view.language))
        for state in tour(visitor):
            if state in view.states:
                visitor.page.screenshot(path=to / f"{view.states[state]}.png", full_page=True)
        opened.close()


def write() -> None:
    """Take them all anew."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for view in VIEWS:
            with TemporaryDirectory() as folder:
                taken(browser, view, Path(folder), IMAGES)


if __name__ == "__main__":
    write()
