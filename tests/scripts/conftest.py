"""A form in a real browser whose questions are called as members of HTML forms are, where they may be."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.serving import make_server

from app.context import Context
from app.store import drafts
from tests.served import served
from tests.web.conftest import context_of
from tests.web.test_in_chromium import browser
from tests.web.walking import draft_key

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

SCRIPTED = """
form: scripted
version: 1
languages: [en, ar]
title: {en: Scripted, ar: متحرك}
reference: "SC-{year}-{number:04d}"
zone: Europe/Zurich
closes: 2099-01-15 18:00
sections:
  - section: first
    title: {en: First, ar: أولاً}
    questions:
      - {question: story, type: long_text, label: {en: Story, ar: القصة}, max_words: 5, max_length: 60}
      - {question: action, type: text, label: {en: Action, ar: الإجراء}, max_length: 12}
      - {question: elements, type: text, label: Elements}
      - {question: town, type: choose_one, label: {en: Town, ar: المدينة}, choices: [TOWNS]}
      - {question: state, type: country, label: {en: State, ar: الدولة}, required: yes}
      - question: letter
        type: file
        label: {en: Letter, ar: الخطاب}
        accept: [txt, png]
        max_megabytes: 1
      - {question: amount, type: money, currency: USD, label: Amount}
      - {question: fee, type: calculated, label: Fee, calculation: amount * 0.08, result: money, currency: USD}
      - question: budget
        type: table
        label: Budget
        questions:
          - {question: quantity, type: integer, label: Quantity}
          - {question: unit_cost, type: money, currency: USD, label: Cost of one}
          - {question: cost, type: money, currency: USD, label: Cost, product: [quantity, unit_cost]}
        totals:
          - {total: total_usd, label: Sum, sum: cost}
  - section: second
    title: Second
    questions:
      - {question: rest, type: text, label: Rest}
sheet:
  workbook: Scripted
  tab: All
  columns:
    - {path: $reference, header: Reference}
"""

TOWNS = ", ".join(f"{{value: t{number}, label: Town {number}}}" for number in range(13))
"""Too many to be shown at once, and in English only."""
Kept = Callable[[], dict[str, Any]]


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    made = context_of(tmp_path, SCRIPTED.replace("TOWNS", TOWNS))
    yield made
    made.ledger.engine.dispose()


@pytest.fixture
def address(context: Context) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, served(context), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: "Browser", address: str) -> Iterator["Page"]:
    """A page of which every error, and every breach of its own policy, is a failure of the test."""
    opened = browser.new_context(base_url=address, viewport={"width": 390, "height": 800}, locale="en-GB")
    made, faults = opened.new_page(), []
    made.on("pageerror", lambda fault: faults.append(str(fault)))
    made.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield made
    opened.close()
    assert faults == []


@pytest.fixture
def kept(page: "Page", context: Context) -> Kept:
    """Reads what is kept of the draft that the page is of."""

    def read() -> dict[str, Any]:
        with context.ledger.reading() as c:
            draft = drafts.find(c, "scripted", draft_key(page.url))
        assert draft is not None
        return dict(draft.answers)

    return read
