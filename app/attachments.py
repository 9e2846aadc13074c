"""The files that answers name by their address: which they are, and that they are to be fetched.

Files that came inside a delivery have an address as well, which leads into it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from app.store import attachments, outbox
from app.store.submissions import Submission
from connectors.fetching.urls import is_made_up
from forms.definition import Form, Question
from forms.types.answers import find_question

MOST_FILES = 100
"""Files that are fetched for one submission, so that nobody has us fetch for them without end."""
MEGABYTES = 10  # of a file whose question is no more


@dataclass(frozen=True, slots=True)
class Named:
    """One file that an answer names the address of."""

    place: str
    name: str
    url: str


def ask_for_files(connection: Connection, form: Form, submission: Submission, *, now: datetime) -> None:
    """Have what the answers name fetched, and nothing that only earlier ones named; in the caller's transaction.

    What samples name leads nowhere, and is not asked for.
    """
    real = (one for one in named_files(form.questions, submission.answers) if not is_made_up(one.url))
    named = list(islice(real, MOST_FILES))
    is_first = submission.version == 1
    gone = 0 if is_first else attachments.forget(connection, submission.id, but=[one.url for one in named])
    for one in named:
        attachments.want(connection, submission.id, place=one.place, name=one.name, url=one.url)
    if named or gone:
        outbox.put(connection, "files", submission.key, now=now)


def named_files(questions: Iterable[Question], answers: Mapping[str, Any], before: str = "") -> Iterator[Named]:
    """Every file that canonical answers name the address of, those in the rows of tables too."""
    for question in questions:
        path, answer = before + question.name, answers.get(question.name)
        if question.type == "file":
            each = enumerate(answer or ())
            yield from (Named(f"{path}.{n}", one["name"], one["url"]) for n, one in each if "url" in one)
        elif isinstance(answer, Mapping):
            for place, row in _rows(question, answer, path):
                yield from named_files(question.questions, row, place)


def _rows(question: Question, answer: Mapping[str, Any], path: str) -> list[tuple[str, Mapping[str, Any]]]:
    """What holds answers by name below a question, each with the beginning of their paths."""
    if question.type != "table":
        return [(f"{path}.", answer)]
    return [(f"{path}.{number}.", row) for number, row in enumerate(answer.get("rows", ()))]


def most_bytes(form: Form | None, place: str) -> int:
    """How large the file at this place may be."""
    question = find_question(form, place.rpartition(".")[0]) if form else None
    return (question.max_megabytes if question else MEGABYTES) * 1_000_000
