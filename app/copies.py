"""The copy of a submission that its applicant keeps: every question that was asked, with its answer, as a PDF."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.said_answers import Answer, Pen, answers_of
from app.store.drafts import PAGE
from app.store.submissions import Submission
from app.text import said_moment, translate
from connectors.documents import Standard, render_pdf
from connectors.errors import ConnectorError
from connectors.print_words import WORDS
from forms.definition import Form
from forms.schema import CompiledForm
from forms.wording import direction

STANDARDS: tuple[Standard, ...] = ("a-2a", "ua-1")
"""To be kept, and to be read aloud (PDF/A-2a, PDF/UA-1)."""
BOXES = "Some letters cannot be printed here and stand as boxes. We keep your answers as you wrote them."


@dataclass(frozen=True, slots=True)
class Part:
    """A section."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """The whole copy in one language; `facts` are labels and values, `issued_on` is the day of receipt (ISO 8601)."""

    language: str
    direction: str
    organisation: str
    title: str
    reference: str
    facts: tuple[tuple[str, str], ...]
    about: str
    nothing: str  # is said for what was asked and not answered
    page: str  # "Page {page} of {pages}"
    issued_on: str
    parts: tuple[Part, ...]
    warning: str = ""


def copy_of(
    compiled: CompiledForm,
    answers: Mapping[str, Any],
    *,
    reference: str,
    received_at: datetime,
    language: str,
    organisation: str,
    declaration: str = "",
) -> Copy:
    """The copy of canonical `answers` that were received at an aware moment; they are left as they are.

    `declaration` is what its applicant confirmed by sending them.
    """
    form = compiled.form
    judged = compiled.logic.judge(deepcopy(dict(answers)), frozenset(), received_at)
    pen = Pen(language, frozenset(judged.hidden))
    parts = (Part(one.title.in_language(language), answers_of(one.questions, answers, pen)) for one in form.sections)
    return Copy(
        language=language,
        direction=direction(language),
        organisation=organisation,
        title=form.title.in_language(language),
        reference=reference,
        facts=(
            (translate("Your reference number", language), reference),
            (translate("Received", language), said_moment(received_at, form.zone, language)),
            *([(translate("Confirmed by sending it", language), declaration)] if declaration else []),
        ),
        about=translate("This is a copy of the answers that you sent.", language),
        nothing=translate("Not provided", language),
        page=WORDS.get(language, WORDS["en"])["page"],
        issued_on=received_at.astimezone(ZoneInfo(form.zone)).date().isoformat(),
        parts=tuple(part for part in parts if part.answers),
    )


def copy_of_submission(compiled: CompiledForm, submission: Submission, language: str, organisation: str) -> Copy:
    """The copy of a submission, whose form is in the version that it was checked by."""
    return copy_of(
        compiled,
        submission.answers,
        reference=submission.reference,
        received_at=submission.received_at,
        language=language,
        organisation=organisation,
        declaration=declared(compiled.form, language) if submission.source == PAGE else "",
    )


def declared(form: Form, language: str) -> str:
    """What people confirm by sending a form's page: the form's own words, or ours."""
    ours = translate(
        "By sending them you confirm that, to the best of your knowledge, what you tell us is correct.", language
    )
    return form.declaration.in_language(language) or ours


def file_name(reference: str) -> str:
    """What the copy is called: its reference, as far as every system takes it."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", reference).strip("-.") + ".pdf"


def copy_pdf(copy: Copy) -> bytes:
    """The copy as PDF, the same bytes for the same copy. Raises ConnectorError.

    A letter that no font has keeps nobody from their copy: it is a box, and the copy says so.
    """
    try:
        return render_pdf("copy", asdict(copy), standards=STANDARDS)
    except ConnectorError:
        boxed = replace(copy, warning=translate(BOXES, copy.language))
        return render_pdf("copy", asdict(boxed), standards=())
