"""What a mail says by which staff ask an applicant for what is missing."""

from app.store.clarifications import Clarification
from app.text import said_moment, translate
from forms.definition import Form
from forms.types.answers import find_question


def subject(form: Form, reference: str, language: str) -> str:
    """The line above it."""
    words = {"form": form.title.in_language(language), "reference": reference}
    return translate("Something is missing: %(form)s, %(reference)s", language, words)


def paragraphs(form: Form, asked: Clarification, reference: str, language: str, link: str) -> list[str]:
    """What is missing in staff's words, the questions to look at, and the link with its deadline."""
    words = {"form": form.title.in_language(language), "reference": reference}
    until = {"until": said_moment(asked.until, form.zone, language)}
    questions = [f"– {label}" for label in labels(form, asked, language)]
    look = translate("Please look at these questions:", language)
    return [
        translate("Something is missing in what you sent as “%(form)s” (%(reference)s).", language, words),
        *([asked.message] if asked.message else []),
        *(["\n".join([look, *questions])] if questions else []),
        translate("With this link you can add to it or change it until %(until)s:", language, until),
        link,
        translate("It opens them once, in one browser; for another, the same page sends you a new one.", language),
    ]


def labels(form: Form, asked: Clarification, language: str) -> list[str]:
    """The questions asked for, as the form has them now."""
    found = (find_question(form, name) for name in asked.questions)
    return [question.label.in_language(language) for question in found if question is not None]
