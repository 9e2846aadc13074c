"""One submission before a form's rules: first what is asked and worked out, then what must be there and must hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError

from forms.definition import NO_TEXT, Check, Question, Text
from forms.logic.faults import NO_NAMES, Faults
from forms.logic.offers import Offers
from forms.logic.scopes import bind, row_values
from forms.logic.steps import Path, Step
from forms.rules.engine import Overrun, Rule
from forms.types import messages
from forms.types.answers import at, nothing
from forms.types.blank import is_blank
from forms.types.days import TODAY, require_today
from forms.types.messages import Said
from forms.types.numbers import plain
from forms.types.table import QUESTION_TYPES
from forms.types.worked_out import canonical, product, total

NEW_ROW = "+"
"""The number of a row that nobody has filled in yet, in the paths of `hidden` and `offered`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a submission.

    `message` is a sentence of forms.types.messages with %(words)s; an author's check has its own `text` instead.
    """

    path: str
    label: Text
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    text: Text = NO_TEXT


class Judged:
    """What came of judging: problems, warnings, and what was left out. `answers` and `values` are changed in place."""

    def __init__(self, answers: dict[str, Any], values: dict[str, Any], faulty: frozenset[str]) -> None:
        self.answers, self.values, self.faults = answers, values, Faults(faulty)
        self.hidden: set[str] = set()  # paths of questions that are not asked
        self.open: set[str] = set()  # of those of which that cannot be said, for another answer is faulty
        self.offered: dict[str, frozenset[str]] = {}  # path -> the choices that go with the other answers
        self.left_out: list[str] = []  # of them, those that were answered
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.numbers: dict[str, list[int]] = {}  # table -> the numbers its rows were sent under
        self._overrun: set[int] = set()  # rules that need not be tried again
        self._offers: dict[int, dict[str, frozenset[str]]] = {}  # what was found to be offered, by the rule

    def settle(self, step: Step, holder: dict[str, Any], values: dict[str, Any], before: str = "") -> None:
        """Leave out what is not asked, work out what is; `holder` are the answers that the step's path begins in."""
        dotted, row = before + step.dotted, self.faults.in_row(before)
        asked = self._is_asked(step, values, dotted, row)
        if asked is False:
            self._hide(step, holder, values, dotted)
            return
        if asked is None:
            self.open.add(dotted)
            self.faults.spread(dotted)
        if step.work is not None:
            self._work_out(step, holder, values, dotted, row)
        elif step.columns:
            self._settle_rows(step, holder, values, dotted)

    def test(self, step: Step, holder: dict[str, Any], values: Mapping[str, Any], before: str = "") -> None:
        """Note what is missing, not offered or does not hold, now that every answer is settled."""
        dotted, row = before + step.dotted, self.faults.in_row(before)
        if dotted in self.hidden:
            return
        if step.offers is not None:
            self.offered[dotted] = self._offered(step.offers, values, dotted)
        if dotted in self.open:  # what need not be asked need not be right
            return
        if step.columns:
            self._test_rows(step, holder, values, dotted)
        elif not self.faults.told(dotted):
            self._test_answer(step, at(holder, step.dotted), values, dotted, row)
        self._require(step, holder, values, dotted, row)
        for check, rule in step.checks:
            self.check(check, rule, values, dotted, row)

    def check(
        self, check: Check, rule: Rule, values: Mapping[str, Any], dotted: str = "", row: frozenset[str] = NO_NAMES
    ) -> None:
        """Note what does not hold; what cannot be said is passed over."""
        if self.faults.touch(rule, row) or self._holds(rule, values, dotted) is not False:
            return
        problem = Problem(check.at or dotted, NO_TEXT, check.name, {}, check.message)
        (self.warnings if check.is_warning else self.problems).append(problem)

    def _test_answer(
        self, step: Step, answer: Any, values: Mapping[str, Any], dotted: str, row: frozenset[str]
    ) -> None:
        question = step.question
        if step.offers is not None and not is_blank(answer) and self._can_be_said(step.offers.rule, row):
            chosen = answer if isinstance(answer, list) else [answer]
            if not self.offered[dotted].issuperset(chosen):
                self._wrong(question, dotted, messages.NOT_OFFERED)
        if step.is_dated and answer is not None:
            today = values[TODAY].ToDatetime().date().isoformat()
            try:
                require_today(question, answer, today)
            except ValidationError as fault:
                self._refused(question, dotted, fault)

    def _holds(self, rule: Rule, values: Mapping[str, Any], dotted: str) -> bool | None:
        """As the rule has it; an overrun is told to the sender: more rows must not be a way round a check."""
        if id(rule) in self._overrun:
            return None
        try:
            return rule.truth(values)
        except Overrun:
            self._note_overrun(rule, dotted)
            return None

    def _can_be_said(self, rule: Rule, row: frozenset[str]) -> bool:
        return id(rule) not in self._overrun and not self.faults.touch(rule, row)

    def _note_overrun(self, rule: Rule, dotted: str) -> None:
        if not self._overrun:
            self.problems.append(Problem(dotted, NO_TEXT, messages.TOO_MANY_ROWS))
        self._overrun.add(id(rule))

    def _is_asked(self, step: Step, values: Mapping[str, Any], dotted: str, row: frozenset[str]) -> bool | None:
        """Whether a question is asked; None when that cannot be said, because another answer is faulty."""
        if step.above and step.above in self.hidden:
            return False
        found: bool | None = None if step.above and step.above in self.open else True
        for rule in step.shows:
            if self.faults.touch(rule, row):
                if step.question.is_companion:  # a choice that there is not is not "other"
                    return False
                found = None
            elif self._holds(rule, values, dotted) is not True:
                if id(rule) not in self._overrun:
                    return False
                found = None
        return found

    def _offered(self, offers: Offers, values: Mapping[str, Any], dotted: str) -> frozenset[str]:
        if id(offers.rule) in self._overrun:
            return offers.always
        try:
            return offers.offered(values, self._offers.setdefault(id(offers), {}))
        except Overrun:
            self._note_overrun(offers.rule, dotted)
            return offers.always

    def _hide(self, step: Step, holder: dict[str, Any], values: dict[str, Any], dotted: str) -> None:
        self.hidden.add(dotted)
        self.faults.forgive(dotted)
        question = step.question
        if question.questions and question.type != "table":
            return  # its members follow, each by itself
        is_asked = QUESTION_TYPES[question.type].is_asked and not question.product
        if is_asked and not is_blank(at(holder, step.dotted)):
            self.left_out.append(dotted)
        _put(holder, step.path, nothing(question))
        bind(question, None, step.dotted, values)

    def _work_out(
        self, step: Step, holder: dict[str, Any], values: dict[str, Any], dotted: str, row: frozenset[str]
    ) -> None:
        assert step.work is not None  # noqa: S101 - only such steps come here
        if self.faults.touch(step.work, row):
            self.faults.spread(dotted)
        found = None
        try:
            if id(step.work) not in self._overrun:
                found = canonical(step.question, step.work.result(values))
        except ValidationError as fault:
            self._refused(step.question, dotted, fault)
        except Overrun:
            self._note_overrun(step.work, dotted)
        _put(holder, step.path, found)
        bind(step.question, found, step.dotted, values)

    def _settle_rows(self, step: Step, holder: dict[str, Any], values: dict[str, Any], dotted: str) -> None:
        """Settle each row by itself, drop those in which nothing is left, and add up."""
        table = step.question
        answer = at(holder, step.dotted) or {"rows": []}
        rows = answer["rows"]
        numbered = list(zip(answer.pop("numbers", range(len(rows))), rows, strict=True))
        for number, row in numbered:
            self._settle_row(step, row, values, f"{dotted}.{number}.")
        kept = [
            (n, row) for n, row in numbered if self.faults.concern(f"{dotted}.{n}") or not _is_blank_row(table, row)
        ]
        answer["rows"] = [row for _, row in kept]
        self.numbers[dotted] = [number for number, _ in kept]
        if len(kept) < len(rows) and kept and table.min is not None and len(kept) < table.min:
            self._wrong(table, dotted, messages.FEWEST_ROWS, min=plain(table.min))
        answer["totals"] = {}
        for one in table.totals:
            self._add_up(table, one.name, one.sum, answer, dotted)
        _put(holder, step.path, answer)
        bind(table, answer, step.dotted, values)

    def _settle_row(self, step: Step, row: dict[str, Any], values: Mapping[str, Any], before: str) -> None:
        here = {**values, **row_values(step.question, row)}
        for column in step.columns:
            self.settle(column, row, here, before)
            if column.question.product and before + column.dotted not in self.hidden:
                self._multiply(column, row, here, before)

    def _multiply(self, step: Step, row: dict[str, Any], values: dict[str, Any], before: str) -> None:
        column = step.question
        try:
            row[column.name] = product(column, row)
        except ValidationError as fault:
            self._refused(column, before + step.dotted, fault)
            row[column.name] = None
        bind(column, row[column.name], column.name, values)

    def _add_up(self, table: Question, name: str, column: str, answer: dict[str, Any], dotted: str) -> None:
        summed = next(one for one in table.questions if one.name == column)
        try:
            answer["totals"][name] = total(summed, answer["rows"])
        except ValidationError as fault:
            self._refused(table, dotted, fault)
            answer["totals"][name] = None

    def _test_rows(self, step: Step, holder: dict[str, Any], values: Mapping[str, Any], dotted: str) -> None:
        self._foresee(step, values, dotted)
        for number, row in zip(self.numbers[dotted], at(holder, step.dotted)["rows"], strict=True):
            if self.faults.told(f"{dotted}.{number}"):
                continue
            here = {**values, **row_values(step.question, row)}
            for column in step.columns:
                self.test(column, row, here, f"{dotted}.{number}.")

    def _foresee(self, table: Step, values: Mapping[str, Any], dotted: str) -> None:
        """What a row that is not filled in yet asks and offers."""
        turning = [column for column in table.columns if column.shows or column.offers is not None]
        here = {**values, **row_values(table.question, {})} if turning else {}
        for column in turning:
            path = f"{dotted}.{NEW_ROW}.{column.dotted}"
            if self._is_asked(column, here, path, NO_NAMES) is False:
                self.hidden.add(path)
            elif column.offers is not None:
                self.offered[path] = self._offered(column.offers, here, path)

    def _require(
        self, step: Step, holder: dict[str, Any], values: Mapping[str, Any], dotted: str, row: frozenset[str]
    ) -> None:
        question = step.question
        if not question.required and step.require is None:
            return
        kind = QUESTION_TYPES[question.type]
        # a matrix's statements, and what a group cannot be without, speak for it
        is_told = self.faults.concern(dotted) or any(member.required for member in _members(question))
        if is_told or not kind.is_asked or not _is_unanswered(question, at(holder, step.dotted)):
            return
        if question.required or (step.require is not None and self._demands(step.require, values, dotted, row)):
            self._wrong(question, dotted, messages.CHOOSE if kind.is_closed else messages.REQUIRED)

    def _demands(self, rule: Rule, values: Mapping[str, Any], dotted: str, row: frozenset[str]) -> bool:
        return not self.faults.touch(rule, row) and self._holds(rule, values, dotted) is True

    def _wrong(self, question: Question, dotted: str, message: str, **params: object) -> None:
        self.problems.append(Problem(dotted, question.label, message, params))

    def _refused(self, question: Question, dotted: str, fault: ValidationError) -> None:
        said = fault.messages[0]
        params = said.params if isinstance(said, Said) else {}
        self._wrong(question, dotted, str(said), **params)


def _members(question: Question) -> tuple[Question, ...]:
    return () if question.type == "table" else question.questions


def _is_blank_row(table: Question, row: Mapping[str, Any]) -> bool:
    """Whether nothing that is asked in a row is answered."""
    asked = (one.name for one in table.questions if QUESTION_TYPES[one.type].is_asked and not one.product)
    return all(is_blank(row.get(name)) for name in asked)


def _is_unanswered(question: Question, answer: Any) -> bool:
    if question.type == "table":
        return not answer or not answer["rows"]
    return is_blank(answer)


def _put(holder: dict[str, Any], path: Path, value: Any) -> None:
    for name in path[:-1]:
        holder = holder.setdefault(name, {})
    holder[path[-1]] = value
