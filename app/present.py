"""Submissions as the present version of their form has them: earlier answers are carried, never rewritten."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.store.submissions import Submission
from forms.definition import Form
from forms.versions.carry import carry

Earlier = Callable[[str, int], Form | None]
"""(form's name, version) -> the form as that version asked it, None where it was never published."""


@dataclass(frozen=True, slots=True)
class Present:
    """A submission with its answers in the present shape, and what they had to leave behind (path, as it was shown)."""

    submission: Submission
    answers: Mapping[str, Any]
    left: tuple[tuple[str, str], ...] = ()


def presented(form: Form, submissions: Iterable[Submission], earlier: Earlier) -> list[Present]:
    """Each submission of `form` in the shape of its present version."""
    return [_presented(form, one, earlier) for one in submissions]


def _presented(form: Form, submission: Submission, earlier: Earlier) -> Present:
    asked = None if submission.form_version == form.version else earlier(form.name, submission.form_version)
    if asked is None:
        return Present(submission, submission.answers)
    carried = carry(asked, form, submission.answers)
    return Present(submission, carried.answers, carried.left)
