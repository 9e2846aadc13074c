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
    earlier = matched(old, new)
    for question in new:
        found = earlier.get(question.name)
        path, old_path = before + question.name, f"{old_before}{found.name}" if found else ""
        yield Pair(path, found, question, old_path)
        inner = found.questions if found is not None else ()
        yield from _pairs(inner, question.questions, f"{path}.", f"{old_path}." if found else "")
    taken = {question.name for question in earlier.values()}
    for question in old:
        if question.name not in taken:
            yield Pair(old_before + question.name, question, None, old_before + question.name)


def matched(old: Sequence[Question], new: Sequence[Question]) -> dict[str, Question]:
    """Name of a newer question -> the older one that it was; each older one is one newer one at most.

    Renamed ones choose first: since then their old name may have been given to another question. A question that keeps
    its name is renamed, too, where `was` is news (two that changed names): a claim made before is of a time before.
    """
    earlier = {question.name: question for question in old}
    found: dict[str, str] = {}
    for question in new:
        said_before = earlier[question.name].was if question.name in earlier else ()
        claims = (name for name in question.was if name in earlier and name not in {question.name, *said_before})
        was = next((name for name in claims if name not in found.values()), None)
        if was is not None:
            found[question.name] = was
    taken = set(found.values())
    kept = (one.name for one in new if one.name in earlier and one.name not in taken and one.name not in found)
    found |= {name: name for name in kept}
    return {name: earlier[was] for name, was in found.items()}


def successors(old: Sequence[Choice], new: Sequence[Choice]) -> Mapping[str, str]:
    """Value of an earlier choice -> its present value, where it has one; several may have become one.

    Of choices that keep their values, only a `was` that is news counts, as with questions.
    """
    earlier, present = {one.value: one for one in old}, {one.value for one in new}
    found: dict[str, str] = {}
    for choice in new:
        said_before = earlier[choice.value].was if choice.value in earlier else ()
        for was in choice.was:
            if was in earlier and (was not in present or was not in {choice.value, *said_before}):
                found.setdefault(was, choice.value)
    return {value: value for value in earlier.keys() & present} | found
