"""Answers as people read them, every question that was asked: for copies, and for the page where they are checked."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.text import said_size
from connectors.print_words import WORDS
from connectors.printed import WIDEST_TABLE
from forms.definition import Question
from forms.types.answers import at, shown
from forms.types.blank import is_blank
from forms.types.table import QUESTION_TYPES
from forms.wording import joined

UNASKED = frozenset({"note", "hidden"})
LEFT_TO_RIGHT = frozenset({"email", "phone", "url", "integer", "decimal", "money", "geopoint", "reference"})
"""Types whose answers are written from left to right in every language."""
BYTE_ORDER_MARK = "\ufeff"
"""Within a text it cannot be seen, and no standard of PDF takes it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent; the size in words, empty where it is not known; whether a scanner had nothing to say."""

    name: str
    size: str
    is_scanned: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    label: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Total:
    """A sum, and the place (from 0) of the column that it is the sum of."""

    label: str
    said: str
    place: int


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table as texts (None for a cell that nobody was asked to fill) with the totals below them."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]
    totals: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer in `lines`, or in `files`, `table` or `members`; none of them: not provided."""

    label: str
    lines: tuple[str, ...] = ()
    is_long: bool = False
    is_ordered: bool = False  # its lines begin with their numbers
    files: tuple[File, ...] = ()
    table: Table | None = None
    members: tuple["Answer", ...] = ()
    path: str = field(default="", compare=False)  # of the question
    is_left_to_right: bool = field(default=False, compare=False)  # in every language


@dataclass(frozen=True, slots=True)
class Pen:
    """What writing answers needs to know: the language, and the paths of what was not asked."""

    language: str
    hidden: frozenset[str]

    def asked(self, questions: Iterable[Question], before: str) -> Iterator[Question]:
        """The questions that people were asked."""
        return (one for one in questions if one.type not in UNASKED and before + one.name not in self.hidden)

    def label(self, question: Question) -> str:
        """What the question is called."""
        return question.label.in_language(self.language)

    def shown(self, question: Question, value: Any) -> str:
        """The answer as it is read."""
        said = shown(question, value, self.language)
        return said.replace(BYTE_ORDER_MARK, "") if BYTE_ORDER_MARK in said else said


def answers_of(
    questions: Iterable[Question], answers: Mapping[str, Any], pen: Pen, before: str = ""
) -> tuple[Answer, ...]:
    """The questions that were asked, with their answers by name; `before` is the path of what they stand in."""
    return tuple(_answers(questions, answers, pen, before))


def with_typed(answers: Iterable[Answer], typed: Mapping[str, Any], wrong: Container[str]) -> tuple[Answer, ...]:
    """The answers, and where one is wrong the letters that were typed in place of none; of tables and files none."""
    return tuple(_with_typed(one, typed, wrong) for one in answers)


def _with_typed(answer: Answer, typed: Mapping[str, Any], wrong: Container[str]) -> Answer:
    if answer.members:
        return replace(answer, members=with_typed(answer.members, typed, wrong))
    if answer.path not in wrong or answer.lines or answer.files or answer.table:
        return answer
    said = at(typed, answer.path)
    lines = tuple(one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str) and one)
    return replace(answer, lines=lines)


def _answers(questions: Iterable[Question], answers: Mapping[str, Any], pen: Pen, before: str) -> Iterator[Answer]:
    for one in pen.asked(questions, before):
        path, kind = before + one.name, one.result or one.type
        found = _answer(one, answers.get(one.name), pen, path)
        if found is not None:
            yield replace(found, path=path, is_left_to_right=kind in LEFT_TO_RIGHT)


def _answer(question: Question, value: Any, pen: Pen, path: str) -> Answer | None:
    """None for a group of which nothing was asked, and for what could not be worked out."""
    if question.type == "table":
        return _table(question, value if isinstance(value, Mapping) else {}, pen, path)
    if question.questions:
        members = answers_of(question.questions, value if isinstance(value, Mapping) else {}, pen, f"{path}.")
        return Answer(pen.label(question), members=members) if members else None
    if is_blank(value):
        return None if _is_worked_out(question) else Answer(pen.label(question))
    if question.type == "file":
        return Answer(pen.label(question), files=tuple(_file(one, pen) for one in value))
    lines = LINES.get(question.type, _line)(question, value, pen)
    kind = question.type
    return Answer(pen.label(question), lines, is_long=kind == "long_text", is_ordered=kind == "ranking")


def _line(question: Question, value: Any, pen: Pen) -> tuple[str, ...]:
    return (pen.shown(question, value),)


def _paragraphs(question: Question, value: Any, pen: Pen) -> tuple[str, ...]:
    return tuple(line for line in pen.shown(question, value).splitlines() if line.strip())


def _choices(question: Question, value: Any, pen: Pen) -> tuple[str, ...]:
    return tuple(pen.shown(question, [one]) for one in value)


def _ranks(question: Question, value: Any, pen: Pen) -> tuple[str, ...]:
    return tuple(joined(". ", (str(place), said)) for place, said in enumerate(_choices(question, value, pen), start=1))


LINES: Mapping[str, Callable[[Question, Any, Pen], tuple[str, ...]]] = {
    "long_text": _paragraphs,
    "choose_many": _choices,
    "ranking": _ranks,
}
"""The types whose answer is more than one line."""


def _file(answer: Mapping[str, Any], pen: Pen) -> File:
    size = answer.get("size")
    name = str(answer.get("name", "")).replace(BYTE_ORDER_MARK, "")
    return File(name, said_size(size, pen.language) if isinstance(size, int) else "", bool(answer.get("scanned")))


def _table(question: Question, value: Mapping[str, Any], pen: Pen, path: str) -> Answer:
    """A table whose columns do not fit beside each other has its rows below each other."""
    columns = [one for one in question.questions if one.type not in UNASKED]
    rows = value.get("rows") or []
    totals = tuple(_totals(question, columns, value.get("totals") or {}, pen)) if rows else ()
    if len(columns) <= WIDEST_TABLE:
        cells = tuple(tuple(_cells(columns, row, pen, f"{path}.{number}.")) for number, row in enumerate(rows))
        return Answer(pen.label(question), table=Table(_columns(columns, pen), cells, totals) if rows else None)
    word = WORDS.get(pen.language, WORDS["en"])["row"]
    each = [answers_of(columns, row, pen, f"{path}.{number}.") for number, row in enumerate(rows)]
    below = [Answer(word.format(row=number), members=members) for number, members in enumerate(each, start=1)]
    return Answer(pen.label(question), members=(*below, *(Answer(one.label, (one.said,)) for one in totals)))


def _columns(columns: Iterable[Question], pen: Pen) -> tuple[Column, ...]:
    return tuple(Column(pen.label(one), QUESTION_TYPES[one.result or one.type].is_number) for one in columns)


def _cells(columns: Iterable[Question], row: Mapping[str, Any], pen: Pen, before: str) -> Iterator[str | None]:
    for column in columns:
        value = row.get(column.name)
        is_due = before + column.name not in pen.hidden and not (_is_worked_out(column) and value is None)
        yield pen.shown(column, value) if is_due else None


def _is_worked_out(question: Question) -> bool:
    return bool(question.product) or not QUESTION_TYPES[question.type].is_asked


def _totals(table: Question, columns: list[Question], totals: Mapping[str, Any], pen: Pen) -> Iterator[Total]:
    places = {one.name: place for place, one in enumerate(columns)}
    for one in table.totals:
        if totals.get(one.name) is not None:
            place = places[one.sum]
            yield Total(one.label.in_language(pen.language), pen.shown(columns[place], totals[one.name]), place)
