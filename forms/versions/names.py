"""The paths that a question had in earlier versions of its form, by the names under `was`."""

from itertools import islice, product

from forms.definition import Form, Question

MOST = 50  # paths; a question in a group with many earlier names each has their product


def earlier_paths(form: Form, path: str) -> tuple[str, ...]:
    """Where the answer at `path` stood before, the likeliest first; nothing for what was never renamed."""
    questions: tuple[Question, ...] = tuple(form.questions)
    ways: list[tuple[str, ...]] = []
    for name in path.split("."):
        found = next((one for one in questions if one.name == name), None)
        ways.append((name, *(found.was if found else ())))
        questions = found.questions if found else ()
    return tuple(islice((one for one in map(".".join, product(*ways)) if one != path), MOST))
