"""Submissions as the present version of their form has them: earlier answers are carried, never rewritten."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.store.submissions import Submission
from forms.definition import Form
from forms.logic.logic import worked_out
from forms.schema import CompiledForm
from forms.versions.carry import carry

Earlier = Callable[[str, int], Form | None]
"""(form's name, version) -> the form as that version asked it, None where it was never published."""


@dataclass(frozen=True, slots=True)
class Present:
    """A submission with its answers in the present shape, and what they had to leave behind (path, as it was shown)."""

    submission: Submission
    answers: Mapping[str, Any]
    left: tuple[tuple[str, str], ...] = ()


def presented(compiled: CompiledForm, submissions: Iterable[Submission], earlier: Earlier) -> list[Present]:
    """Each submission of a form in the shape of its present version, with what that works out."""
    asked = cache(lambda version: earlier(compiled.form.name, version))  # each version is looked up once
    return [_presented(compiled, one, asked) for one in submissions]


def _presented(compiled: CompiledForm, submission: Submission, earlier: Callable[[int], Form | None]) -> Present:
    form = compiled.form
    asked = None if submission.form_version == form.version else earlier(submission.form_version)
    if asked is None:
        return Present(submission, submission.answers)
    carried = carry(asked, form, submission.answers)
    answers = worked_out(compiled.logic, carried.answers, submission.received_at)
    return Present(submission, answers, carried.left)
