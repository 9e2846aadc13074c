"""E-mail addresses to which an applicant's links may go."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email

from app.text import translate
from forms.definition import Form, Question

LONGEST = 320  # letters of an address (RFC 3696, errata 1690, has 254)


def address_of(said: str) -> str:
    """The address in its one spelling; empty for what is none that every server takes (RFC 5321, not RFC 6531)."""
    try:
        found = validate_email(said.strip()[:LONGEST], check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    return found.normalized


def too_many_links(language: str) -> str:
    """What is said where no further link goes out for now."""
    return translate("Several links were sent already: look into your mail, or try again in an hour", language)


def first_address(form: Form, answers: Mapping[str, Any]) -> str:
    """The first e-mail address among typed answers; empty where there is none."""
    return next(filter(None, (address_of(said) for _, said in _by_path(form.questions, answers))), "")


def confirmed_address(form: Form, answers: Mapping[str, Any]) -> str:
    """Where the form's mails about what was sent go; empty where they go nowhere."""
    paths = {mail.to for mail in form.mails}
    said = (one for path, one in _by_path(form.questions, answers) if path in paths)
    return next(filter(None, map(address_of, said)), "")


def _by_path(questions: Iterable[Question], answers: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """What was typed as e-mail addresses, with the paths of its questions."""
    for question in questions:
        path, said = before + question.name, answers.get(question.name)
        if question.type == "group" and isinstance(said, Mapping):
            yield from _by_path(question.questions, said, f"{path}.")
        elif question.type == "email":
            yield path, str(said.get("value", "") if isinstance(said, Mapping) else said or "")
