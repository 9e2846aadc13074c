"""Files on their way in, part by part: the core of tus 1.0 with its extension creation.

https://tus.io/protocols/resumable-upload. A file that is whole is asked for its note by a POST to its own address:
that is ours, for tus does not say what a file is for.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, abort, after_this_request, make_response, render_template, request
from werkzeug.exceptions import ServiceUnavailable

from app import uploading
from app.text import translate
from app.uploading import Full, Misplaced, Upload
from app.web.applicant.blueprint import blueprint
from app.web.applicant.sent import writing
from app.web.applicant.visit import Visit, is_ours
from app.web.body import whole_body
from app.web.errors import said
from app.web.here import here
from app.web.problems import RETRY_SECONDS
from app.web.uploads import Refused, as_listed, require_wanted, take
from connectors.errors import ConnectorError
from forms.definition import Question
from forms.types.answers import find_question

VERSION = "1.0.0"
SPOKEN = {"Tus-Resumable": VERSION, "Tus-Version": VERSION, "Tus-Extension": "creation"}
PART = "application/offset+octet-stream"
LARGEST_PART = 262_144
"""Bytes that a page sends at a time: half a minute over a slow line, and no more than that is lost with it."""


@blueprint.route("/f/<name>/<key>/files", methods=["OPTIONS"], provide_automatic_options=False)
def tell_protocol(name: str, key: str) -> Response:  # noqa: ARG001 - the same for everybody
    """Which protocol is spoken here."""
    return Response(status=204, headers=SPOKEN)


@blueprint.post("/f/<name>/<key>/files")
def begin_upload(name: str, key: str) -> Response:
    """Say what is to come: from then on it has an address."""
    of = _let_in(name, key)
    size, about = _number("Upload-Length"), _metadata()
    path = about.get("question", "")
    question = _file_question(of, path)
    try:
        called = require_wanted(question, path, about.get("filename", ""), size)
    except Refused as refused:
        return _refused(of, refused)
    try:
        with _or_later():
            begun = uploading.begin(here().settings, of.draft.key, path, called, size)
    except Full:
        return _full(of)
    return Response(status=201, headers={"Location": of.address("add_part", upload=begun.key), **_state(begun)})


@blueprint.route("/f/<name>/<key>/files/<upload>", methods=["HEAD"])
def tell_offset(name: str, key: str, upload: str) -> Response:
    """How much of a file is here."""
    return Response(headers=_state(_found(_let_in(name, key), upload)))


@blueprint.patch("/f/<name>/<key>/files/<upload>")
def add_part(name: str, key: str, upload: str) -> Response:
    """Take a further part of a file."""
    of = _let_in(name, key)
    found = _found(of, upload)
    if request.mimetype != PART:
        abort(415)
    offset = _number("Upload-Offset")
    try:
        with _or_later():
            now = uploading.add(here().settings, found, offset, whole_body())
    except Misplaced:
        abort(409)
    except Full:
        return _full(of)
    return Response(status=204, headers={"Upload-Offset": str(now)})


@blueprint.post("/f/<name>/<key>/files/<upload>")
def take_upload(name: str, key: str, upload: str) -> Response | str:
    """Keep a file that is whole: the page lists it from then on, and carries its note."""
    of = _let_in(name, key)
    found = _found(of, upload)
    if not found.is_whole:
        abort(409)
    question = _file_question(of, found.question)
    try:
        with _or_later():
            file = take(question, found.question, found.name, uploading.content(found))
    except Refused as refused:
        uploading.remove(found.place)
        return _refused(of, refused)
    uploading.remove(found.place)
    return render_template("apply/file.html", name=found.question, kept=as_listed(file, of.language))


def _let_in(name: str, key: str) -> Visit:
    """The visit, for a script of one of its pages that speaks our version."""
    after_this_request(_speaking)
    if request.headers.get("Tus-Resumable") != VERSION:
        abort(make_response("", 412, {"Tus-Version": VERSION}))
    of = writing(name, key)
    if not is_ours(of):
        abort(403)
    return of


def _speaking(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    return response


def _found(of: Visit, key: str) -> Upload:
    found = uploading.find(here().settings, of.draft.key, key)
    if found is None:
        abort(404)
    return found


def _file_question(of: Visit, path: str) -> Question:
    question = find_question(of.form, path)
    if question is None or question.type != "file":
        abort(404)
    return question


def _state(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size)}


def _refused(of: Visit, refused: Refused) -> Response:
    """Why a file is not taken, to be told at its question; what is too large too, for which tus has 413."""
    return Response(said(refused.problem, of.language), 422, mimetype="text/plain")


def _full(of: Visit) -> Response:
    """That nothing more is taken in parts for now, to be told at the question (507: RFC 4918, 11.5)."""
    text = translate("No further files can be taken at the moment: try again in a few hours", of.language)
    return Response(text, 507, mimetype="text/plain")


def _number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        abort(400)
    return int(text)


def _metadata() -> dict[str, str]:
    """`Upload-Metadata`: keys, each with a blank and its value in Base64 behind it, and commas between."""
    pairs = (pair.split(" ") for pair in request.headers.get("Upload-Metadata", "").split(",") if " " in pair.strip())
    try:
        return {
            key.strip(): b64decode(value, validate=True).decode()
            for key, value in (map(str.strip, pair) for pair in pairs)
        }
    except (NotBase64, ValueError):
        abort(400)


@contextmanager
def _or_later() -> Iterator[None]:
    """What cannot be written or scanned for now is answered with when to come again."""
    try:
        yield
    except ConnectorError:
        raise ServiceUnavailable(retry_after=RETRY_SECONDS) from None
