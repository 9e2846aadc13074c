"""Files that an applicant uploads: kept at once, and carried by a signed note while the page is corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from flask import Request, current_app
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from app.text import said_size
from app.web.here import here
from connectors.file_types import FileRefused
from connectors.files import safe_name
from forms.definition import Question, Text
from forms.schema import Problem
from forms.types.attachments import unwanted

KEPT = ".kept"
"""Ends the name of the field that carries the signed notes of files kept earlier."""
REMOVE = "remove"
"""The field that names a file that is not wanted any more: its question, a blank, and its note."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is here already, as the page lists it."""

    name: str
    size: str  # as its reader writes it
    note: str
    is_scanned: bool = False


class Refused(Exception):  # noqa: N818 - told to the sender
    """A file is not taken; `problem` says why, at its question."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def note_of(file: object) -> str:
    """A note, signed for this service, that stands for a file kept earlier."""
    return str(_notes().dumps(file))


def is_file(answer: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a raw answer is a file that is kept: the question may have asked for something else before."""
    return isinstance(answer, Mapping) and all(name in answer for name in ("name", "size", "sha256"))


def as_listed(file: Mapping[str, Any], language: str) -> KeptFile:
    """A file as the page lists it."""
    return KeptFile(str(file["name"]), said_size(int(file["size"]), language), note_of(file), bool(file.get("scanned")))


def new_files(request: Request, path: str) -> list[FileStorage]:
    """Those that were chosen since the page was shown."""
    return [upload for upload in request.files.getlist(path) if upload.filename]


def kept_files(request: Request, path: str) -> list[dict[str, object]]:
    """Those kept earlier and still wanted."""
    removed = request.form.get(REMOVE)
    notes = (note for note in request.form.getlist(path + KEPT) if f"{path} {note}" != removed)
    return [file for file in map(_read, notes) if file is not None]


def require_wanted(question: Question, path: str, name: str, size: int) -> str:
    """The name under which the file would be kept; raises Refused where the question does not take it."""
    safe = safe_name(name)
    said = unwanted(question, safe, size)
    if said is not None:
        raise Refused(Problem(path, _called(question, safe), str(said), said.params))
    return safe


def take(question: Question, path: str, name: str, data: bytes) -> dict[str, object]:
    """Keep a file as an answer to a question. Raises Refused, and ConnectorError where it cannot be kept."""
    safe = require_wanted(question, path, name, len(data))
    try:
        return here().files.take(safe, data)
    except FileRefused as refused:
        raise Refused(Problem(path, _called(question, safe), refused.message)) from refused


def _called(question: Question, name: str) -> Text:
    """The question and which of its files, in every language."""
    return Text({language: f"{label} ({name})" for language, label in question.label.by_language.items()})


def _read(note: str) -> dict[str, object] | None:
    try:
        file = _notes().loads(note)
    except BadData:  # not signed by us: an applicant may only name files that were uploaded here
        return None
    return dict(file)


def _notes() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="kept-file")
