"""Which answers members are not shown: those that a call is blind to, and whatever is worked out of one of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from forms.definition import Question
from forms.logic.logic import Logic
from forms.logic.scopes import ROWS
from forms.logic.steps import Step


def is_blind(path: str, blind: Collection[str]) -> bool:
    """Whether members do not see what is at a path; the path of a group or table stands for all in it."""
    return any(path == one or path.startswith(f"{one}.") for one in blind)


def blind_paths(logic: Logic, blind: Collection[str]) -> frozenset[str]:
    """The paths in `blind`, and those of all companions, calculations, products and totals that come of any of them."""
    found, sources = frozenset(blind), _sources(logic) if blind else {}
    while more := frozenset(path for path, names in sources.items() if _tells(path, names, found)):
        found |= more
    return found


def _tells(path: str, names: Collection[str], blind: Collection[str]) -> bool:
    """Whether something that is not blind yet is worked out of what is."""
    return not is_blind(path, blind) and any(is_blind(name, blind) for name in names)


def _sources(logic: Logic) -> Mapping[str, frozenset[str]]:
    """What each path is worked out of."""
    found = dict(_companions(logic.form.questions, ""))
    for step in logic.steps:
        if step.work:
            found[step.dotted] = step.work.mentions
        if step.question.type == "table":
            found |= dict(_of_table(step))
    return found


def _companions(questions: Iterable[Question], before: str) -> Iterator[tuple[str, frozenset[str]]]:
    """What "other" is tells of the question before it."""
    asked = ""
    for one in questions:
        path = before + one.name
        if one.is_companion:
            yield path, frozenset({asked})
        else:
            asked = path
        yield from _companions(one.questions, f"{path}.")


def _of_table(table: Step) -> Iterator[tuple[str, frozenset[str]]]:
    """A table's computed columns, its rows, which hold all columns, and its totals."""
    path, columns = table.dotted, frozenset(one.name for one in table.question.questions)
    yield f"{path}.{ROWS}", frozenset(f"{path}.{name}" for name in columns)
    for step in table.columns:
        names = step.work.mentions if step.work else frozenset(step.question.product)
        if names:  # in a row its columns go by their names alone
            yield f"{path}.{step.question.name}", frozenset(f"{path}.{x}" if x in columns else x for x in names)
    for total in table.question.totals:
        yield f"{path}.totals.{total.name}", frozenset({f"{path}.{total.sum}"})
