"""The form that all candidates show, in English: one that the service comes with."""

from app.config import SHIPPED_FORMS
from app.web.options import Option, options_of
from forms.definition import Form, Question, Text
from forms.load import load_form

NAME, FIRST = "vtf-proposal", "state"
"""The form, and its first question: a country, which all candidates offer in a list."""
ANSWER = "Ghana"
"""What is typed to see that the first question takes an answer."""


def shown() -> Form:
    return load_form(SHIPPED_FORMS / NAME / "form.yaml")


def english(text: Text) -> str:
    return text.in_language("en")


def options(question: Question) -> tuple[Option, ...]:
    """What is offered, as our page offers it."""
    return options_of(question, None, "en")
