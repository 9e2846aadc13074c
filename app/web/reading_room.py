"""A submission as staff read it: its answers by section, and each earlier version beside the newest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from app.present import Earlier, Present, presented
from app.store.submissions import Submission, Version
from connectors.sources.enclosed import is_enclosed
from forms.definition import Form, Question
from forms.schema import CompiledForm
from forms.types.answers import at, shown
from forms.types.blank import is_blank
from forms.types.paths import labelled

LANGUAGE = "en"
FIRST_ANSWERS = 2
"""How many answers stand for a submission that gives no e-mail address."""
LONGEST_GLANCE = 80


@dataclass(frozen=True, slots=True)
class File:
    """A file that was answered: kept here under its digest, elsewhere at its address, or inside the delivery."""

    name: str
    sha256: str = ""
    url: str = ""

    @property
    def is_elsewhere(self) -> bool:
        """Whether its address tells people anything."""
        return bool(self.url) and not is_enclosed(self.url)


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer as it is read."""

    text: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer; a table has `columns` and `rows` instead, a group `members`."""

    path: str
    label: str
    cell: Cell = Cell()
    is_worked_out: bool = False
    columns: tuple[tuple[str, bool], ...] = ()  # label, and whether it is worked out
    rows: tuple[tuple[Cell, ...], ...] = ()
    totals: tuple[tuple[str, str], ...] = ()
    members: tuple["Answer", ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One question over all versions: what each said, and whether that differs from the version before."""

    label: str
    said: tuple[tuple[str, bool], ...]


def answers_of(questions: Iterable[Question], answers: Mapping[str, Any], before: str = "") -> tuple[Answer, ...]:
    """The questions that are answered, with their answers."""
    each = (_answer(one, answers.get(one.name), before + one.name) for one in questions if one.type != "note")
    return tuple(one for one in each if one is not None)


def _answer(question: Question, value: Any, path: str) -> Answer | None:
    label = question.label.in_language(LANGUAGE)
    if question.type == "table":
        return _table(question, value, path) if isinstance(value, Mapping) and value.get("rows") else None
    if question.questions:
        members = answers_of(question.questions, value if isinstance(value, Mapping) else {}, f"{path}.")
        return Answer(path, label, members=members) if members else None
    return None if is_blank(value) else Answer(path, label, _cell(question, value), _is_worked_out(question))


def _table(question: Question, value: Mapping[str, Any], path: str) -> Answer:
    columns = [column for column in question.questions if column.type != "note"]
    rows = tuple(tuple(_cell(column, row.get(column.name)) for column in columns) for row in value["rows"])
    by_name = {column.name: column for column in columns}
    totals = value.get("totals", {})
    return Answer(
        path,
        question.label.in_language(LANGUAGE),
        columns=tuple((column.label.in_language(LANGUAGE), _is_worked_out(column)) for column in columns),
        rows=rows,
        totals=tuple(
            (one.label.in_language(LANGUAGE), shown(by_name[one.sum], totals.get(one.name), LANGUAGE))
            for one in question.totals
        ),
    )


def _is_worked_out(question: Question) -> bool:
    return bool(question.product or question.calculation)


def _cell(question: Question, value: Any) -> Cell:
    if question.type == "file":
        return Cell(files=tuple(_file(one) for one in value or ()))
    return Cell(shown(question, value, LANGUAGE))


def _file(answer: Mapping[str, Any]) -> File:
    return File(*(str(answer.get(part, "")) for part in ("name", "sha256", "url")))


def side_by_side(
    compiled: CompiledForm, submission: Submission, versions: Sequence[Version], earlier: Earlier
) -> list[Line]:
    """The questions that any version answers, over all versions, each in the shape of the present form."""
    as_submissions = [
        replace(submission, answers=one.answers, version=one.version, form_version=one.form_version) for one in versions
    ]
    each = [one.answers for one in presented(compiled, as_submissions, earlier)]
    leaves = labelled(compiled.form.questions, LANGUAGE)
    lines = (_line(label, question, [at(one, path) for one in each]) for path, label, question in leaves)
    return [line for line in lines if any(text for text, _ in line.said)]


def _line(label: str, question: Question, values: Sequence[Any]) -> Line:
    texts = [shown(question, value, LANGUAGE) for value in values]
    digests = [_digests(question, value) for value in values]
    before = [*zip(texts, digests, strict=True)][1:]
    changed = [now != then for now, then in zip(zip(texts, digests, strict=True), before, strict=False)] + [False]
    return Line(label, tuple(zip(texts, changed, strict=True)))


def _digests(question: Question, value: Any) -> tuple[str, ...]:
    """What tells files of one name apart; addresses of the web do not: some are other ones each time."""
    return tuple(_digest(_file(one)) for one in value or ()) if question.type == "file" else ()


def _digest(file: File) -> str:
    return file.sha256 or ("" if file.is_elsewhere else file.url)


def glance(form: Form, present: Present) -> str:
    """Who a submission is from, in few words: its e-mail address, else its first answers."""
    leaves = [(question, at(present.answers, path)) for path, _, question in labelled(form.questions, LANGUAGE)]
    given = [(question, value) for question, value in leaves if not is_blank(value)]
    address = next((str(value) for question, value in given if question.type == "email"), "")
    first = (shown(question, value, LANGUAGE) for question, value in given if question.type != "table")
    said = address or " · ".join(islice((one for one in first if one), FIRST_ANSWERS))
    return said if len(said) <= LONGEST_GLANCE else f"{said[: LONGEST_GLANCE - 1]}…"


def file_named(answers: object, sha256: str) -> str | None:
    """The name under which a file of this digest was answered; None where it was not."""
    if isinstance(answers, Mapping):
        if answers.get("sha256") == sha256 and "size" in answers:
            return str(answers.get("name", ""))
        answers = list(answers.values())
    each = (file_named(one, sha256) for one in answers) if isinstance(answers, list) else iter(())
    return next((one for one in each if one is not None), None)
