"""E-mail addresses to which an applicant's links may go."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email

from app.text import translate
from forms.definition import Form, Question


def is_address(said: str) -> bool:
    """Whether mail can be sent there, as far as its letters tell."""
    try:
        validate_email(said, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def too_many_links(language: str) -> str:
    """What is said where no further link goes out for now."""
    return translate("Several links were sent already: look into your mail, or try again in an hour", language)


def first_address(form: Form, answers: Mapping[str, Any]) -> str:
    """The first e-mail address among typed answers; empty where there is none."""
    return next((one for one in _addresses(form.questions, answers) if is_address(one)), "")


def _addresses(questions: Iterable[Question], answers: Mapping[str, Any]) -> Iterator[str]:
    for question in questions:
        said = answers.get(question.name)
        if question.type == "group" and isinstance(said, Mapping):
            yield from _addresses(question.questions, said)
        elif question.type == "email":
            yield str(said.get("value", "") if isinstance(said, Mapping) else said or "").strip()
