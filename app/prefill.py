"""What a link answers beforehand, as if it had been typed."""

from collections.abc import Iterator, Mapping, Sequence

from werkzeug.datastructures import MultiDict

from forms.definition import Form, Question
from forms.types.answers import find_question
from forms.types.table import QUESTION_TYPES

PREFILLABLE = frozenset(
    name
    for name, kind in QUESTION_TYPES.items()
    if kind.is_asked and not kind.holds_questions and name not in {"file", "consent", "ranking"}
)
"""The types that a link can answer beforehand."""


def prefilled(form: Form, given: MultiDict[str, str]) -> dict[str, object]:
    """The raw answers that a link brings with it; what no single question takes is passed over."""
    found: dict[str, object] = {}
    earlier = {name: question.name for question in form.questions for name in question.was}
    for said, values in given.lists():
        path = earlier.get(said, said)
        question = find_question(form, path)
        if question is not None and question.type in PREFILLABLE and "table" not in _types_on(form, path):
            is_many = QUESTION_TYPES[question.type].is_many
            _put(found, path.split("."), _chosen(question, values) if is_many else values[0])
    return found


def _chosen(question: Question, values: Sequence[str]) -> list[str]:
    """Several choices may come as one value, parted by blanks."""
    return [one for value in values for one in ([value] if value in question.places else value.split())]


def _types_on(form: Form, path: str) -> set[str]:
    """The types of everything on the way to a question."""
    parts = path.split(".")
    ways = (find_question(form, ".".join(parts[:length])) for length in range(1, len(parts)))
    return {question.type for question in ways if question is not None}


def _put(found: dict[str, object], names: list[str], value: object) -> None:
    for name in names[:-1]:
        inner = found.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        found = inner
    found[names[-1]] = value


def in_a_link(answers: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Answers as a link says them; files and tables cannot stand in one."""
    for name, answer in answers.items():
        if isinstance(answer, list) and answer and all(isinstance(one, str) for one in answer):
            yield name, " ".join(answer)
        elif isinstance(answer, bool):
            yield name, "yes" if answer else "no"
        elif isinstance(answer, str | int):
            yield name, str(answer)
