"""Answers that a form offered when they were chosen, and offers no longer, by the names they had."""

from collections.abc import Iterable, Iterator, Mapping

from app.text import translate
from app.web.applicant.visit import Visit
from app.web.errors import ErrorLine
from app.web.here import here
from forms.definition import Form, Question
from forms.schema import Problem
from forms.types.answers import at, find_question
from forms.types.messages import NOT_A_CHOICE


def gone(of: Visit, problems: Iterable[Problem], answers: Mapping[str, object], version: int) -> Iterator[ErrorLine]:
    """A line for each choice that cannot be made any more; of a table's rows the problem itself must do.

    `version` is that of the form in which they were made."""
    began = here().earlier(of.form.name, version)
    for problem in problems:
        said = at(answers, problem.path) if problem.message == NOT_A_CHOICE else None
        question = find_question(of.form, problem.path)
        for value in said if isinstance(said, list) else [said]:
            if question is not None and isinstance(value, str) and value and value not in question.places:
                yield _line(of, problem, _named(began, question, problem.path, value, of.language))


def _line(of: Visit, problem: Problem, answer: str) -> ErrorLine:
    label = problem.label.in_language(of.language)
    words = {"label": label, "answer": answer}
    return ErrorLine(problem.path, translate("%(label)s: “%(answer)s” can no longer be chosen", of.language, words))


def _named(began: Form | None, question: Question, path: str, value: str, language: str) -> str:
    """What the version that was begun called it; its bare value where that is not known."""
    paths = [path, *(earlier for earlier in question.was if "." not in path)]
    asked = (find_question(began, one) for one in paths) if began else ()
    labels = [one.label for question in asked if question for one in question.choices if one.value == value]
    return labels[0].in_language(language) if labels else value
