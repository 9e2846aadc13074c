"""What somebody typed into a page that cannot be saved, in their words, so that they can copy it."""

from collections.abc import Iterable, Iterator

from werkzeug.datastructures import MultiDict

from app.web.languages import spoken
from forms.definition import Form, Question


def typed(form: Form, sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Each question that was answered with the letters of the answer, in the order of the form."""
    return list(_typed(form.questions, sent, ""))


def _typed(questions: Iterable[Question], sent: MultiDict[str, str], before: str) -> Iterator[tuple[str, str]]:
    for question in questions:
        path = before + question.name
        if question.type == "group":
            yield from _typed(question.questions, sent, f"{path}.")
            continue
        names = (
            [name for name in sent if name == path or name.startswith(f"{path}.")] if question.type != "file" else []
        )
        said = [one.strip() for name in names for one in sent.getlist(name) if one.strip()]
        if said and question.type != "file":
            yield question.label.in_language(spoken()), "\n".join(said)
