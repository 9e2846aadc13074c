"""A form and answers as the members of a committee see them: without what the call keeps from them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from forms.definition import Form, Question, Section, Total


def is_blind(path: str, blind: Collection[str]) -> bool:
    """Whether members do not see what is at a path; the path of a group or table stands for all in it."""
    return any(path == one or path.startswith(f"{one}.") for one in blind)


def seen_form(form: Form) -> Form:
    """The form with the questions that members see, and no others."""
    blind = form.call.committee.blind if form.call else ()
    return replace(form, sections=tuple(_seen_section(one, blind) for one in form.sections)) if blind else form


def _seen_section(section: Section, blind: Collection[str]) -> Section:
    return replace(section, questions=tuple(_seen(section.questions, blind, "")))


def _seen(questions: Iterable[Question], blind: Collection[str], before: str) -> Iterator[Question]:
    is_kept_back = False
    for one in questions:
        path = before + one.name
        is_kept_back = is_blind(path, blind) or (one.is_companion and is_kept_back)  # what "other" is stands behind it
        if is_kept_back:
            continue
        inner = tuple(_seen(one.questions, blind, f"{path}."))
        if inner or not one.questions:
            yield replace(one, questions=inner, totals=_seen_totals(one, blind, path))


def _seen_totals(table: Question, blind: Collection[str], path: str) -> tuple[Total, ...]:
    """Those of the columns that are seen."""
    return tuple(
        one
        for one in table.totals
        if not is_blind(f"{path}.totals.{one.name}", blind) and not is_blind(f"{path}.{one.sum}", blind)
    )


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
