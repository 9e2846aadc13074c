"""Hands that use the keyboard alone: Tab to what is looked for, and press keys there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app.text import translate
from app.web.options import options_of
from forms.definition import Question
from tests.journeys.filling import file_called

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_STOPS = 100
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const plain = text => (text ?? "").replace(/\\s+/g, " ").trim();
  const group = plain(e.closest("fieldset")?.querySelector("legend")?.textContent);
  const line = e.closest("tr, fieldset")?.id ?? "";
  return {name: plain(e.labels?.[0]?.textContent ?? e.textContent), group, kind: e.type ?? e.localName, line,
          top: box.top + scrollY, bottom: box.bottom + scrollY, is_in_main: e.closest("main") !== null,
          is_seen: box.bottom > 0 && box.top < innerHeight};
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the focus is."""

    name: str
    group: str
    kind: str
    line: str
    top: float
    bottom: float
    is_in_main: bool
    is_seen: bool


@dataclass(slots=True)
class Keys:
    """Somebody without a mouse, and the stops since the page was opened."""

    page: "Page"
    language: str
    stops: list[Stop] = field(default_factory=list)

    def at(self) -> Stop:
        """Where the focus is now."""
        return Stop(**self.page.evaluate(FOCUSED))

    def tab_to(self, name: str, group: str = "") -> None:
        """Press Tab until what has this name has the focus; fails where it does not come, or is not to be seen."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.at()
            self.stops.append(stop)
            assert stop.is_seen, stop
            if stop.name.startswith(name) and stop.group.startswith(group):
                return
        raise AssertionError(f"{name!r} does not get the focus, only {[one.name for one in self.stops]}")

    def press(self, message: str) -> None:
        """Go to a button or link, and press Enter."""
        self.tab_to(translate(message, self.language))
        self.enter()

    def enter(self) -> None:
        """Press Enter, and see the next page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.stops.clear()

    def is_in_order(self) -> bool:
        """Whether no stop in the page stands above the one before it."""
        stops = [one for one in self.stops if one.is_in_main]
        return all(later.bottom > earlier.top for earlier, later in pairwise(stops))

    def fill(self, questions: tuple[Question, ...], answers: Mapping[str, Any], group: str = "") -> None:
        """Answer questions in their order."""
        for question in questions:
            if question.name in answers:
                WAYS.get(question.type, _write)(self, question, answers[question.name], group)

    def label(self, question: Question) -> str:
        """What the page calls a question."""
        return question.label.in_language(self.language)


def _write(keys: Keys, question: Question, answer: object, group: str) -> None:
    keys.tab_to(keys.label(question), group)
    keys.page.keyboard.type(str(answer))


def _write_twice(keys: Keys, question: Question, answer: object, group: str) -> None:
    _write(keys, question, answer, group)
    keys.tab_to(translate("The same e-mail address again", keys.language))
    keys.page.keyboard.type(str(answer))


def _write_day(keys: Keys, question: Question, answer: str, group: str) -> None:
    year, month, day = answer.split("-")
    keys.tab_to(keys.label(question), group)
    keys.page.keyboard.type(f"{day}{month}{year}")


def _choose(keys: Keys, question: Question, answer: object, _group: str) -> None:
    labels = [one.label for one in options_of(question, None, keys.language)]
    values = [one.value for one in options_of(question, None, keys.language)]
    place = values.index(
        {True: "yes", False: "no"}.get(answer, str(answer)) if isinstance(answer, bool) else str(answer)
    )
    keys.tab_to(labels[0], keys.label(question))
    keys.page.keyboard.press("Space")
    for _ in range(place):
        keys.page.keyboard.press("ArrowDown")


def _choose_from_list(keys: Keys, question: Question, answer: str, group: str) -> None:
    labels = {one.value: one.label for one in options_of(question, None, keys.language)}
    keys.tab_to(keys.label(question), group)
    if keys.at().kind == "text":  # a field that offers a list
        keys.page.keyboard.type(labels[answer])
        keys.page.keyboard.press("ArrowDown")
        keys.page.keyboard.press("Enter")
        return
    for _ in range(1 + list(labels).index(answer)):
        keys.page.keyboard.press("ArrowDown")


def _tick(keys: Keys, question: Question, answer: list[str], _group: str) -> None:
    for one in options_of(question, None, keys.language):
        if one.value in answer:
            keys.tab_to(one.label, keys.label(question))
            keys.page.keyboard.press("Space")


def _agree(keys: Keys, question: Question, _answer: object, group: str) -> None:
    keys.tab_to(keys.label(question), group)
    keys.page.keyboard.press("Space")


def _put_in_order(keys: Keys, question: Question, answer: list[str], _group: str) -> None:
    for one in options_of(question, None, keys.language):
        keys.tab_to(one.label, keys.label(question))
        keys.page.keyboard.type(str(answer.index(one.value) + 1))


def _fill_group(keys: Keys, question: Question, answer: Mapping[str, Any], _group: str) -> None:
    keys.fill(question.questions, answer)


def _fill_table(keys: Keys, question: Question, answer: Mapping[str, Any], _group: str) -> None:
    for row in answer["rows"]:
        keys.fill(question.questions, row)


def _upload(keys: Keys, question: Question, answer: list[Mapping[str, str]], group: str) -> None:
    keys.tab_to(keys.label(question), group)
    with keys.page.expect_file_chooser() as asked:
        keys.page.keyboard.press("Enter")
    asked.value.set_files([file_called(one["name"]) for one in answer])


WAYS: dict[str, Callable[[Keys, Question, Any, str], None]] = {
    "email": _write_twice,
    "date": _write_day,
    "yes_no": _choose,
    "choose_one": _choose,
    "country": _choose_from_list,
    "choose_many": _tick,
    "consent": _agree,
    "ranking": _put_in_order,
    "group": _fill_group,
    "matrix": _fill_group,
    "table": _fill_table,
    "file": _upload,
}
"""How each type is answered; every other type is typed."""
