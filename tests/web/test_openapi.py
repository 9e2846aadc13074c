"""The API described: a valid OpenAPI document that says what the service does, and a page that says the same."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.config import read_settings
from app.context import Context, build_context
from app.store.engine import migrate
from app.web.openapi_document import Json
from app.web.signing import SIGNED
from connectors.sources import SOURCES
from forms.definition import Source
from forms.load import load_form, load_forms
from forms.schema import compile_form
from tests.served import served

SHIPPED = Path(__file__).parents[2] / "forms" / "definitions"
PATH = "/forms/everything/submissions"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The site with the forms that ship."""
    environ = {"CHANCERY_DATA": str(tmp_path_factory.mktemp("var")), "SECRET_KEY": "a key for tests only"}
    context = build_context(read_settings(environ))
    migrate(context.ledger)
    forms = {name: compile_form(form) for name, form in load_forms(SHIPPED).items()}
    yield served(replace(context, forms=forms)).test_client()
    context.ledger.engine.dispose()


@pytest.fixture
def everything(context: Context) -> FlaskClient:
    """The site with one form that takes every source."""
    form = load_forms(SHIPPED)["side-event"]
    open_to_all = replace(form, sources=tuple(Source(word) for word in SOURCES))
    return served(replace(context, forms={form.name: compile_form(open_to_all)})).test_client()


def document(client: FlaskClient) -> Json:
    answer = client.get("/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: Json = json.loads(answer.data)
    return found


def post(client: FlaskClient) -> Json:
    found: Json = document(client)["paths"][PATH]["post"]
    return found


def test_the_document_is_valid(client: FlaskClient) -> None:
    assert list(OpenAPIV31SpecValidator(document(client)).iter_errors()) == []


def test_the_document_of_the_forms_that_ship_is_valid(shipped: FlaskClient) -> None:
    found = document(shipped)
    assert list(OpenAPIV31SpecValidator(found).iter_errors()) == []
    wanted = {f"/forms/{path.parent.name}/submissions" for path in SHIPPED.glob("*/form.yaml")}
    assert wanted < set(found["paths"])
    assert {"/hooks/vtf-proposal/typeform", "/hooks/vtf-proposal/kobotoolbox", "/healthz", "/readyz"} < set(
        found["paths"]
    )


def test_the_example_is_taken_in_and_answered_as_described(client: FlaskClient) -> None:
    described = post(client)
    example = described["requestBody"]["content"]["application/json"]["example"]
    headers = {"Idempotency-Key": "1"}
    first, again = (client.post(PATH, json=example, headers=headers) for _ in range(2))
    assert [str(first.status_code), str(again.status_code)] == ["201", "200"]
    kept = document(client)["components"]["schemas"]["Kept"]
    assert Draft202012Validator(kept).is_valid(first.json)
    assert first.json.keys() == described["responses"]["201"]["content"]["application/json"]["example"].keys()


def test_the_refusal_is_the_one_that_comes(client: FlaskClient) -> None:
    example = post(client)["responses"]["422"]["content"]["application/problem+json"]["example"]
    answer = client.post(PATH, json={"answers": {}})
    assert (answer.status_code, answer.json) == (422, example)


@pytest.mark.parametrize(
    ("body", "kind", "status"), [(b"{", "application/json", 400), (b"{}", "text/plain", 415), (b"{}" * 99_999, "", 413)]
)
def test_every_refusal_is_described(client: FlaskClient, body: bytes, kind: str, status: int) -> None:
    answer = client.post(PATH, data=body, content_type=kind or "application/json")
    assert answer.status_code == status
    assert str(status) in post(client)["responses"]
    problem = document(client)["components"]["schemas"]["Problem"]
    assert Draft202012Validator(problem).is_valid(answer.json)


def test_the_answers_schema_of_the_document_takes_the_example(client: FlaskClient) -> None:
    found = document(client)
    schema = found["components"]["schemas"]["everything.answers"]
    example = post(client)["requestBody"]["content"]["application/json"]["example"]
    assert Draft202012Validator(schema).is_valid(example["answers"])
    assert not Draft202012Validator(schema).is_valid({"name": 5})


@pytest.mark.parametrize("word", SOURCES)
def test_what_a_source_shows_is_described(word: str, context: Context) -> None:
    shown = SOURCES[word].proof.show(b"{}", "whsec_c2VjcmV0", context.now())
    described = SIGNED[word]
    schemed = {scheme.get("name", "authorization") for scheme in described.schemes.values()}
    assert set(shown.headers) <= set(described.headers)
    assert schemed & {*shown.headers, *(["secret"] if shown.in_address else [])}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("typeform", "`typeform-signature` holds `sha256=` and the Base64 of an HMAC-SHA256 over the body, with our"),
        ("standard-webhooks", "over `<webhook-id>.<webhook-timestamp>.<body>`, with the bytes that follow `whsec_`"),
        ("standard-webhooks", "Several signatures may stand there with a blank between them."),
        ("stripe", "the hexadecimal digits of an HMAC-SHA256 over `<t>.<body>`"),
        ("stripe", "within 300 seconds"),
        ("surveymonkey", "HMAC-SHA1"),
        ("odk-central", "`x-chancery-secret` or `x-api-key`, as the password of HTTP Basic"),
        ("limesurvey", "in the body, under `api_token`"),
        ("google-forms-watch", "a token that Google signed"),
        ("netlify", "a JWT (HS256, our secret as key)"),
    ],
)
def test_a_proof_is_told_from_its_own_parameters(word: str, said: str) -> None:
    assert said in SIGNED[word].told


def test_headers_of_one_among_several_ways_are_not_obligatory(everything: FlaskClient) -> None:
    hooks = document(everything)["paths"]
    asked = {
        word: {one["name"]: one["required"] for one in hooks[f"/hooks/side-event/{word}"]["post"]["parameters"]}
        for word in ("standard-webhooks", "formbricks", "typeform")
    }
    assert asked == {
        "standard-webhooks": {"webhook-id": True, "webhook-timestamp": True},
        "formbricks": {"webhook-id": False, "webhook-timestamp": False},
        "typeform": {},
    }


def test_the_document_of_every_source_is_valid(everything: FlaskClient) -> None:
    found = document(everything)
    assert list(OpenAPIV31SpecValidator(found).iter_errors()) == []
    assert {f"/hooks/side-event/{word}" for word in SOURCES} < set(found["paths"])
    page = everything.get("/api").text
    assert all(f"POST /hooks/side-event/{word}<" in page for word in SOURCES)
    assert all(f"<h3><code>{word}</code></h3>" in page for word in SOURCES)


def test_a_hook_asks_for_its_signature(shipped: FlaskClient) -> None:
    found = document(shipped)
    hooks = {path: one["post"] for path, one in found["paths"].items() if path.startswith("/hooks/")}
    assert all(one["security"] and {"200", "401"} < set(one["responses"]) for one in hooks.values())
    schemes = set(found["components"]["securitySchemes"])
    assert {name for one in hooks.values() for asked in one["security"] for name in asked} == schemes


def test_the_description_follows_the_forms(context: Context, tmp_path: Path) -> None:
    forms = dict(context.forms)
    client = served(replace(context, forms=forms)).test_client()
    assert client.get("/openapi.json").data == client.get("/openapi.json").data
    path = context.settings.forms_dir / "everything" / "form.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Full name", "Whole name"), encoding="utf-8")
    forms["everything"] = compile_form(load_form(path))
    schema = document(client)["components"]["schemas"]["everything.answers"]
    assert schema["properties"]["name"]["title"] == "Whole name"


def test_the_page_says_what_the_document_says(shipped: FlaskClient) -> None:
    page = shipped.get("/api")
    assert page.status_code == 200
    for path in document(shipped)["paths"]:
        assert path in page.text
    assert '<html lang="en"' in page.text
    assert "only if “" in page.text
    assert "<script" not in page.text
    assert " style=" not in page.text
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


def test_the_home_page_leads_there(client: FlaskClient) -> None:
    assert 'href="/api"' in client.get("/?lang=ar").text
    assert 'href="/openapi.json"' in client.get("/api").text
