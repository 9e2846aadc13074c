"""Why a delivery stands in quarantine, as staff read it: the problem, and the value that was sent where that helps.

What applicants are told is made elsewhere (app.web.errors) and holds no value.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from app.arrival import clean
from forms.definition import Form, Question
from forms.schema import Problem, is_blank
from forms.types import messages
from forms.types.answers import find_question
from forms.types.table import QUESTION_TYPES

LONGEST = 500  # characters of a reason
LONGEST_VALUE = 60  # what is longer is shortened
LONG_TEXT = 200  # and what is longer than this is a text that its beginning says nothing of
MOST_LISTED = 20
UNTOLD = frozenset({"file", "hidden", "long_text"})
"""Types whose values are never told: addresses of files open them, and what pages send unseen may be a key."""
NO_HELP = frozenset({messages.REQUIRED, messages.CHOOSE, messages.TOO_LONG, messages.TOO_MANY_WORDS})
SECRET = re.compile(r"\b(?:secret|token|password|passphrase|passcode|pin|api ?key)s?\b")
"""Words in a question's name or label that say that its answer is for nobody else."""
TOLD = re.compile("; “[^”]*” (?:was sent|stands there)$")


def reason(form: Form, problem: Problem, sent: Mapping[str, object]) -> str:
    """The problem with the value at its path among the answers as they were `sent`."""
    said = problem_text(problem)
    question = find_question(form, problem.path)
    if question is None or problem.message in NO_HELP or not _may_be_told(question, problem.path):
        return said
    return with_value(said, _at(sent, problem.path), "was sent")


def with_value(said: str, value: object, does: str) -> str:
    """The sentence and what the value `does`, where it can be told in one short line."""
    written = _written(value)
    whole = f"{said}; “{written}” {does}"
    return whole if written and len(whole) <= LONGEST else said


def without_value(said: str) -> str:
    """A reason as it may be mailed: what people answered stays on the pages behind the sign-in."""
    return TOLD.sub("", said)


def problem_text(problem: Problem) -> str:
    """The problem as an English sentence with its path, for staff."""
    if problem.text:
        return clean(f"{problem.text.in_language('en')} ({problem.path or 'the whole form'}: {problem.message})")
    words = {**problem.params, "label": problem.label.in_language("en") or problem.path}
    said = problem.message % words
    is_told = not problem.path or re.search(rf"(?<![\w.]){re.escape(problem.path)}(?![\w.])", said)
    return clean(said if is_told else f"{said} ({problem.path})")


def _may_be_told(question: Question, path: str) -> bool:
    kind = QUESTION_TYPES[question.type]
    if question.type in UNTOLD or kind.holds_questions or not kind.is_asked or question.product:
        return False
    named = " ".join((path.replace(".", " ").replace("_", " "), *question.label.by_language.values()))
    return SECRET.search(named.lower()) is None


def _at(sent: object, path: str) -> object:
    """What was sent at a path, whose numbers are those of a table's rows; None where there is nothing."""
    found = sent
    for part in path.split("."):
        if isinstance(found, Mapping) and part.isdecimal():
            found = found.get("rows")
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    return found


def _written(value: object) -> str:
    """A value in one short line that can be shown; empty where it says nothing or is a long text."""
    listed = value[:MOST_LISTED] if isinstance(value, list) else [value]
    texts = [_text(one) for one in listed if not is_blank(one)]
    if not all(texts):
        return ""
    line = clean(", ".join(texts)).replace("“", '"').replace("”", '"')
    return line if len(line) <= LONGEST_VALUE else f"{line[: LONGEST_VALUE - 1]}…"


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() if len(value) <= LONG_TEXT:
            return " ".join(value.split())
        case int() | float() | Decimal():
            return str(value)
    return ""
