"""A body that is sent in pieces, without a length, is taken whole or refused; never cut."""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from app.context import Context
from app.store import secrets
from connectors.sources import SOURCES
from tests.served import served
from tests.web.walking import begun, carried, draft_at, kept

API, HOOK, PAGE = "/forms/everything/submissions", "/hooks/everything/standard-webhooks", "/f/everything"
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LIMIT = 100_000  # as the fixture sets MAX_BODY_BYTES


def in_pieces(client: FlaskClient, url: str, body: bytes, kind: str = "application/json", **headers: str) -> int:
    """Post as a server does that undoes the chunks: no length, and an input that ends by itself."""
    environ = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    answer = client.post(
        url, input_stream=io.BytesIO(body), content_type=kind, environ_overrides=environ, headers=headers
    )
    return answer.status_code


def padded(content: dict, size: int) -> bytes:
    """JSON of exactly `size` bytes, and JSON still when only blanks are cut from its end."""
    return json.dumps(content).encode().ljust(size)


def test_the_api_takes_up_to_the_limit_and_refuses_a_byte_more(client: FlaskClient, context: Context) -> None:
    answers = {"answers": {"name": "Ada"}}
    assert in_pieces(client, API, padded(answers, LIMIT + 1)) == 413
    assert in_pieces(client, API, padded(answers, 3 * LIMIT)) == 413
    assert kept(context) == 0
    assert in_pieces(client, API, padded(answers, LIMIT)) == 201


def test_a_signed_hook_that_is_too_large_is_too_large_and_not_unsigned(client: FlaskClient, context: Context) -> None:
    with context.ledger.writing() as c:
        secrets.add(c, "everything", "standard-webhooks", SECRET, now=context.now())
    for size, status in ((LIMIT + 1, 413), (LIMIT, 200)):
        body = padded({"data": {"name": "Ada"}}, size)
        signed = dict(SOURCES["standard-webhooks"].proof.show(body, SECRET, context.now()).headers)
        assert in_pieces(client, HOOK, body, **signed) == status


def test_a_page_is_not_cut_either(client: FlaskClient, context: Context) -> None:
    step = begun(client, PAGE)
    said = f"csrf={carried(client.get(step).text)['csrf']}&name=Ada&about=".encode()
    kind = "application/x-www-form-urlencoded"
    assert in_pieces(client, step, said.ljust(LIMIT + 1, b"a"), kind) == 413
    assert draft_at(context, step).answers == {}
    assert in_pieces(client, step, said.ljust(LIMIT - 1, b"a"), kind) == 422  # too long for the question, and saved
    assert len(draft_at(context, step).answers["about"]) == LIMIT - 1 - len(said)


def test_one_submission_of_the_api_is_smaller_than_an_upload(context: Context) -> None:
    large = replace(context.settings, max_body_bytes=20_000_000)
    client = served(replace(context, settings=large)).test_client()
    for size, status in ((1_000_001, 413), (1_000_000, 201)):
        body = padded({"answers": {"name": "Ada"}}, size)
        assert client.post(API, data=body, content_type="application/json").status_code == status


@pytest.fixture
def real(context: Context, tmp_path: Path) -> Iterator[str]:
    """The site as the real server serves it."""
    settings = context.settings
    environment = {
        "CHANCERY_DATA": str(settings.data_dir),
        "CHANCERY_FORMS": str(settings.forms_dir),
        "MAX_BODY_BYTES": str(LIMIT),
    }
    port = 20_000 + os.getpid() % 20_000
    granian = Path(sys.executable).with_name("granian")
    arguments = ["--interface", "rsgi", "--port", str(port), "app.web.served:front"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([granian, *arguments], env={**os.environ, **environment}, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{url}/healthz", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def test_the_real_server_in_chunks(real: str, context: Context) -> None:
    def status(size: int) -> int:
        body = padded({"answers": {"name": "Ada"}}, size)
        chunks = (body[start : start + 7_000] for start in range(0, size, 7_000))
        headers = {"Content-Type": "application/json"}
        return httpx.post(real + API, content=chunks, headers=headers, trust_env=False, timeout=20).status_code

    assert [status(LIMIT + 1), status(LIMIT)] == [413, 201]
    assert kept(context) == 2  # one submission and its delivery
