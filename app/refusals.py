"""What the ledger has against answers that are sound by themselves."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from app.store import submissions
from forms.definition import NO_TEXT, Form, Question
from forms.schema import Problem
from forms.types import messages
from forms.types.answers import find_question


class Refused(Exception):  # noqa: N818 - told to the sender
    """The ledger has something against sound answers."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def require(problem: Problem | None) -> None:
    """Raises Refused where there is a problem."""
    if problem is not None:
        raise Refused(problem)


def require_references(c: Connection, form: Form, answers: Mapping[str, Any]) -> None:
    """What an answer refers to must be there. Raises Refused."""
    for path, question, answer in _references(form.questions, answers):
        if not submissions.has_reference(c, question.form, answer):
            raise Refused(Problem(path, question.label, messages.NO_SUCH_REFERENCE))


def _references(
    questions: Iterable[Question], answers: Mapping[str, Any], before: str = ""
) -> Iterator[tuple[str, Question, str]]:
    """Every answer that is a reference, with its path; those in a table's rows too."""
    for question in questions:
        path, answer = before + question.name, answers.get(question.name)
        if question.form and answer is not None:
            yield path, question, str(answer)
        elif question.questions and isinstance(answer, Mapping):
            rows = enumerate(answer.get("rows", [])) if question.type == "table" else [("", answer)]
            for number, row in rows:
                yield from _references(question.questions, row, f"{path}.{number}." if number != "" else f"{path}.")


def require_alone(c: Connection, form: Form, subject: str | None, *, but: int | None = None) -> None:
    """No other submission may have the answers that only one can have. Raises Refused."""
    if subject is not None and submissions.has_subject(c, form.name, subject, but=but):
        path = form.one_per[0]
        question = find_question(form, path)
        raise Refused(Problem(path, question.label if question else NO_TEXT, messages.ANOTHER))
