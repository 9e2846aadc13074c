"""Files that an applicant uploads: kept at once, and carried by a signed note while the page is corrected."""

from flask import Request, current_app
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from app.web.here import here
from connectors.files import safe_name

KEPT = ".kept"
"""Ends the name of the field that carries the signed notes of files kept earlier."""


def note_of(file: object) -> str:
    """A note, signed for this service, that stands for a file kept earlier."""
    return str(_notes().dumps(file))


def read_files(request: Request, path: str) -> list[dict[str, object]]:
    """The files of one question: new ones, else those kept earlier and still wanted.

    Raises FileRefused for one that is not taken, and ConnectorError.
    """
    uploads = [upload for upload in request.files.getlist(path) if upload.filename]
    return [_keep(upload) for upload in uploads] if uploads else kept_files(request, path)


def kept_files(request: Request, path: str) -> list[dict[str, object]]:
    """Those kept earlier and still wanted."""
    notes = [_read(note) for note in request.form.getlist(path + KEPT)]
    return [note for note in notes if note is not None]


def _keep(upload: FileStorage) -> dict[str, object]:
    return here().files.take(safe_name(upload.filename or ""), upload.stream.read())


def _read(note: str) -> dict[str, object] | None:
    try:
        file = _notes().loads(note)
    except BadData:  # not signed by us: an applicant may only name files that were uploaded here
        return None
    return dict(file)


def _notes() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="kept-file")
