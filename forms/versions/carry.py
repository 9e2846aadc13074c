"""Carries answers from the version they were given under to a later one: nothing that can be kept is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from forms.definition import Form, Question
from forms.types.answers import shown
from forms.types.blank import is_blank
from forms.types.table import QUESTION_TYPES
from forms.versions.pairs import matched, successors

TEXTS = frozenset({"text", "long_text", "hidden"})


@dataclass(frozen=True, slots=True)
class Carried:
    """Answers in the shape of the later version, and what had no place there (path as it was, and how it was shown)."""

    answers: dict[str, Any]
    left: tuple[tuple[str, str], ...]


def carry(old: Form, new: Form, answers: Mapping[str, Any]) -> Carried:
    """The answers given under `old` as `new` would have them."""
    carrying = Carrying(old.languages[0])
    kept = carrying.members(tuple(old.questions), tuple(new.questions), answers, "")
    return Carried(kept, tuple(carrying.left))


class Carrying:
    """One submission on its way; `left` is what stays behind."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.left: list[tuple[str, str]] = []

    def members(
        self, old: Sequence[Question], new: Sequence[Question], answers: Mapping[str, Any], before: str
    ) -> dict[str, Any]:
        """The answers to these questions; `before` is where the older ones stood."""
        earlier = matched(old, new)
        kept: dict[str, Any] = {}
        for question in new:
            found = earlier.get(question.name)
            answer = None if found is None else answers.get(found.name)
            is_table = (
                found is not None and found.type == question.type == "table"
            )  # rows count though nothing is in them
            if found is None or answer is None or (is_blank(answer) and not is_table):
                kept[question.name] = nothing(question)
            else:
                kept[question.name] = self._one(found, question, answer, before + found.name)
        taken = {question.name for question in earlier.values()}
        for question in old:
            if question.name not in taken and not is_blank(answers.get(question.name)):
                self._leave(question, answers[question.name], before + question.name)
        return kept

    def _one(self, old: Question, new: Question, answer: Any, path: str) -> Any:
        if old.questions and new.questions and (old.type == "table") is (new.type == "table"):
            return self._held(old, new, answer, f"{path}.")
        if kind_of(old) == kind_of(new) == "datetime" and old.zone != new.zone:
            return _moved(str(answer), old.zone, new.zone)
        if is_same_kind(old, new) and old.choices == new.choices:
            return answer
        found, is_whole = self._converted(old, new, answer)
        if not is_whole:
            self._leave(old, answer, path)
        return nothing(new) if found is None else found

    def _held(self, old: Question, new: Question, answer: Any, before: str) -> Any:
        if new.type != "table":
            return self.members(old.questions, new.questions, answer, before)
        rows = [self.members(old.questions, new.questions, row, before) for row in answer.get("rows", [])]
        totals = answer.get("totals", {})
        return {"rows": rows, "totals": {one.name: totals.get(one.name) for one in new.totals}}

    def _converted(self, old: Question, new: Question, answer: Any) -> tuple[Any, bool]:
        """The answer read anew as an answer to `new` (None where it is none), and whether that is all of it."""
        kinds = {kind_of(old), kind_of(new)}
        if "file" in kinds or kinds == {"money"} or any(QUESTION_TYPES[one].holds_questions for one in kinds):
            return None, False
        if not QUESTION_TYPES[kind_of(new)].is_asked:
            return None, False
        if new.choices:
            return _chosen(old, new, answer)
        question = replace(new, type=kind_of(new), **UNBOUND)
        for raw in self._said(old, new, answer):
            try:
                found = QUESTION_TYPES[question.type].read(question, raw)
            except ValidationError:
                continue
            return found, found is not None
        return None, False

    def _said(self, old: Question, new: Question, answer: Any) -> Sequence[Any]:
        """What the answer can be read from, the best first: a text says a choice as people read it."""
        if isinstance(answer, int) and not isinstance(answer, bool):
            return (answer, str(answer))
        said = shown(old, answer, self.language)
        is_chosen = QUESTION_TYPES[kind_of(old)].is_closed
        return (said, answer) if is_chosen and kind_of(new) in TEXTS else (answer, said)

    def _leave(self, question: Question, answer: Any, path: str) -> None:
        self.left.append((path, shown(question, answer, self.language)))


UNBOUND: Mapping[str, Any] = {
    "min": None, "max": None, "earliest": "", "latest": "", "min_length": None, "max_length": None, "max_words": None,
    "pattern": "",
}  # fmt: skip
"""What asks more of new answers, and nothing of those that were sound when they were given."""


def _moved(answer: str, old: str, new: str) -> str:
    """The same moment as clocks of another zone show it."""
    moment = datetime.fromisoformat(answer).replace(tzinfo=ZoneInfo(old)).astimezone(ZoneInfo(new))
    return f"{moment:%Y-%m-%dT%H:%M}"


def _chosen(old: Question, new: Question, answer: Any) -> tuple[Any, bool]:
    given = answer if isinstance(answer, list) else [answer]
    became = successors(old.choices, new.choices)
    present = {one.value for one in new.choices}
    found = [became.get(one, one if one in present else None) for one in map(str, given)]
    values = list(dict.fromkeys(one for one in found if one is not None))
    if not QUESTION_TYPES[new.type].is_many:
        return (values[0] if values else None), None not in found and len(values) == 1
    return values or None, None not in found


def kind_of(question: Question) -> str:
    """The type that answers are kept and shown as."""
    return question.result or question.type


def is_same_kind(old: Question, new: Question) -> bool:
    """Whether an answer to the one is an answer to the other as it stands: an amount in dollars is none in euros."""
    return kind_of(old) == kind_of(new) and old.currency == new.currency


def nothing(question: Question) -> Any:
    """What stands for no answer to a question."""
    if question.type == "table":
        return {"rows": [], "totals": {one.name: None for one in question.totals}}
    if question.questions:
        return {one.name: nothing(one) for one in question.questions}
    return [] if QUESTION_TYPES[question.type].is_many else None
