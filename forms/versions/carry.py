"""Carries answers from the version they were given under to a later one: nothing that can be kept is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from forms.definition import Form, Question
from forms.types.answers import shown
from forms.types.blank import is_blank
from forms.types.table import QUESTION_TYPES
from forms.versions.pairs import choice_of, earlier_of


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
        earlier = {question.name: question for question in old}
        kept: dict[str, Any] = {}
        taken: set[str] = set()
        for question in new:
            found = earlier_of(question, earlier)
            answer = None if found is None else answers.get(found.name)
            if found is None or is_blank(answer):
                kept[question.name] = nothing(question)
            else:
                kept[question.name] = self._one(found, question, answer, before + found.name)
            taken |= {found.name} if found else set()
        for question in old:
            if question.name not in taken and not is_blank(answers.get(question.name)):
                self._leave(question, answers[question.name], before + question.name)
        return kept

    def _one(self, old: Question, new: Question, answer: Any, path: str) -> Any:
        if old.questions and new.questions and (old.type == "table") is (new.type == "table"):
            return self._held(old, new, answer, f"{path}.")
        if old.type == new.type and old.choices == new.choices:
            return answer
        found = self._converted(old, new, answer)
        is_shorter = isinstance(answer, list) and isinstance(found, list) and len(found) < len(answer)
        if found is None or is_shorter:
            self._leave(old, answer, path)
        return nothing(new) if found is None else found

    def _held(self, old: Question, new: Question, answer: Any, before: str) -> Any:
        if new.type != "table":
            return self.members(old.questions, new.questions, answer, before)
        rows = [self.members(old.questions, new.questions, row, before) for row in answer.get("rows", [])]
        totals = answer.get("totals", {})
        return {"rows": rows, "totals": {one.name: totals.get(one.name) for one in new.totals}}

    def _converted(self, old: Question, new: Question, answer: Any) -> Any:
        """The answer read anew as an answer to `new`; None where it is none."""
        if new.questions or old.questions or not QUESTION_TYPES[new.type].is_asked:
            return None
        given = answer if isinstance(answer, list) else [answer]
        if new.choices:
            values = [value for one in given if (value := choice_of(str(one), new.choices)) is not None]
            return (values if QUESTION_TYPES[new.type].is_many else values[0]) if values else None
        for raw in (answer, shown(old, answer, self.language)):
            try:
                return QUESTION_TYPES[new.type].read(new, raw)
            except ValidationError:
                continue
        return None

    def _leave(self, question: Question, answer: Any, path: str) -> None:
        self.left.append((path, shown(question, answer, self.language)))


def nothing(question: Question) -> Any:
    """What stands for no answer to a question."""
    if question.type == "table":
        return {"rows": [], "totals": {one.name: None for one in question.totals}}
    if question.questions:
        return {one.name: nothing(one) for one in question.questions}
    return [] if QUESTION_TYPES[question.type].is_many else None
