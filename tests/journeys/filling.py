"""Filling in questions in a browser as a person does: by their labels, in the language of the page."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from app.text import translate
from app.web.options import options_of
from forms.definition import Question

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

    Scope = Page | Locator


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who fills in a page in a language."""

    page: "Page"
    language: str

    def say(self, message: str, **words: object) -> str:
        """A word of the page."""
        return translate(message, self.language, words)

    def press(self, message: str) -> None:
        """Press the button that says so, and see the next page."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=self.say(message), exact=True).last.click()

    def fill(self, questions: Iterable[Question], answers: Mapping[str, Any], scope: "Scope | None" = None) -> None:
        """Answer those of the questions to which there is an answer."""
        for question in questions:
            answer = answers.get(question.name)
            if answer not in (None, "", []):
                WAYS.get(question.type, _write)(self, question, answer, scope or self.page)

    def called(self, question: Question) -> re.Pattern[str]:
        """The label of a question, with or without the word that it is optional."""
        optional = re.escape(self.say("(optional)"))
        return re.compile(rf"^\s*{re.escape(question.label.in_language(self.language))}(\s+{optional})?\s*$")

    def group(self, question: Question, scope: "Scope") -> "Locator":
        """The fields of a question that has several."""
        return scope.get_by_role("group", name=self.called(question))

    def choices(self, question: Question) -> dict[str, str]:
        """Value -> what the page says for it."""
        return {one.value: one.label for one in options_of(question, None, self.language)}


def _write(hand: Hand, question: Question, answer: object, scope: "Scope") -> None:
    scope.get_by_label(hand.called(question)).fill(str(answer))


def _choose(hand: Hand, question: Question, answer: object, scope: "Scope") -> None:
    value = {True: "yes", False: "no"}.get(answer, answer) if isinstance(answer, bool) else str(answer)
    label = hand.choices(question)[str(value)]
    radios = hand.group(question, scope).get_by_role("radio", name=label, exact=True)
    if radios.count():
        radios.check()
    else:
        _from_list(hand, scope.get_by_role("combobox", name=hand.called(question)), label)


def _from_list(hand: Hand, field: "Locator", label: str) -> None:
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(label=label)
        return
    field.fill(label)
    hand.page.get_by_role("option", name=label, exact=True).click()


def _tick(hand: Hand, question: Question, answer: list[str], scope: "Scope") -> None:
    labels = hand.choices(question)
    for value in answer:
        hand.group(question, scope).get_by_role("checkbox", name=labels[value], exact=True).check()


def _fill_group(hand: Hand, question: Question, answer: Mapping[str, Any], scope: "Scope") -> None:
    hand.fill(question.questions, answer, hand.group(question, scope))


def _fill_table(hand: Hand, question: Question, answer: Mapping[str, Any], scope: "Scope") -> None:
    table = hand.group(question, scope)
    for number, given in enumerate(answer["rows"], start=1):
        name = hand.say("Row %(row)s", row=number)
        head = hand.page.get_by_role("rowheader", name=name, exact=True)
        row = table.get_by_role("row").filter(has=head).or_(table.get_by_role("group", name=name, exact=True))
        if not row.count():
            hand.press("Add another row")
        hand.fill((one for one in question.questions if not one.product), given, row)


def _write_twice(hand: Hand, question: Question, answer: object, scope: "Scope") -> None:
    _write(hand, question, answer, scope)
    if question.confirm:
        scope.get_by_label(hand.say("The same e-mail address again")).fill(str(answer))


def _put_in_order(hand: Hand, question: Question, answer: Sequence[str], scope: "Scope") -> None:
    labels = hand.choices(question)
    for place, value in enumerate(answer, start=1):
        hand.group(question, scope).get_by_label(labels[value], exact=True).fill(str(place))


def _agree(hand: Hand, question: Question, _answer: object, scope: "Scope") -> None:
    scope.get_by_label(hand.called(question)).check()


def _upload(hand: Hand, question: Question, answer: list[Mapping[str, str]], scope: "Scope") -> None:
    scope.get_by_label(hand.called(question)).set_input_files([file_called(one["name"]) for one in answer])


WAYS: dict[str, Callable[[Hand, Question, Any, Any], None]] = {
    "yes_no": _choose,
    "choose_one": _choose,
    "country": _choose,
    "choose_many": _tick,
    "consent": _agree,
    "email": _write_twice,
    "ranking": _put_in_order,
    "group": _fill_group,
    "matrix": _fill_group,
    "table": _fill_table,
    "file": _upload,
}
"""How each type is answered; every other type is one line to write on."""


def file_called(name: str) -> "FilePayload":
    """A file of the kind that its name says."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": CONTENTS[Path(name).suffix]()}


def _pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def _xlsx() -> bytes:
    written = BytesIO()
    Workbook().save(written)
    return written.getvalue()


CONTENTS: Mapping[str, Callable[[], bytes]] = {".pdf": _pdf, ".xlsx": _xlsx}
