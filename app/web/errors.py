"""What is wrong with an applicant's answers, in their language: beside each field and in the summary."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.text import said_date, translate
from forms.definition import Form
from forms.schema import Problem
from forms.types.messages import CHOOSE, EARLIEST, LATEST, REQUIRED

ASKED = frozenset({REQUIRED, CHOOSE})
"""What is said of a question without an answer: its label must be a noun there."""
DATED = frozenset({EARLIEST, LATEST})
QUESTION_MARKS = ("?", "？", "؟")


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One line of the error summary; `target` is the name of the field, empty when there is none."""

    target: str
    text: str


def said(problem: Problem, language: str) -> str:
    """The problem as a sentence in this language."""
    if problem.text:  # what the author of a check says
        return problem.text.in_language(language)
    label = problem.label.in_language(language)
    if problem.message in ASKED and label.rstrip().endswith(QUESTION_MARKS):
        return translate("Answer the question “%(label)s”", language, {"label": label})
    return translate(problem.message, language, {**problem.params, **_days(problem, language), "label": label})


def _days(problem: Problem, language: str) -> dict[str, str]:
    """The days of a problem in words of the language."""
    params = problem.params if problem.message in DATED else {}
    return {name: said_date(date.fromisoformat(str(day)), language) for name, day in params.items()}


def messages_by_path(problems: Iterable[Problem], language: str) -> dict[str, str]:
    """The first message for each path."""
    messages: dict[str, str] = {}
    for problem in problems:
        messages.setdefault(problem.path, said(problem, language))
    return messages


def error_lines(
    form: Form, problems: Sequence[Problem], language: str, places: Container[str]
) -> tuple[ErrorLine, ...]:
    """The lines of the summary, in the order of the questions; each leads to the nearest of the page's `places`."""
    order = {question.name: place for place, question in enumerate(form.questions)}
    ordered = sorted(problems, key=lambda p: order.get(p.path.split(".")[0], len(order)))
    return tuple(ErrorLine(_target(p.path, places), _line(p, language)) for p in ordered)


def _target(path: str, places: Container[str]) -> str:
    while path and path not in places:
        path = path.rpartition(".")[0]
    return path


def _line(problem: Problem, language: str) -> str:
    text = said(problem, language)
    rows = [int(part) + 1 for part in problem.path.split(".") if part.isdecimal()]
    if not rows:
        return text
    return translate("Row %(row)s: %(text)s", language, {"row": rows[0], "text": text})
