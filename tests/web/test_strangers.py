"""Whatever a stranger sends ends in an answer below 500, with the security headers of a page on it."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from app.context import Context
from app.store import drafts
from tests.served import served
from tests.web.walking import begun, carried, draft_key

STEP = "a step of a draft"
POSTS = [
    "/f/everything",
    STEP,
    "/forms/everything/submissions",
    "/hooks/everything/standard-webhooks",
    "/staff/sign-in",
]


def at(client: FlaskClient, url: str) -> str:
    """The address; a step is that of a new draft."""
    return begun(client, "/f/everything") if url == STEP else url


def multipart(more: bytes) -> bytes:
    """A body of one file for the question `letter`; `more` ends its first header."""
    return b'--x\r\nContent-Disposition: form-data; name="letter"; ' + more + b"\r\n\r\nA\r\n--x--\r\n"


BODIES = {
    "nothing": (b"", ""),
    "invalid utf-8": (b"name=\xff\xfe", "application/x-www-form-urlencoded"),
    "nul": (b"name=a%00b", "application/x-www-form-urlencoded"),
    "half an escape": (b"name=%f", "application/x-www-form-urlencoded"),
    "no boundary": (b"--x\r\n", "multipart/form-data"),
    "empty boundary": (b"--\r\n", 'multipart/form-data; boundary=""'),
    "cut multipart": (
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nA',
        "multipart/form-data; boundary=x",
    ),
    "part without name": (
        b"--x\r\nContent-Disposition: form-data\r\n\r\nA\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "part without headers": (b"--x\r\n\r\nA\r\n--x--\r\n", "multipart/form-data; boundary=x"),
    "bad transfer length": (
        multipart(b'filename="a.txt"\r\nContent-Length: x'),
        "multipart/form-data; boundary=x",
    ),
    "file name of controls": (multipart(b'filename="\x01\xff.txt"'), "multipart/form-data; boundary=x"),
    "two file names": (
        multipart(b"filename=\"a\"; filename*=klingon''%ff"),
        "multipart/form-data; boundary=x",
    ),
    "unknown charset": (b"name=a", "application/x-www-form-urlencoded; charset=klingon"),
    "not json": (b"{", "application/json"),
    "json list": (b"[]", "application/json"),
    "json half a character": (b'{"answers": {"name": "\\ud800"}}', "application/json"),
    "json nul": (b'{"answers": {"name": "a\\u0000b"}}', "application/json"),
    "json deep": (b"[" * 5000, "application/json"),
    "json huge number": (b'{"answers": {"people": 1e999999999}}', "application/json"),
    "json nan": (b'{"answers": {"share": NaN}}', "application/json"),
    "json odd language": (b'{"answers": {}, "language": ["fr"]}', "application/json"),
    "json unknown key": (b'{"answers": {"name": "A", "\\u0000": {"x": [1]}}}', "application/json"),
    "json wrong types": (
        b'{"answers": {"name": {}, "budget": "x", "contact": [], "help": {"a": 1}}}',
        "application/json",
    ),
    "too large": (b"name=" + b"a" * 200_000, "application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize("url", POSTS)
@pytest.mark.parametrize("what", BODIES)
def test_an_odd_body_is_refused_or_taken_but_never_a_crash(client: FlaskClient, url: str, what: str) -> None:
    body, kind = BODIES[what]
    answer = client.post(at(client, url), data=body, content_type=kind)
    assert answer.status_code < 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if not url.startswith("/hooks/"):  # a provider is no browser
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("what", [what for what, (_, kind) in BODIES.items() if "form" in kind])
def test_an_odd_body_of_a_page_of_ours_is_saved_or_refused(client: FlaskClient, context: Context, what: str) -> None:
    body, kind = BODIES[what]
    step = begun(client, "/f/everything")
    key = carried(client.get(step).text)["csrf"].encode()
    if kind.startswith("multipart"):
        body = b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + key + b"\r\n" + body
    else:
        body = b"csrf=" + key + b"&" + body
    answer = client.post(step, data=body, content_type=kind)
    assert answer.status_code in {303, 400, 409, 413, 422}
    with context.ledger.reading() as c:
        found = drafts.find(c, "everything", draft_key(step))
    assert found is not None
    is_saved = answer.status_code in {303, 422}
    assert bool(found.answers) is is_saved
    assert client.get(step).status_code == 200


@pytest.mark.parametrize("url", POSTS[1:])
@pytest.mark.parametrize("length", ["-1", "x", "99999999999999999999", ""])
def test_an_odd_content_length_is_no_crash(client: FlaskClient, url: str, length: str) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = client.post(at(client, url), environ_overrides={"CONTENT_LENGTH": length}, content_type=kind)
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("length", ["-1", "x", "99999999999999999999", ""])
def test_a_start_has_no_body_whose_length_could_be_odd(client: FlaskClient, length: str) -> None:
    answer = client.post("/f/everything", environ_overrides={"CONTENT_LENGTH": length})
    assert answer.status_code == (400 if length in {"-1", "x"} else 303)


@pytest.mark.parametrize("url", POSTS[1:4])
def test_too_large_is_413(client: FlaskClient, url: str) -> None:
    kind = "application/json" if "forms" in url else "application/octet-stream"
    kind = "application/x-www-form-urlencoded" if url == STEP else kind
    assert client.post(at(client, url), data=b"a" * 200_000, content_type=kind).status_code == 413


LONG = b"a" * 2_100_000
NAMED = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
TEXTS = {
    "application/x-www-form-urlencoded": b"name=" + LONG,
    "multipart/form-data; boundary=x": NAMED + LONG + b"\r\n--x--\r\n",
}


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("length", [{}, {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}])
def test_texts_of_more_than_2_mb_are_413_however_they_are_sent(
    context: Context, kind: str, length: dict[str, object]
) -> None:
    client = served(replace(context, settings=replace(context.settings, max_body_bytes=20_000_000))).test_client()
    step = begun(client, "/f/everything")
    assert client.post(step, data=TEXTS[kind], content_type=kind, environ_overrides=length).status_code == 413


def test_too_many_parts_are_413(context: Context) -> None:
    large = replace(context.settings, max_body_bytes=1_000_000)
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    kind = "multipart/form-data; boundary=x"
    client = served(replace(context, settings=large)).test_client()
    answer = client.post(begun(client, "/f/everything"), data=part * 4_501 + b"--x--\r\n", content_type=kind)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/f/nothing",
        "/f/%00",
        "/f/%ff",
        "/f/nothing/0/",
        "/f/nothing/0/done",
        "/f/everything/0/nothing",
        "/f/everything/0/q/",
        "/back/nothing",
        "/static/nothing",
    ],
)
def test_unknown_pages_are_404_pages(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "Page not found" in answer.text


@pytest.mark.parametrize(
    "path", ["/hooks/nothing/x", "/hooks/everything/nothing", "/forms/nothing/submissions", "/hooks/x"]
)
def test_unknown_addresses_of_programs_are_404_problems(client: FlaskClient, path: str) -> None:
    answer = client.post(path, json={"answers": {}})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json["status"] == 404


def test_a_program_is_told_which_form_there_is_not_and_how_much_is_too_much(client: FlaskClient) -> None:
    unknown = client.post("/forms/gr%C3%A0nt/submissions", json={"answers": {}})
    assert unknown.json["detail"] == "There is no form 'grànt'; GET /openapi.json tells which there are."
    large = client.post("/forms/everything/submissions", data=b"a" * 200_000, content_type="application/json")
    assert large.json["detail"] == "At most 100,000 bytes can be sent in one request."


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.delete("/f/everything")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_every_answer_is_protected(client: FlaskClient) -> None:
    step = begun(client, "/f/everything")
    check, strange = step.replace("q/first", "check"), "/f/everything/0/"
    for path in (
        "/",
        "/f/everything",
        step,
        check,
        strange,
        "/staff/sign-in",
        "/static/chancery.css",
        "/healthz",
        "/nothing",
    ):
        with client.get(path) as answer:
            headers = answer.headers
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
    for path in (step, check, strange, "/staff/sign-in"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
