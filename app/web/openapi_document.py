"""The service described in OpenAPI 3.1: submissions to each form, its webhooks, and the health of the service."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apispec import APISpec

from app.web.errors import said
from app.web.problems import RETRY_SECONDS, TITLES
from app.web.signing import SIGNED
from connectors.sources import SOURCES
from forms.definition import Form, Source
from forms.schema import CompiledForm
from forms.writing.answers_schema import answers_schema
from forms.writing.example_answers import example_answers

Json = dict[str, Any]
LANGUAGE = "en"
OURS = "standard-webhooks"
"""The source whose deliveries hold answers by our own names, as we say."""
MOST_ERRORS = 3
SUBMISSION_KEY = "7f3c2b1a9d8e4f60b5a1c2d3e4f50617"
PROBLEMS = {
    400: "The body is not JSON that can be read, or the Idempotency-Key is not 1 to 120 visible ASCII characters.",
    401: "The signature is not right.",
    404: "There is no such form, or it does not take this source.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    429: "Too much came from one address. Send the same again after as many seconds as Retry-After says.",
    503: "The ledger does not answer: nothing was kept. Send the same again later.",
}


@dataclass(frozen=True, slots=True)
class Example:
    """A form with examples made from it."""

    compiled: CompiledForm
    request: Json
    kept: Json
    refused: Json  # the answer to empty answers

    @property
    def form(self) -> Form:
        """The definition."""
        return self.compiled.form


def example_of(compiled: CompiledForm, now: datetime) -> Example:
    """The examples for one form."""
    form = compiled.form
    language = LANGUAGE if LANGUAGE in form.languages else form.languages[0]
    errors = [{"path": p.path, "message": said(p, language)} for p in compiled.check({}, now).problems[:MOST_ERRORS]]
    return Example(
        compiled,
        {"language": language, "answers": example_answers(compiled, now)},
        {"reference": form.reference.format(year=now.year, number=1), "submission": SUBMISSION_KEY},
        {**_problem(422, "Some answers need attention."), "errors": errors},
    )


def openapi_document(examples: Iterable[Example], base_url: str, organisation: str) -> Json:
    """The whole document."""
    spec = APISpec(
        title=f"Forms of {organisation}",
        version="1",
        openapi_version="3.1.0",
        info={"description": "Programs submit the answers of a form as JSON; form providers deliver them by webhook."},
        servers=[{"url": base_url}],
    )
    listed = list(examples)
    _add_components(spec, {source.word for example in listed for source in example.form.sources})
    for example in listed:
        _add_form(spec, example)
    for path, told in HEALTH.items():
        spec.path(path=path, operations={"get": {**told, "tags": ["health"], "security": []}})
    document: Json = spec.to_dict()
    return document


def _add_components(spec: APISpec, sources: Collection[str]) -> None:
    for name, schema in SCHEMAS.items():
        spec.components.schema(name, schema)
    for status, told in PROBLEMS.items():
        spec.components.response(f"Problem{status}", _problem_response(status, told))
    schemes = {name: scheme for word in sorted(sources) for name, scheme in SIGNED[word].schemes.items()}
    for name, scheme in schemes.items():
        spec.components.security_scheme(name, dict(scheme))


def _add_form(spec: APISpec, example: Example) -> None:
    form = example.form
    schema = answers_schema(form, example.request["language"])
    schema.pop("$schema")
    spec.components.schema(f"{form.name}.answers", schema)
    title = form.title.in_language(LANGUAGE)
    spec.tag({"name": form.name, "description": title})
    spec.path(path=f"/forms/{form.name}/submissions", operations={"post": _submission(example, title)})
    for source in form.sources:
        spec.path(path=f"/hooks/{form.name}/{source.word}", operations={"post": _hook(form, source)})


def _submission(example: Example, title: str) -> Json:
    form = example.form
    body = {
        "type": "object",
        "required": ["answers"],
        "properties": {
            "answers": reference(f"{form.name}.answers"),
            "language": {"enum": list(form.languages), "default": form.languages[0], "description": LANGUAGE_TOLD},
        },
    }
    kept = _json({"$ref": "#/components/schemas/Kept"}, example.kept)
    return {
        "tags": [form.name],
        "operationId": f"submit.{form.name}",
        "summary": f"Submit: {title}",
        "security": [],
        "parameters": [IDEMPOTENCY_KEY],
        "requestBody": {"required": True, "content": _json(body, example.request)},
        "responses": {
            "201": {"description": "Kept.", "content": kept},
            "200": {"description": "The same was kept before, under this Idempotency-Key.", "content": kept},
            **_problems(400, 413, 415),
            "422": {"description": REFUSED_TOLD, "content": _problem_json(example.refused)},
            **_problems(429, 503),
        },
    }


def _hook(form: Form, source: Source) -> Json:
    signing = SIGNED[source.word]
    schemed = {scheme.get("name", "authorization") for scheme in signing.schemes.values()}
    headers = {name: told for name, told in signing.headers.items() if name not in schemed}
    kept = _json(reference("Delivered"), {"state": "received"})
    return {
        "tags": [form.name],
        "operationId": f"deliver.{form.name}.{source.word}",
        "summary": f"A delivery of {SOURCES[source.word].title}",
        "description": signing.told,
        "security": [{name: []} for name in signing.schemes],
        "parameters": [_header(name, told, required=not signing.is_choice) for name, told in headers.items()],
        "requestBody": {"required": True, "content": _delivery(form, source)},
        "responses": {
            "200": {"description": DELIVERED_TOLD, "content": kept},
            **_problems(401, 404, 413, 429, 503),
        },
    }


def _delivery(form: Form, source: Source) -> Json:
    if source.word != OURS:
        return {"*/*": {"schema": {"description": f"As {SOURCES[source.word].title} sends it."}}}
    data = {
        "type": "object",
        "required": ["answers"],
        "properties": {
            "id": {"type": "string", "description": "Of the submission: the same again is a change of it."},
            "language": {"enum": list(form.languages)},
            "submitted_at": {"type": "string", "format": "date-time"},
            "answers": reference(f"{form.name}.answers"),
        },
    }
    kind = {"type": "string", "examples": ["form.submitted"]}
    moment = {"type": "string", "format": "date-time"}
    properties = {"type": kind, "timestamp": moment, "data": data}
    return {"application/json": {"schema": {"type": "object", "required": ["data"], "properties": properties}}}


def reference(schema: str) -> Json:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{schema}"}


def _json(schema: Mapping[str, Any], example: object) -> Json:
    return {"application/json": {"schema": dict(schema), "example": example}}


def _problem_json(example: object) -> Json:
    return {"application/problem+json": {"schema": reference("Problem"), "example": example}}


def _problem(status: int, detail: str) -> Json:
    return {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}


def _problem_response(status: int, told: str) -> Json:
    response: Json = {"description": told, "content": _problem_json(_problem(status, ""))}
    if status in {429, 503}:
        seconds = {"description": "Seconds to wait.", "schema": {"type": "integer"}, "example": RETRY_SECONDS}
        response["headers"] = {"Retry-After": seconds}
    return response


def _problems(*statuses: int) -> Json:
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def _header(name: str, told: str, *, required: bool = False) -> Json:
    schema = {"type": "string"}
    return {"in": "header", "name": name, "required": required, "description": told, "schema": schema}


LANGUAGE_TOLD = "The applicant's language: of messages, mails and the acknowledgement."
DELIVERED_TOLD = "Kept as it came, and judged soon: what the form does not take is shown to staff (quarantine)."
REFUSED_TOLD = "Some answers need attention: `errors` names each by its path, in the applicant's language."
IDEMPOTENCY_KEY: Json = {
    **_header("Idempotency-Key", "Sent again with the same answers, it is answered with the first reference."),
    "schema": {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[\\x21-\\x7e]+$"},
}
_TEXT: Json = {"type": "string"}
_ERROR: Json = {"type": "object", "required": ["path", "message"], "properties": {"path": _TEXT, "message": _TEXT}}
SCHEMAS: Mapping[str, Json] = {
    "Kept": {
        "type": "object",
        "required": ["reference", "submission"],
        "properties": {
            "reference": {"type": "string", "description": "What the applicant quotes."},
            "submission": {"type": "string", "description": "The key of the submission in the ledger."},
        },
    },
    "Delivered": {
        "type": "object",
        "required": ["state"],
        "properties": {"state": {"const": "received"}},
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457.",
        "required": ["type", "title", "status"],
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "errors": {"type": "array", "items": _ERROR},
        },
    },
    "Health": {
        "type": "object",
        "required": ["ok"],
        "properties": {"ok": {"type": "boolean"}, "down": {"type": "array", "items": _TEXT}, "detail": _TEXT},
    },
}
HEALTH: Mapping[str, Json] = {
    "/healthz": {
        "summary": "Whether the process answers",
        "operationId": "healthz",
        "responses": {"200": {"description": "It does.", "content": _json(reference("Health"), {"ok": True})}},
    },
    "/readyz": {
        "summary": "Whether submissions can be kept",
        "operationId": "readyz",
        "responses": {
            "200": {"description": "They can.", "content": _json(reference("Health"), {"ok": True, "down": []})},
            "503": {
                "description": "They cannot: `down` says what is missing (`ledger`, `forms`), `detail` why.",
                "content": _json(
                    reference("Health"), {"ok": False, "down": ["ledger"], "detail": "The ledger cannot be used."}
                ),
            },
        },
    },
}
