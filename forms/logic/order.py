"""In which order a form's questions are judged: each after those that its rules need the answers of."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter

from forms.definition import Question
from forms.logic.engines import Engines
from forms.logic.scopes import kind_of

Path = tuple[str, ...]


def ordered(engines: Engines) -> list[Path]:
    """The path of every question outside tables, in an order that suits the rules. Raises graphlib.CycleError."""
    nodes = dict(_walk(engines.form.questions, ()))
    sorter: TopologicalSorter[Path] = TopologicalSorter()
    for path, question in nodes.items():
        sorter.add(path, *([path[:-1]] if len(path) > 1 else []))
        needed = needs(engines, question, path)
        if question.type == "table":
            needed |= _of_columns(engines, question, ".".join(path))
        for name in sorted(needed):  # the same order in every process
            sorter.add(path, *_node_of(name, nodes))
    return list(sorter.static_order())


def columns_in_order(engines: Engines, table: Question, path: str) -> list[str]:
    """The columns of the table at `path` in an order that suits their rules. Raises graphlib.CycleError."""
    names = {column.name for column in table.questions}
    sorter: TopologicalSorter[Path] = TopologicalSorter()
    for column in table.questions:
        needed = sorted(needs(engines, column, (column.name,), path) & names)
        sorter.add((path, column.name), *((path, name) for name in (*needed, *column.product)))
    return [name for _, name in sorter.static_order()]


def needs(engines: Engines, question: Question, at: Path, table: str = "") -> set[str]:
    """The variables that decide whether a question is asked, what it offers, and what it works out."""
    found = {name for rule in engines.shows(question, at, table) for name in rule.mentions}
    if question.calculation:
        found |= engines.compiled(question.calculation, kind_of(question), table).mentions
    if (offers := engines.offers(question, table)) is not None:
        found |= offers.rule.mentions - {"choice"}
    return found


def _walk(questions: Iterable[Question], before: Path) -> Iterator[tuple[Path, Question]]:
    for question in questions:
        path = (*before, question.name)
        yield path, question
        if question.type != "table":
            yield from _walk(question.questions, path)


def _of_columns(engines: Engines, table: Question, path: str) -> set[str]:
    """What the rules of a table's columns name outside of their row; a circle inside is a circle."""
    columns_in_order(engines, table, path)
    names = {column.name for column in table.questions}
    return {name for column in table.questions for name in needs(engines, column, (column.name,), path)} - names


def _node_of(name: str, nodes: Mapping[Path, Question]) -> Iterator[Path]:
    """The question that a variable hangs on: the longest path that begins its name."""
    parts = tuple(name.split("."))
    for length in range(len(parts), 0, -1):
        if parts[:length] in nodes:
            yield parts[:length]
            return
