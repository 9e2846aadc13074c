"""Two versions of a form side by side: which question of the one is which question of the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.definition import Choice, Form, Question


@dataclass(frozen=True, slots=True)
class Pair:
    """A question as it was and as it is; one of the two is None where it came or went."""

    path: str  # of the newer one, else of the older
    old: Question | None
    new: Question | None
    old_path: str = ""  # where it stood, when there was one


def pairs(old: Form, new: Form) -> Iterator[Pair]:
    """Every question of both versions once, inner ones behind their group or table."""
    yield from _pairs(tuple(old.questions), tuple(new.questions), "", "")


def _pairs(old: Sequence[Question], new: Sequence[Question], before: str, old_before: str) -> Iterator[Pair]:
    earlier = {question.name: question for question in old}
    taken: set[str] = set()
    for question in new:
        found = earlier_of(question, earlier)
        path, old_path = before + question.name, f"{old_before}{found.name}" if found else ""
        yield Pair(path, found, question, old_path)
        if found is not None:
            taken.add(found.name)
        inner = found.questions if found is not None else ()
        yield from _pairs(inner, question.questions, f"{path}.", f"{old_path}." if found else "")
    for question in old:
        if question.name not in taken:
            yield Pair(old_before + question.name, question, None, old_before + question.name)


def earlier_of(question: Question, earlier: Mapping[str, Question]) -> Question | None:
    """The question that this one was: of the same name, else of one of the names under `was`."""
    return next((earlier[name] for name in (question.name, *question.was) if name in earlier), None)


def choice_of(value: str, choices: Sequence[Choice]) -> str | None:
    """The present value of an earlier choice; None where it went."""
    return next((one.value for one in choices if value == one.value or value in one.was), None)
