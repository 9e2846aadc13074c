"""A form and answers as the members of a committee see them: without what the call keeps from them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from app.blind_paths import is_blind
from forms.definition import Form, Question, Section


def seen_form(form: Form, blind: Collection[str]) -> Form:
    """The form without the questions at these paths (app.blind_paths.blind_paths)."""
    return replace(form, sections=tuple(_seen_section(one, blind) for one in form.sections)) if blind else form


def _seen_section(section: Section, blind: Collection[str]) -> Section:
    return replace(section, questions=tuple(_seen(section.questions, blind, "")))


def _seen(questions: Iterable[Question], blind: Collection[str], before: str) -> Iterator[Question]:
    for one in questions:
        path = before + one.name
        if is_blind(path, blind):
            continue
        inner = tuple(_seen(one.questions, blind, f"{path}."))
        if inner or not one.questions:
            totals = tuple(total for total in one.totals if not is_blind(f"{path}.totals.{total.name}", blind))
            yield replace(one, questions=inner, totals=totals)


def without_file_names(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical answers whose files are called after their questions: their own names may tell whose they are."""
    return {**answers, **{one.name: _renamed(one, answers[one.name]) for one in questions if answers.get(one.name)}}


def _renamed(question: Question, answer: Any) -> Any:
    if question.type == "file":
        return [{**file, "name": _plain_name(question, n, file)} for n, file in enumerate(answer, start=1)]
    if question.type == "table":
        return {**answer, "rows": [without_file_names(question.questions, row) for row in answer.get("rows", ())]}
    return without_file_names(question.questions, answer) if isinstance(answer, Mapping) else answer


def _plain_name(question: Question, number: int, file: Mapping[str, Any]) -> str:
    return f"{question.name}-{number}{PurePath(str(file.get('name', ''))).suffix}"
