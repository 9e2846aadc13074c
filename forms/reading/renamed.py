"""Questions that had another name once: whoever still uses it is told what they are called now."""

from collections.abc import Collection, Iterator, Mapping

from forms.definition import Question
from forms.near import near


def meant(path: str, known: Collection[str], answers: Mapping[str, Question]) -> str:
    """The remedy for a path that is not there: its new name, what is spelled like it, or what there is."""
    now = dict(_renamed(answers)).get(path)
    return f"It is called {now} now." if now else near(path, known)


def _renamed(answers: Mapping[str, Question]) -> Iterator[tuple[str, str]]:
    """Earlier path -> path, of every question that had another name."""
    for path, question in answers.items():
        before = path[: len(path) - len(question.name)]
        yield from ((before + earlier, path) for earlier in question.was)
