"""What staff ask an applicant for, as the head of each page of the draft tells it."""

from dataclasses import dataclass

from app.journey import steps_of
from app.store.clarifications import Clarification
from app.text import said_moment
from app.web.applicant.visit import Visit
from app.web.errors import ErrorLine
from app.web.here import here


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What is missing, in staff's words and as links to questions, and until when it can be sent."""

    message: str
    lines: tuple[ErrorLine, ...]
    until: str
    is_answered: bool
    is_limited: bool  # nothing else can be changed


def asked_for(of: Visit) -> AskedFor | None:
    """None where nothing is asked for, or its time is over."""
    allowed = of.opened.allowed
    if allowed.asked is None or not of.opened.is_asked(here().now()):
        return None
    asked = allowed.asked
    until = said_moment(asked.until, of.form.zone, of.language)
    return AskedFor(asked.message, _lines(of, asked), until, asked.answered_at is not None, allowed.only is not None)


def _lines(of: Visit, asked: Clarification) -> tuple[ErrorLine, ...]:
    return tuple(
        ErrorLine(
            of.address("ask", step=step.name, then="check", _anchor=f"q-{question.name}"),
            question.label.in_language(of.language),
        )
        for step in steps_of(of.form)
        for question in step.questions
        if question.name in asked.questions
    )
