"""Programs: the API, webhooks, and the health of the service."""

import json
from dataclasses import replace
from itertools import count

import pytest
from flask.testing import FlaskClient

from app.context import Context
from app.library import Library
from app.store import deliveries, form_versions, secrets, submissions
from app.store.engine import open_ledger
from connectors.lists import SharedLists
from connectors.sources import SOURCES
from tests.served import served

URL = "/forms/everything/submissions"
HOOK = "/hooks/everything/standard-webhooks"
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def down(context: Context) -> FlaskClient:
    """The site while its ledger cannot be opened."""
    broken = replace(context, ledger=open_ledger(f"sqlite:///{context.settings.data_dir}"))
    return served(broken).test_client()


def test_api_keeps_a_submission(client: FlaskClient, context: Context) -> None:
    answer = client.post(URL, json={"answers": {"name": "Ada"}, "language": "fr"})
    assert answer.status_code == 201
    with context.ledger.reading() as c:
        [submission] = submissions.of_form(c, "everything")
    assert answer.json == {"reference": submission.reference, "submission": submission.key}
    assert submission.language == "fr"


def test_api_repeats_under_one_key_only_what_is_the_same(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "1"}
    first = client.post(URL, json={"answers": {"name": "Ada"}}, headers=headers)
    again = client.post(URL, json={"answers": {"name": "Ada"}}, headers=headers)
    other = client.post(URL, json={"answers": {"name": "Grace"}}, headers=headers)
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    assert first.json == again.json
    assert first.json["reference"] != other.json["reference"]


def test_api_names_every_problem(client: FlaskClient) -> None:
    answer = client.post(URL, json={"answers": {"email": "x", "people": 0}, "language": "fr"})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    errors = {error["path"]: error["message"] for error in answer.json["errors"]}
    assert set(errors) == {"name", "email", "people"}
    assert "Nom" in errors["name"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"answers": 1}', "application/json", 422),
        (b'{"answers": {"name": "A"}, "language": "xx"}', "application/json", 422),
        (b'{"answers": {"name": "A"}, "langauge": "fr"}', "application/json", 422),
        (b'{"answers": {"name": "A"}}', "text/plain", 415),
    ],
)
def test_api_says_what_is_wrong_with_a_request(client: FlaskClient, body: bytes, kind: str, status: int) -> None:
    answer = client.post(URL, data=body, content_type=kind)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["detail"]


def test_api_takes_files_by_address_only(client: FlaskClient, context: Context) -> None:
    kept = context.files.keep("secret.pdf", b"somebody else's")
    answer = client.post(URL, json={"answers": {"name": "Ada", "letter": [kept]}})
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == ["letter"]
    file = {"name": "a.pdf", "url": "https://files.example/a.pdf"}
    assert client.post(URL, json={"answers": {"name": "Ada", "letter": [file]}}).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "é", "a" * 121])
def test_api_refuses_an_odd_key(client: FlaskClient, key: str) -> None:
    answer = client.post(URL, json={"answers": {"name": "A"}}, headers={"Idempotency-Key": key})
    assert answer.status_code == 400


def test_hook_takes_what_is_signed_and_nothing_else(client: FlaskClient, context: Context) -> None:
    with context.ledger.writing() as c:
        secrets.add(c, "everything", "standard-webhooks", SECRET, now=context.now())
    body = json.dumps(
        {"type": "form.submitted", "timestamp": context.now().isoformat(), "data": {"name": "Ada"}}
    ).encode()
    signed = SOURCES["standard-webhooks"].proof.show(body, SECRET, context.now()).headers
    taken = client.post(HOOK, data=body, headers=dict(signed))
    assert taken.status_code == 200
    assert taken.json == {"state": "received"}
    with context.ledger.reading() as c:
        assert [(d.state, d.body) for d in deliveries.listing(c, body_bytes=1000)] == [("received", body)]
    unsigned = client.post(HOOK, data=body)
    assert unsigned.status_code == 401
    assert unsigned.json["detail"] == ""


def test_a_hook_is_asked_to_come_again_while_the_ledger_is_down(down: FlaskClient) -> None:
    answer = down.post(HOOK, data=b"{}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_health_says_what_is_down(client: FlaskClient, down: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert down.get("/healthz").status_code == 200
    answer = down.get("/readyz")
    assert (answer.status_code, answer.json["ok"], answer.json["down"]) == (503, False, ["ledger"])
    assert answer.json["detail"] == "The ledger cannot be used, so that nothing can be kept."


def test_health_says_that_no_published_form_can_be_served(context: Context) -> None:
    clock = count(step=10.0)  # it looks each time
    library = Library(context.ledger, SharedLists(context.settings.workbooks), lambda: next(clock))
    nothing = served(replace(context, forms=library)).test_client()
    assert nothing.get("/readyz").status_code == 200
    put(context, {"form": "everything", "version": "1"})
    answer = nothing.get("/readyz")
    assert (answer.status_code, answer.json["down"]) == (503, ["forms"])
    assert answer.json["detail"] == "Forms are published, but none of them can be served: `chancery doctor` says why."
    assert nothing.get("/healthz").status_code == 200
    put(context, None)  # withdrawn, as somebody wished
    assert nothing.get("/readyz").status_code == 200


def put(context: Context, definition: dict[str, str] | None) -> None:
    with context.ledger.writing() as connection:
        form_versions.put(
            connection, form="everything", version=1, digest="", definition=definition, who="x", note="",
            now=context.now(),
        )  # fmt: skip
