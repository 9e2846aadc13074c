"""What stands for the words of mails and letters, like `((reference))`: one table, each in the recipient's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.grants.standing import Standing
from app.grants.words import GRANT_WORDS
from app.store.decisions import Decision
from app.store.submissions import Submission
from app.text import said_moment
from forms.definition import Form, Question
from forms.placeholders import words_in
from forms.types.answers import at, shown
from forms.types.paths import questions_by_path

OPTIONAL = frozenset({"conditions", "reason"})
"""Words of a decision that may say nothing."""


@dataclass(frozen=True, slots=True)
class About:
    """What a mail or letter is about: a submission whose answers are in the shape of `form`, and what was decided."""

    form: Form
    submission: Submission
    organisation: str
    decision: Decision | None = None
    link: str = ""
    grant: Standing | None = None  # what it became


@dataclass(frozen=True, slots=True)
class Words:
    """What stands for each word, and the words for which there is nothing to be said."""

    said: Mapping[str, str]
    lacking: tuple[str, ...] = ()


def words_for(texts: Iterable[str], about: About, language: str) -> Words:
    """The words of these texts. A word that is none of the table's is the path of a question."""
    words = dict.fromkeys(word for text in texts for word in words_in(text))
    said = {word: _said(about, language, word) for word in words}
    lacking = tuple(word for word, value in said.items() if not value.strip() and word not in OPTIONAL)
    return Words({word: value for word, value in said.items() if word not in lacking}, lacking)


def _said(about: About, language: str, word: str) -> str:
    if about.grant is not None and word in GRANT_WORDS:
        return GRANT_WORDS[word](about.grant, language)
    return WORDS[word](about, language) if word in WORDS else _answer(about, language, word)


def _answer(about: About, language: str, path: str) -> str:
    question = dict(questions_by_path(about.form.questions)).get(path)
    return "" if question is None else shown(question, at(about.submission.answers, path), language)


def _of_call(word: str) -> Callable[[About, str], str]:
    """An answer that the call names; without a call, the answer to the question of that name."""

    def said(about: About, language: str) -> str:
        call = about.form.call
        return _answer(about, language, getattr(call, word) if call is not None else word)

    return said


def _of_decision(word: str) -> Callable[[About, str], str]:
    """What the decision says; without a call, the answer to the question of that name."""

    def said(about: About, language: str) -> str:
        call = about.form.call
        if call is None:
            return _answer(about, language, word)
        value = about.decision and getattr(about.decision, word)
        if not value or word != "amount":
            return value or ""
        return shown(Question(word, "money", about.form.title, currency=call.currency), Decimal(value), language)

    return said


WORDS: Mapping[str, Callable[[About, str], str]] = {
    "reference": lambda about, _: about.submission.reference,
    "form_title": lambda about, language: about.form.title.in_language(language),
    "organisation": lambda about, _: about.organisation,
    "received_at": lambda about, language: said_moment(about.submission.received_at, about.form.zone, language),
    "link": lambda about, _: about.link,
    "applicant": _of_call("applicant"),
    "title": _of_call("title"),
    "amount": _of_decision("amount"),
    "conditions": _of_decision("conditions"),
    "reason": _of_decision("reason"),
}
"""Word (forms/reading/placeholder_part.py) -> what stands there."""
