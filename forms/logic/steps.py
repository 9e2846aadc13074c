"""A form's questions with their rules compiled, in the order in which they are judged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forms.definition import Check, Question
from forms.logic.engines import Engines
from forms.logic.offers import Offers
from forms.logic.order import columns_in_order, ordered
from forms.logic.scopes import kind_of
from forms.rules.engine import Rule
from forms.types.days import TODAY

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One question with its rules compiled."""

    question: Question
    path: Path  # within the answers, or within the row for a table's column
    dotted: str
    above: str  # path of the group it stands in; empty for none
    shows: tuple[Rule, ...] = ()  # all must hold for it to be asked
    require: Rule | None = None
    work: Rule | None = None
    offers: Offers | None = None
    checks: tuple[tuple[Check, Rule], ...] = ()
    columns: tuple["Step", ...] = ()  # of a table, in order

    @property
    def settles(self) -> bool:
        """Whether it changes answers: leaves them out, works them out, or takes them row by row."""
        return bool(self.shows or self.work or self.columns or self.question.product)

    @property
    def tests(self) -> bool:
        """Whether it can find something wrong with answers."""
        has_rules = self.require or self.offers or self.checks or self.columns
        return bool(has_rules or self.question.required or self.is_dated)

    @property
    def is_plain(self) -> bool:
        """Whether all that is asked of it is one answer: the most common case, which need not cost anything."""
        is_alone = not self.above and not self.question.questions
        return is_alone and self.question.required and not (self.require or self.offers or self.checks or self.is_dated)

    @property
    def is_dated(self) -> bool:
        """Whether its bounds depend on what day it is."""
        return TODAY in {self.question.earliest, self.question.latest}


def steps_of(engines: Engines) -> tuple[Step, ...]:
    """Every question of the form outside tables, in the order of the definition."""
    return tuple(_steps(engines, engines.form.questions, ()))


def that_settle(engines: Engines, steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps that change answers, and what stands in groups that can be left out.

    Each comes after those whose answers its rules need.
    """
    by_path = {step.path: step for step in steps}
    steps = [by_path[path] for path in ordered(engines)]
    hideable = {step.dotted for step in steps if step.shows}
    found = []
    for step in steps:  # groups come before their members
        if step.above in hideable:
            hideable.add(step.dotted)
        if step.settles or step.above in hideable:
            found.append(step)
    return tuple(found)


def _steps(engines: Engines, questions: Iterable[Question], before: Path) -> Iterator[Step]:
    for question in questions:
        path = (*before, question.name)
        yield _step(engines, question, path)
        if question.type != "table":
            yield from _steps(engines, question.questions, path)


def _step(engines: Engines, question: Question, path: Path, table: str = "") -> Step:
    return Step(
        question,
        path,
        ".".join(path),
        ".".join(path[:-1]),
        shows=engines.shows(question, path, table),
        require=engines.condition(question.required_if, table) if question.required_if else None,
        work=engines.compiled(question.calculation, kind_of(question), table) if question.calculation else None,
        offers=engines.offers(question, table),
        checks=tuple((check, engines.condition(check.must, table)) for check in question.checks),
        columns=_columns(engines, question, path) if question.type == "table" else (),
    )


def _columns(engines: Engines, table: Question, path: Path) -> tuple[Step, ...]:
    named = {column.name: column for column in table.questions}
    dotted = ".".join(path)
    order = columns_in_order(engines, table, dotted)
    return tuple(_step(engines, named[name], (name,), dotted) for name in order)
