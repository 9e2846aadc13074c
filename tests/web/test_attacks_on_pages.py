"""The attacks that are known of such services, on addresses, pages and uploads: each answer, and what is stored."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.context import Context
from app.store import drafts, secrets, submissions
from connectors.sources import SOURCES
from tests.web.walking import answered, begun, carried, draft_at, kept, walked

PAGE, API, HOOK = "/f/everything", "/forms/everything/submissions", "/hooks/everything/standard-webhooks"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def step(client: FlaskClient) -> str:
    """The address of the questions of a draft that the visitor has begun."""
    return begun(client, PAGE)


@pytest.fixture
def signed(context: Context) -> tuple[bytes, dict[str, str]]:
    """A delivery that would be taken at its own address."""
    with context.ledger.writing() as c:
        secrets.add(c, "everything", "standard-webhooks", SECRET, now=context.now())
    body = json.dumps({"data": {"answers": {"name": "Ada"}}}).encode()
    return body, dict(SOURCES["standard-webhooks"].proof.show(body, SECRET, context.now()).headers)


# Addresses

ASTRAY = [
    "/hooks",
    "/hooks/",
    "/hooks//",
    "//hooks/everything/standard-webhooks",
    "/hooks//everything/standard-webhooks",
    "/hooks/everything//standard-webhooks",
    "/hooks/everything/..;/standard-webhooks",
    "/hooks/../hooks/everything/standard-webhooks",
    "/hooks/everything/%2e%2e/everything/standard-webhooks",
    "/hooks/everything%252fstandard-webhooks",
    "/hooks/everything%00/standard-webhooks",
    "/hooks/everything/standard-webhooks%00",
    "/hooks/Everything/standard-webhooks",
    "/hooks/everything/standard-webhooks;x=1",
    "/hooks/everything/standard%E2%80%91webhooks",
    "/hooks/%ef%bd%85verything/standard-webhooks",
    "/hooks/every\u200bthing/standard-webhooks",
    "/hooks/%ff/%fe",
    "/hooks/" + "a" * 50_000,
    "/hooks/everything/" + "b/" * 5_000,
    "/hooks/\r\nX-Injected: 1/x",
    "/hooks/{{7*7}}/${7*7}",
    "/hooks/' or 1=1 --/x",
    "/HOOKS/everything/standard-webhooks",
]


@pytest.mark.parametrize("path", ASTRAY, ids=lambda path: ascii(path)[:60])
def test_a_signed_delivery_at_an_odd_address_is_not_taken(
    client: FlaskClient, context: Context, signed: tuple[bytes, dict[str, str]], path: str
) -> None:
    body, headers = signed
    # the path as a server would hand it over, which no client library has made straight
    answer = client.post("/hooks/x", environ_overrides={"PATH_INFO": unquoted(path)}, data=body, headers=headers)
    assert answer.status_code in {404, 405}
    assert "X-Injected" not in answer.headers
    assert kept(context) == 0


def unquoted(path: str) -> str:
    return re.sub(r"%([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), path.encode().decode("latin-1"))


@pytest.mark.parametrize(
    "method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "POST\r\n", "Ø", ""]
)
@pytest.mark.parametrize("url", [HOOK, API, PAGE])
def test_a_wrong_method_takes_nothing_in(
    client: FlaskClient, context: Context, signed: tuple[bytes, dict[str, str]], url: str, method: str
) -> None:
    body, headers = signed
    answer = client.open(url, method="POST", data=body, headers=headers, environ_overrides={"REQUEST_METHOD": method})
    allowed = {200} if (url, method) == (PAGE, "GET") or (url != HOOK and method == "OPTIONS") else {405}
    assert answer.status_code in allowed
    assert kept(context) == 0
    with context.ledger.reading() as c:
        assert drafts.expired(c, datetime.max.replace(tzinfo=UTC), 10) == []


def test_whether_a_hook_is_there_is_all_that_head_tells(client: FlaskClient, context: Context) -> None:
    answer = client.head(HOOK)
    assert (answer.status_code, answer.data) == (200, b"")
    assert kept(context) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/staff?x=/hooks/everything/standard-webhooks",
        "/staff/submissions?next=/healthz",
        "/staff/submissions/1?secret=x",
        "/staff/../staff/submissions",
        "//staff/submissions",
        "/staff/submissions/..;/hooks/x",
        "/hooks/../staff/submissions",
        "/staff/quarantine",
        "/staff%2fsubmissions",
    ],
)
def test_the_pages_of_staff_are_theirs_however_they_are_asked_for(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {302, 303, 308, 401, 403, 404, 405}
    if answer.status_code in {302, 303, 308}:
        assert answer.headers["Location"].startswith("/staff")


@pytest.mark.parametrize("forged", ["staff=secretariat", "eyJzdGFmZiI6InNlY3JldGFyaWF0In0.", "a" * 4_000, "\xff", "."])
def test_a_session_that_is_made_up_is_nobodys(client: FlaskClient, forged: str) -> None:
    client.set_cookie("chancery", forged)
    assert client.get("/staff").status_code in {302, 303, 308, 401, 403}


# Bodies of another kind than is asked


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "application/json",
            b'{"files":{"letter":{"filepath":"/etc/passwd","originalFilename":"x"}},"name":"A","csrf":"KEY"}',
        ),
        ("text/plain", b"name=A&csrf=KEY"),
        ("application/xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><name>&a;</name><csrf>KEY</csrf>'),
        ("application/x-python-pickle", b"cos\nsystem\n(S'id'\ntR."),
        (
            "multipart/related; boundary=x",
            (
                b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nA\r\n'
                b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nKEY\r\n--x--\r\n'
            ),
        ),
        ("", b"name=A&csrf=KEY"),
    ],
)
@pytest.mark.parametrize("page", ["q/first", "check"])
def test_a_page_takes_forms_and_nothing_else(
    client: FlaskClient, context: Context, step: str, page: str, kind: str, body: bytes
) -> None:
    before, own = draft_at(context, step), carried(client.get(step).text)["csrf"].encode()
    answer = client.post(step.replace("q/first", page), data=body.replace(b"KEY", own), content_type=kind)
    assert answer.status_code == 409
    assert "root:" not in answer.text
    assert (draft_at(context, step), kept(context)) == (before, 0)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "", "a" * 9000]
)
def test_the_api_takes_json_and_nothing_else(client: FlaskClient, context: Context, kind: str) -> None:
    answer = client.post(API, data=b'{"answers":{"name":"A"}}', content_type=kind)
    assert answer.status_code == 415
    assert kept(context) == 0


@pytest.mark.parametrize(
    "letter",
    [
        {"filepath": "/etc/passwd", "originalFilename": "x"},
        [{"name": "x", "url": "file:///etc/passwd"}],
        [{"name": "x", "sha256": "0" * 64, "bytes": 1}],
        "/etc/passwd",
        [["x"]],
    ],
)
def test_no_body_names_a_file_of_ours(client: FlaskClient, context: Context, letter: object) -> None:
    assert client.post(API, json={"answers": {"name": "A", "letter": letter}}).status_code == 422
    assert kept(context) == 0


UNKNOWN = [
    "is_admin",
    "form_id",
    "__proto__",
    "constructor",
    "$reference",
    "nf_set_entry_update_id",
    "name.x",
    "\u202e",
    "",
]


@pytest.mark.parametrize("key", UNKNOWN)
def test_a_name_that_no_question_has_is_refused_to_programs_and_not_looked_at_on_pages(
    client: FlaskClient, context: Context, key: str
) -> None:
    assert client.post(API, json={"answers": {"name": "A", key: "1"}}).status_code == 422
    assert kept(context) == 0
    step = begun(client, f"{PAGE}?{urlencode({key: '1'})}")
    assert walked(client, step, {"name": "A", key: "1"}).status_code == 303
    assert set(draft_at(context, step).answers) <= {q.name for q in context.forms["everything"].form.questions}
    with context.ledger.reading() as c:
        [one] = submissions.of_form(c, "everything")
    assert set(one.answers) == {question.name for question in context.forms["everything"].form.questions}


# Uploads

NAMES = [
    "../../etc/cron.d/x.txt",
    "..\\..\\x.txt",
    "/etc/passwd.txt",
    "a\0b.txt",
    "=1+1.txt",
    "-rf.txt",
    "CON.txt",
    "x" * 5000 + ".txt",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:30])
def test_a_files_name_leads_nowhere(client: FlaskClient, context: Context, step: str, name: str) -> None:
    before = {path for path in context.settings.data_dir.parent.rglob("*") if path.is_file()}
    answer = answered(client, step, {"name": "A", "letter": (BytesIO(b"text"), name)})
    assert answer.status_code in {303, 400, 422}
    made = {path for path in context.settings.data_dir.parent.rglob("*") if path.is_file()} - before
    assert all(path.is_relative_to(context.settings.data_dir) for path in made)
    assert not any(name[-8:] in path.name for path in made)


# Forgeries of other sites


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_staff_cannot_be_signed_in_from_another_site(site: Flask, origin: str) -> None:
    answer = site.test_client().post("/staff/sign-in", data={"name": "x", "password": "y"}, headers={"Origin": origin})
    assert answer.status_code == 400


def test_what_is_asked_of_the_page_is_shown_as_text(site: Flask, client: FlaskClient) -> None:
    script = "<img src=x onerror=alert(1)>\"'><svg/onload=alert(1)>{{7*7}}"
    step = begun(client, f"{PAGE}?{urlencode({'name': script, 'about': script, 'lang': script})}")
    place = step.partition("/q/")[0]
    typed = {"name": script, "about": script, "people": script, "warned": script, "seen": script, "was": script}
    for answer in (
        client.get(PAGE, query_string={"name": script, "lang": script}),
        client.get(step),
        client.get(f"{place}/q/first?{urlencode({'lang': script, 'then': script})}"),
        answered(client, step, typed),
        client.post(step, data={**typed, "csrf": script}),
        client.post(step, data={**typed, "add": script}),
        client.get(f"{place}/check"),
        client.post(f"{place}/later", data={"csrf": carried(client.get(step).text)["csrf"], "email": script}),
        client.get(f"{place}/q/{quote(script, safe='')}"),
        site.test_client().post(step, data=typed),
        client.get("/back/" + quote(script, safe="")),
        client.get("/" + script),
        client.get("/f/" + script, follow_redirects=True),
    ):
        assert "<img src=x" not in answer.text
        assert "<svg/onload" not in answer.text
        assert "{{7*7}}" in answer.text or "7*7" not in answer.text
