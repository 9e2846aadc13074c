"""A form's rules at work on answers: what is asked, what is worked out, what must be there, and what must hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import ValidationError

from forms import messages
from forms.blank import is_blank
from forms.days import TODAY, require_within
from forms.definition import NO_TEXT, Check, Choice, Eligibility, Form, Question, Text
from forms.engines import Engines
from forms.logic_order import columns_in_order, ordered
from forms.messages import Said
from forms.questions import QUESTION_TYPES
from forms.rules import Rule
from forms.scopes import bind, kind_of, moments, row_values, values_of
from forms.worked_out import canonical, product, total

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a submission.

    `message` is a sentence of forms.messages with %(words)s; a check of the form's author has its own `text` instead.
    """

    path: str
    label: Text
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    text: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Step:
    """One question with its rules compiled."""

    question: Question
    path: Path
    shows: tuple[Rule, ...] = ()  # all must hold for it to be asked
    require: Rule | None = None
    work: Rule | None = None
    offers: Rule | None = None
    checks: tuple[tuple[Check, Rule], ...] = ()
    columns: tuple["Step", ...] = ()  # of a table, in order

    @property
    def has_rules(self) -> bool:
        """Whether anything but `required` is to be judged."""
        rules = (*self.shows, self.require, self.work, self.offers)
        dated = TODAY in {self.question.earliest, self.question.latest}
        return any(rules) or bool(self.checks) or bool(self.columns) or dated


@dataclass(frozen=True, slots=True)
class Logic:
    """All the steps of a form in order, and the checks of the form itself."""

    form: Form
    steps: tuple[Step, ...]
    checks: tuple[tuple[Check, Rule], ...]
    has_rules: bool
    eligibility: tuple[tuple[Eligibility, Rule], ...] = ()  # of the call
    mails: Mapping[str, Rule] = field(default_factory=dict)  # name -> when it is sent, where it says so

    def values(self, answers: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """What the rules see of canonical answers."""
        return {**moments(now, self.form.zone), **values_of(self.form, answers)}

    def judge(self, answers: dict[str, Any], faulty: frozenset[str], now: datetime) -> "Judged":
        """Judge canonical `answers` (changed in place); `faulty` are the paths that are known to be wrong already."""
        values = self.values(answers, now) if self.has_rules else {}
        judged = Judged(answers, values, faulty)
        for step in self.steps:
            judged.take(step, answers, values, step.path)
        for check, rule in self.checks:
            judged.check(check, rule, values, "")
        return judged


def compile_logic(form: Form) -> Logic:
    """The logic of a sound definition, made once."""
    engines = Engines(form)
    by_path = {step.path: step for step in _steps(engines, form.questions, ())}
    order = [by_path[path] for path in ordered(engines)]
    checks = tuple((check, engines.condition(check.must)) for check in form.checks)
    call = form.call.rules if form.call else ()
    return Logic(
        form,
        tuple(order),
        checks,
        has_rules=bool(checks) or any(step.has_rules for step in order),
        eligibility=tuple((one, engines.condition(one.must)) for one in call),
        mails={mail.name: engines.condition(mail.when) for mail in form.mails if mail.when is not None},
    )


def _steps(engines: Engines, questions: Sequence[Question] | Iterator[Question], before: Path) -> Iterator[Step]:
    for question in questions:
        path = (*before, question.name)
        yield _step(engines, question, path)
        if question.type != "table":
            yield from _steps(engines, question.questions, path)


def _step(engines: Engines, question: Question, path: Path, table: str = "") -> Step:
    rules = engines.rules(table)
    return Step(
        question,
        path,
        shows=engines.shows(question, path, table),
        require=engines.condition(question.required_if, table) if question.required_if else None,
        work=rules.compile(question.calculation, kind_of(question)) if question.calculation else None,
        offers=engines.offers(question, table),
        checks=tuple((check, engines.condition(check.must, table)) for check in question.checks),
        columns=_columns(engines, question, path) if question.type == "table" else (),
    )


def _columns(engines: Engines, table: Question, path: Path) -> tuple[Step, ...]:
    named = {column.name: column for column in table.questions}
    dotted = ".".join(path)
    return tuple(
        _step(engines, named[name], (name,), dotted)
        for name in columns_in_order(engines, table, dotted)
        if not named[name].product
    )


class Judged:
    """What came of judging one submission: problems, warnings, and what was left out."""

    def __init__(self, answers: dict[str, Any], values: dict[str, Any], faulty: frozenset[str]) -> None:
        self.answers, self.values, self.faulty = answers, values, faulty
        self.hidden: set[str] = set()  # paths of questions that are not asked
        self.offered: dict[str, frozenset[str]] = {}  # path -> the choices that go with the other answers
        self.left_out: list[str] = []  # of them, those that were answered
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def take(self, step: Step, holder: dict[str, Any], values: dict[str, Any], path: Path) -> None:
        """Judge one question; `holder` are the answers its path begins in, `path` names it for people."""
        dotted = ".".join(path)
        if ".".join(path[:-1]) in self.hidden or not all(rule.holds(values) is True for rule in step.shows):
            self._hide(step, holder, values, dotted)
            return
        if step.work is not None:
            self._work_out(step, holder, values, dotted)
        elif step.columns:
            self._take_rows(step, holder, values, path)
        elif step.offers is not None or dotted not in self.faulty:
            self._judge_answer(step, _get(holder, step.path), values, dotted)
        self._require(step, holder, values, dotted)
        for check, rule in step.checks:
            self.check(check, rule, values, dotted)

    def _judge_answer(self, step: Step, answer: Any, values: Mapping[str, Any], dotted: str) -> None:
        question = step.question
        if step.offers is not None:
            offers = step.offers
            offered = frozenset(one.value for one in question.choices if is_offered(offers, question, one, values))
            self.offered[dotted] = offered
            if not is_blank(answer) and not offered.issuperset(answer if isinstance(answer, list) else [answer]):
                self._wrong(question, dotted, messages.NOT_OFFERED)
        if answer is not None and TODAY in {question.earliest, question.latest}:
            today = values[TODAY].ToDatetime().date().isoformat()
            try:
                require_within(question, answer, today)
            except ValidationError as fault:
                self._refused(question, dotted, fault)

    def check(self, check: Check, rule: Rule, values: Mapping[str, Any], dotted: str) -> None:
        """Note what does not hold; what cannot be said is passed over."""
        if rule.holds(values) is not False:
            return
        path = check.at or dotted
        problem = Problem(path, NO_TEXT, check.name, {}, check.message)
        (self.warnings if check.is_warning else self.problems).append(problem)

    def _hide(self, step: Step, holder: dict[str, Any], values: dict[str, Any], dotted: str) -> None:
        self.hidden.add(dotted)
        question = step.question
        if question.questions and question.type != "table":
            return  # its members follow, each by itself
        if not is_blank(_get(holder, step.path)) and QUESTION_TYPES[question.type].is_asked:
            self.left_out.append(dotted)
        _put(holder, step.path, _nothing(question))
        bind(question, None, ".".join(step.path), values)

    def _work_out(self, step: Step, holder: dict[str, Any], values: dict[str, Any], dotted: str) -> None:
        assert step.work is not None  # noqa: S101 - only such steps come here
        try:
            found = canonical(step.question, step.work.work_out(values))
        except ValidationError as fault:
            self._refused(step.question, dotted, fault)
            found = None
        _put(holder, step.path, found)
        bind(step.question, found, ".".join(step.path), values)

    def _take_rows(self, step: Step, holder: dict[str, Any], values: dict[str, Any], path: Path) -> None:
        """Judge each row by itself, then work out products and totals."""
        table = step.question
        answer = _get(holder, step.path) or {"rows": [], "numbers": []}
        for number, row in zip(answer.pop("numbers", range(len(answer["rows"]))), answer["rows"], strict=True):
            here = {**values, **row_values(table, row)}
            for column in step.columns:
                self.take(column, row, here, (*path, str(number), *column.path))
            self._multiply(table, row, (*path, str(number)))
        answer["totals"] = {}
        for one in table.totals:
            self._add_up(table, one.name, one.sum, answer, path)
        _put(holder, step.path, answer)
        bind(table, answer, ".".join(step.path), values)

    def _multiply(self, table: Question, row: dict[str, Any], path: Path) -> None:
        for column in table.questions:
            if column.product:
                try:
                    row[column.name] = product(column, row)
                except ValidationError as fault:
                    self._refused(column, ".".join((*path, column.name)), fault)
                    row[column.name] = None

    def _add_up(self, table: Question, name: str, column: str, answer: dict[str, Any], path: Path) -> None:
        summed = next(one for one in table.questions if one.name == column)
        try:
            answer["totals"][name] = total(summed, answer["rows"])
        except ValidationError as fault:
            self._refused(table, ".".join(path), fault)
            answer["totals"][name] = None

    def _require(self, step: Step, holder: dict[str, Any], values: Mapping[str, Any], dotted: str) -> None:
        question = step.question
        if not question.required and step.require is None:
            return
        kind = QUESTION_TYPES[question.type]
        # a matrix's statements, and what a group cannot be without, speak for it
        is_told = dotted in self.faulty or any(member.required for member in _members(question))
        if is_told or not kind.is_asked or not _is_unanswered(question, _get(holder, step.path)):
            return
        if question.required or (step.require is not None and step.require.holds(values) is True):
            self._wrong(question, dotted, messages.CHOOSE if kind.is_closed else messages.REQUIRED)

    def _wrong(self, question: Question, dotted: str, message: str, **params: object) -> None:
        self.problems.append(Problem(dotted, question.label, message, params))

    def _refused(self, question: Question, dotted: str, fault: ValidationError) -> None:
        said = fault.messages[0]
        params = said.params if isinstance(said, Said) else {}
        self._wrong(question, dotted, str(said), **params)


def is_offered(offers: Rule, question: Question, choice: Choice, values: Mapping[str, Any]) -> bool:
    """Whether a choice goes with the other answers; "other" always does."""
    if question.other and choice == question.choices[-1]:
        return True
    return offers.holds({**values, "choice": dict(choice.attributes)}) is True


def _members(question: Question) -> tuple[Question, ...]:
    return () if question.type == "table" else question.questions


def _is_unanswered(question: Question, answer: Any) -> bool:
    if question.type == "table":
        return not answer or not answer["rows"]
    return is_blank(answer)


def _nothing(question: Question) -> Any:
    if question.type == "table":
        return {"rows": [], "totals": {one.name: None for one in question.totals}}
    return [] if QUESTION_TYPES[question.type].is_many else None


def _get(holder: Mapping[str, Any], path: Path) -> Any:
    found: Any = holder
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _put(holder: dict[str, Any], path: Path, value: Any) -> None:
    for name in path[:-1]:
        holder = holder.setdefault(name, {})
    holder[path[-1]] = value
