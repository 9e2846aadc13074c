"""Programs that submit a form's answers as JSON."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from app.arrival import clean
from app.intake import Outcome, submit
from app.once import delivery_id, new_token
from app.web.body import whole_body
from app.web.errors import said
from app.web.here import form_named, here
from app.web.problems import problem_response
from connectors.errors import Unreadable
from connectors.strict_json import loads

blueprint = Blueprint("api", __name__)

KEY = re.compile(r"[\x21-\x7e]{1,120}")
LARGEST = 1_000_000
"""Bytes of one submission: files are not in it, they are named by address."""
WORDS = ("answers", "language")
STATUS = {"accepted": 201, "repeated": 200}


@blueprint.post("/forms/<form>/submissions")
def take(form: str) -> Response:
    """Take one submission: 201 kept, 200 the same again, 422 with every problem."""
    languages = form_named(form).form.languages
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send the answers as application/json.")
    body = whole_body(LARGEST)
    answers, language = _read(body, languages)
    outcome = submit(
        here(),
        form,
        answers,
        source="api",
        delivery_id=delivery_id(_key(), answers),
        language=language,
        body=body,
        headers={"content-type": "application/json"},
    )
    return _answer(outcome, language)


def _read(body: bytes, languages: tuple[str, ...]) -> tuple[Mapping[str, Any], str]:
    try:
        sent = loads(body)
    except Unreadable as error:
        raise BadRequest(f"The body is not JSON that can be read: {error}") from error
    if not isinstance(sent, dict) or not isinstance(sent.get("answers"), dict):
        raise UnprocessableEntity('Send an object with "answers", an object by question name.')
    unknown = [clean(name) for name in sent if name not in WORDS]
    if unknown:
        raise UnprocessableEntity(f"Beside {' and '.join(WORDS)} nothing can be sent: {', '.join(unknown[:10])}.")
    language = sent.get("language", languages[0])
    if language not in languages:
        raise UnprocessableEntity(f'"language" must be one of: {", ".join(languages)}.')
    return sent["answers"], str(language)


def _key() -> str:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return new_token()
    if not KEY.fullmatch(key):
        raise BadRequest("Idempotency-Key must be 1 to 120 visible ASCII characters.")
    return key


def _answer(outcome: Outcome, language: str) -> Response:
    if outcome.state == "refused":
        errors = [{"path": p.path, "message": said(p, language)} for p in outcome.problems]
        return problem_response(422, "Some answers need attention.", errors=errors)
    response = jsonify(reference=outcome.reference, submission=outcome.submission_key)
    response.status_code = STATUS[outcome.state]
    return response
