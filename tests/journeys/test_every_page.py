"""Every page and state of the journey, looked at in every way: nothing is found."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from app.web.accessibility import TESTED
from forms.definition import LANGUAGES
from tests.journeys.looks import DESK, LOOKS
from tests.journeys.six_languages import Site, site
from tests.journeys.statement import STATEMENT, looked_at, page_of, release, statement

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LOOKED_AT = LANGUAGES if "EVERY_LANGUAGE" in os.environ else ("en", "ar")
"""One in each direction; `make statement` looks at all six, which takes minutes."""
PLAIN = """<!doctype html><html lang="en" dir="ltr"><head><title>Error: A page</title>
<style>body { color: #000; background: #fff } button { border: 1px solid } :focus { outline: 3px solid }</style></head>
<body><main><div role="alert" tabindex="-1" autofocus><h2>Mistakes</h2></div><h1>A page</h1>{}</main></body></html>"""
BROKEN = [
    ("mistakes told first", "<script>document.title = 'A page'</script>"),
    ("axe-core", "<img src='data:,'>"),
    (
        "dark colours",
        "<style>@media (prefers-color-scheme: dark) { body { color: #444; background: #111 } }</style>",
    ),
    ("forced colours", "<button type='button' style='border: 0'>Press</button>"),
    ("forced colours", "<a href='#' style='outline: none'>Go</a>"),
    ("no motion", "<style>@keyframes turn { to { rotate: 1turn } }</style><p style='animation: turn 9s'>Text"),
    ("320 pixels", "<p style='inline-size: 400px'>Text"),
    ("320 pixels", "<p style='inline-size: 3em; overflow-wrap: anywhere'>Organisation"),
    ("200 % zoom", "<p style='inline-size: 700px'>Text"),
    ("text twice as large", "<p style='inline-size: 50rem'>Text"),
    ("text spacing", "<p style='block-size: 1.25em; overflow: hidden'>Text"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("every-page")) as made:
        yield made


@pytest.mark.parametrize("language", LOOKED_AT)
def test_nothing_is_found(place: Site, browser: "Browser", language: str) -> None:
    pages, found = looked_at(place, browser, language)
    assert found == TESTED.found[language] == []
    assert pages == TESTED.pages, "the statement tells of other pages: make statement"


@pytest.mark.parametrize(("name", "broken"), BROKEN)
def test_what_is_wrong_is_found(browser: "Browser", name: str, broken: str) -> None:
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]  # a mapping of that kind
    page.set_content(PLAIN.replace("{}", "<p>Text"))
    assert LOOKS[name](page) == []
    page.set_content(PLAIN.replace("{}", broken))
    assert LOOKS[name](page) != []
    page.close()
    assert {name for name, _ in BROKEN} == set(LOOKS)


def test_the_statement_is_what_was_found(place: Site) -> None:
    assert (TESTED.version, TESTED.released) == release(), "this version was not looked at: make statement"
    assert list(TESTED.looks) == list(LOOKS)
    assert STATEMENT.read_text(encoding="utf-8") == statement(page_of(place), TESTED)
