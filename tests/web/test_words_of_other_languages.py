"""A text that stands in for one in the page's language is marked with its own (WCAG 2.2, 3.1.2); no other is."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.served import served
from tests.web.conftest import context_of
from tests.web.walking import answered, begun, checked

FORM = """
form: mixed
version: 1
languages: [en, ar]
title: «title»
intro: «intro»
privacy: «privacy»
declaration: «declaration»
next_steps: «next»
reference: "MI-{year}-{number:04d}"
sections:
  - section: first
    title: «first»
    intro: «about first»
    questions:
      - {question: name, type: text, label: «name», hint: «hint», required: yes}
      - {question: even, type: integer, label: «even», min: 2}
      - {question: told, type: note, label: «note»}
      - {question: agreed, type: consent, label: «consent»}
      - {question: letter, type: file, label: «file»}
      - question: size
        type: choose_one
        label: «size»
        choices: [{value: s, label: «small»}, {value: l, label: «large»}]
      - question: help
        type: choose_many
        label: «help»
        choices: [{value: law, label: «law»}, {value: it, label: «it»}]
      - question: order
        type: ranking
        label: «order»
        choices: [{value: one, label: «one»}, {value: two, label: «two»}]
      - {question: town, type: choose_one, label: «town», choices: [TOWNS]}
      - {question: who, type: group, label: «who», questions: [{question: given, type: text, label: «given»}]}
      - question: costs
        type: table
        label: «costs»
        questions: [{question: cost, type: decimal, label: «cost»}, {question: what, type: text, label: «what»}]
        totals: [{total: all, label: «all», sum: cost}]
  - section: second
    title: «second»
    questions:
      - {question: rest, type: text, label: «rest»}
  - {section: third, title: «third», questions: [{question: third, type: text, label: «3»}]}
  - {section: fourth, title: «fourth», questions: [{question: fourth, type: text, label: «4»}]}
checks:
  - {check: few, must: even < 10, message: «few», at: even}
sheet: {workbook: M, tab: M, columns: [{path: $reference, header: R}]}
"""
TOWNS = ", ".join(f"{{value: t{number}, label: «town {number}»}}" for number in range(13))
TEXT = re.compile("«(.+?)»")
LACKING = TEXT.sub(r"'Lent \1'", FORM.replace("TOWNS", TOWNS))
WHOLE = TEXT.sub(r"{en: 'Lent \1', ar: 'نص \1'}", FORM.replace("TOWNS", TOWNS))
OWN = {"English", "API"}
"""English in every language: the name of the language, and the link to a page that has no other."""
EMPTY = frozenset({"meta", "link", "input", "br"})
ANSWERS = {
    "name": "س",
    "agreed": "yes",
    "size": "l",
    "help": ["law", "it"],
    "order.one": "1",
    "order.two": "2",
    "town": "t3",
    "who.given": "س",
    "costs.0.cost": "5",
    "costs.0.what": "س",
}


class Read(HTMLParser):
    """The texts of a page, each with the language and the direction in which it stands, and all attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.around: list[dict[str, str]] = []
        self.texts: list[tuple[str, str, str]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in own.items()]
        if tag not in EMPTY:
            self.around.append({**(self.around[-1] if self.around else {}), **own, "tag": tag})

    def handle_endtag(self, tag: str) -> None:
        assert self.around.pop()["tag"] == tag

    def handle_data(self, data: str) -> None:
        if self.around and data.strip() and self.around[-1]["tag"] != "title":
            self.texts.append((" ".join(data.split()), self.around[-1]["lang"], self.around[-1]["dir"]))


def lent(page: str) -> set[str]:
    """The English texts of an Arabic page, every one marked; no attribute holds markup, and no title."""
    read = Read(page)
    assert [text for _, _, text in read.attributes if "<" in text] == []
    assert re.findall("<title>[^<]*</title>", page)
    assert [one for one in read.texts if "Lent" in one[0] and one[1:] != ("en", "ltr")] == []
    return {text.replace("Lent ", "") for text, language, _ in read.texts if language == "en"} - OWN


def visitor(tmp_path: Path, definition: str) -> Iterator[FlaskClient]:
    context = context_of(tmp_path, definition)
    yield served(context).test_client()
    context.ledger.engine.dispose()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    """Somebody who reads Arabic, of which the form has nothing."""
    yield from visitor(tmp_path, LACKING)


@pytest.fixture
def served_well(tmp_path: Path) -> Iterator[FlaskClient]:
    """The same, of a form that has all its texts."""
    yield from visitor(tmp_path, WHOLE)


def pages(client: FlaskClient) -> Iterator[tuple[str, str]]:
    """Every page on the way through the form, in Arabic."""
    yield "home", client.get("/?lang=ar").text
    yield "start", client.get("/f/mixed?lang=ar").text
    step = begun(client, "/f/mixed?lang=ar")
    draft = step.partition("/q/")[0]
    yield "questions", client.get(step).text
    yield "mistakes", answered(client, step, {"even": "12"}).text
    for name in ("first", "second", "third", "fourth"):
        answered(client, f"{draft}/q/{name}?lang=ar", {**ANSWERS, "even": "12", "rest": "س", "third": "س"})
    yield "list", client.get(f"{draft}/?list=yes&lang=ar").text
    yield "people", client.get(f"{draft}/people?lang=ar").text
    yield "refused", checked(client, f"{draft}/check?lang=ar").text
    answered(client, f"{draft}/q/first?lang=ar", {**ANSWERS, "even": "4"})
    yield "check", client.get(f"{draft}/check?lang=ar").text
    yield "done", client.get(checked(client, f"{draft}/check?lang=ar").location).text
    yield "status", client.get(f"{draft}/?lang=ar").text
    yield "withdraw", client.get(f"{draft}/withdraw?lang=ar").text


SECTIONS = {"first", "second", "third", "fourth"}
ASKED = {"name", "even", "consent", "file", "size", "help", "order", "town", "who", "given", "costs", "cost", "what"}
OFFERED = {"small", "large", "law", "it", "one", "two", *(f"town {number}" for number in range(13))}
QUESTIONS = {"about first", "first", "hint", "note", "all"} | ASKED | OFFERED
SAID = ASKED | {
    "large",
    "law",
    "it",
    "one",
    "two",
    "town 3",
    "all",
    "rest",
    "3",
    "4",
    "title",
    "declaration",
}
FOUND = {
    "home": {"title"},
    "start": {"title", "intro", "privacy", "file"} | SECTIONS,
    "questions": QUESTIONS,
    "mistakes": QUESTIONS | {"few"},
    "list": SECTIONS | {"title"},
    "people": SECTIONS,
    "refused": SAID | SECTIONS | {"few"},
    "check": SAID | SECTIONS,
    "done": {"title", "next"},
    "status": {"title"},
    "withdraw": {"title"},
}


def test_every_text_that_stands_in_tells_its_language(client: FlaskClient) -> None:
    assert {name: lent(page) for name, page in pages(client)} == FOUND


def test_a_form_that_has_its_texts_marks_nothing(served_well: FlaskClient) -> None:
    assert {name: lent(page) for name, page in pages(served_well)} == {name: set() for name in FOUND}


def test_the_title_of_a_window_is_plain_whatever_it_says(tmp_path: Path) -> None:
    for client in visitor(tmp_path, LACKING.replace("'Lent title'", "'R&D <b>now</b>'")):
        for language in ("en", "ar"):
            page = client.get(f"/f/mixed?lang={language}").text
            assert "<title>R&amp;D &lt;b&gt;now&lt;/b&gt; –" in page
