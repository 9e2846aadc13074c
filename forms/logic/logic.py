"""A form's rules at work on answers: what is asked, what is worked out, what must be there, and what must hold."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import ValidationError

from forms.definition import Check, Eligibility, Form, Question
from forms.logic.engines import Engines
from forms.logic.judging import NEW_ROW, Judged, Problem
from forms.logic.scopes import bind, moments, readable_values_of, row_values, values_of
from forms.logic.steps import Step, steps_of, that_settle
from forms.rules.engine import Rule
from forms.types.worked_out import product, total

__all__ = ["NEW_ROW", "Judged", "Logic", "Problem", "Step", "compile_logic", "worked_out"]


@dataclass(frozen=True, slots=True)
class Logic:
    """The steps of a form: all, those that change answers, those that find faults; and the form's own checks."""

    form: Form
    steps: tuple[Step, ...]  # every question outside tables
    settling: tuple[Step, ...]  # in an order that suits the rules
    plain: tuple[Step, ...]  # of those that find faults, the ones that only must be answered
    testing: tuple[Step, ...]
    checks: tuple[tuple[Check, Rule], ...]
    has_rules: bool
    eligibility: tuple[tuple[Eligibility, Rule], ...] = ()  # of the call
    mails: Mapping[str, Rule] = field(default_factory=dict)  # name -> when it is sent, where it says so

    def values(self, answers: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """What the rules see of canonical answers."""
        return {**moments(now, self.form.zone), **values_of(self.form, answers)}

    def readable_values(self, answers: Mapping[str, Any], now: datetime) -> tuple[dict[str, Any], frozenset[str]]:
        """The same for answers that may not be of the types asked for, and the variables that lack for that."""
        values, unread = readable_values_of(self.form, answers)
        return {**moments(now, self.form.zone), **values}, unread

    def judge(self, answers: dict[str, Any], faulty: frozenset[str], now: datetime) -> Judged:
        """Judge canonical `answers` (changed in place); `faulty` are the paths that are known to be wrong already.

        Answers are settled before any is tested, so that no check sees an answer that is left out afterwards.
        """
        values = self.values(answers, now) if self.has_rules else {}
        judged = Judged(answers, values, faulty)
        for step in self.settling:
            judged.settle(step, answers, values)
        for step in self.plain:
            if not answers.get(step.dotted):
                judged.test(step, answers, values)
        for step in self.testing:
            judged.test(step, answers, values)
        for check, rule in self.checks:
            judged.check(check, rule, values)
        return judged


def compile_logic(form: Form) -> Logic:
    """The logic of a sound definition, made once."""
    engines = Engines(form)
    steps = steps_of(engines)
    checks = tuple((check, engines.condition(check.must)) for check in form.checks)
    call = form.call.rules if form.call else ()
    settling = that_settle(engines, steps)
    return Logic(
        form,
        steps,
        settling,
        plain=tuple(step for step in steps if step.is_plain),
        testing=tuple(step for step in steps if step.tests and not step.is_plain),
        checks=checks,
        has_rules=bool(checks or settling) or any(_has_rules(step) for step in steps),
        eligibility=tuple((one, engines.condition(one.must)) for one in call),
        mails={mail.name: engines.condition(mail.when) for mail in form.mails if mail.when is not None},
    )


def _has_rules(step: Step) -> bool:
    return bool(step.require or step.offers or step.checks or step.is_dated)


def worked_out(logic: Logic, answers: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The answers with what the form works out in them; nothing that was answered is left out, whatever rules say."""
    found = deepcopy(dict(answers))
    judged = Judged(found, logic.values(found, now), frozenset())
    for step in logic.settling:
        if not all(rule.holds(judged.values) is True for rule in step.shows) or step.above in judged.hidden:
            judged.hidden.add(step.dotted)  # what is worked out in it, is not
        if step.work is not None:
            judged.settle(step, found, judged.values)
        elif step.columns and isinstance(found.get(step.dotted), dict):
            _work_out_rows(judged, step, found[step.dotted])
    return found


def _work_out_rows(judged: Judged, table: Step, answer: dict[str, Any]) -> None:
    """What is worked out in a table's rows and below them, where it can be; rows without answers stay, too."""
    for row in answer["rows"]:
        here = {**judged.values, **row_values(table.question, row)}
        for column in table.columns:
            if column.work is not None:
                judged.settle(column, row, here)
            elif column.question.product:
                row[column.question.name] = _or_none(product, column.question, row)
                bind(column.question, row[column.question.name], column.dotted, here)
    columns = {one.name: one for one in table.question.questions}
    answer["totals"] = {one.name: _or_none(total, columns[one.sum], answer["rows"]) for one in table.question.totals}
    bind(table.question, answer, table.dotted, judged.values)


def _or_none(work: Callable[..., Any], column: Question, given: Any) -> Any:
    try:
        return work(column, given)
    except ValidationError:  # too large: a person would be told, and here there is nobody
        return None
