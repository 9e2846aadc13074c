"""Staff follow a delivery, have a whole form judged again, and look at what the sources ask."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.context import Context
from app.judging import judge_received
from app.put_aside import put_aside
from app.source_page import open_changes, sources_seen, yaml_line
from app.store import audit, deliveries, source_questions, staff
from app.store.source_questions import Known
from app.web.arrivals import STATES
from app.web.sign_in import HASHER
from forms.definition import Source
from forms.schema import compile_form

PAGES = ["/staff/sources", "/staff/deliveries/1"]


def csrf(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


@pytest.fixture
def member(client: FlaskClient, context: Context) -> FlaskClient:
    """A signed-in member of staff."""
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    token = csrf(client.get("/staff/sign-in").text)
    client.post("/staff/sign-in", data={"csrf_token": token, "name": "rita", "password": "right"})
    return client


def send(context: Context, *bodies: bytes, **headers: str) -> None:
    with context.ledger.writing() as c:
        deliveries.keep(
            c, [deliveries.Message("everything", "standard-webhooks", context.now(), headers, one) for one in bodies]
        )
    judge_received(context, "everything", limit=100)


def body(identity: str, name: str) -> bytes:
    return json.dumps({"type": "submission", "data": {"id": identity, "answers": {"name": name}}}).encode()


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_sent_to_sign_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")


def test_a_delivery_shows_how_it_came_and_what_it_became(member: FlaskClient, context: Context) -> None:
    send(context, body("s1", "<b>Ada</b>"), **{"user-agent": "A sender"})
    send(context, body("s1", "<b>Ada</b>"))
    listed = words(member.get("/staff/deliveries").text)
    assert "taken in came 2 times" in listed
    page = member.get("/staff/deliveries/1").text
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page
    said = words(page)
    assert "from standard-webhooks; came 2 times" in said
    assert re.search(r"Became EV-\d{4}-0001", said)
    assert "became the submission version 1 of the form" in said
    assert "user-agent A sender" in said
    assert member.get("/staff/deliveries/99").status_code == 404


def test_a_large_body_is_shown_from_its_beginning(member: FlaskClient, context: Context) -> None:
    send(context, b'{"data": "' + b"x" * 50_000 + b'"}')
    page = member.get("/staff/deliveries/1").text
    assert "50,012 bytes, of which the first 20,000 are shown" in words(page)
    assert len(page) < 40_000


def test_all_of_a_form_are_judged_again(member: FlaskClient, context: Context) -> None:
    send(context, body("s1", "x" * 50), body("s2", "y" * 60), body("s3", ""))
    page = member.get("/staff/quarantine").text
    assert "Try all 3 of everything again" in page
    wider = replace(context.forms["everything"].form.sections[0].questions[0], max_length=100)
    form = context.forms["everything"].form
    section = replace(form.sections[0], questions=(wider, *form.sections[0].questions[1:]))
    context.forms["everything"] = compile_form(replace(form, sections=(section,)))
    answer = member.post("/staff/quarantine/everything/again", data={"csrf_token": csrf(page)}, follow_redirects=True)
    assert "2 of 3 were taken in; the rest stay here." in answer.text
    with context.ledger.reading() as c:
        assert deliveries.counts(c) == {"accepted": 2, "quarantined": 1}
        assert {one.who for one in audit.recent(c, act="delivery.judged_again")} == {"rita"}
    assert member.post("/staff/quarantine/nothing/again", data={"csrf_token": csrf(page)}).status_code == 404
    assert member.post("/staff/quarantine/everything/again").status_code == 400


def test_junk_is_set_aside_with_a_reason_and_can_be_brought_back(member: FlaskClient, context: Context) -> None:
    send(context, body("s1", "x" * 50), body("s2", "y" * 60), body("s3", "Ada"))
    page = member.get("/staff/deliveries/1").text
    url, data = "/staff/deliveries/1/aside", {"csrf_token": csrf(page), "reason": " A <b>test</b>\nof theirs "}
    assert "State in quarantine" in words(page)
    assert member.post(url, data={"reason": "x"}).status_code == 400
    blank = member.post(url, data={**data, "reason": " "})
    assert (blank.status_code, "Say why it is set aside" in blank.text) == (400, True)
    with context.ledger.reading() as c:
        assert deliveries.counts(c) == {"accepted": 1, "quarantined": 2}
    answer = member.post(url, data=data)
    assert (answer.status_code, answer.location) == (303, "/staff/deliveries/1")
    said = words(page := member.get("/staff/deliveries/1").text)
    assert "State set aside" in said
    assert "A &lt;b&gt;test&lt;/b&gt; of theirs" in page
    assert "rita set aside" in said
    assert (url in page, "Try again" in said) == (False, True)
    assert [member.post(f"/staff/deliveries/{one}/aside", data=data).status_code for one in (1, 3, 99)] == [404] * 3
    assert "1 In quarantine" in words(member.get("/staff").text)
    quarantine = member.get("/staff/quarantine").text
    assert "/staff/deliveries/1" not in quarantine
    assert "1 set aside by staff" in words(quarantine)
    assert "Try all" not in quarantine
    member.post("/staff/quarantine/everything/again", data=data)
    with context.ledger.reading() as c:
        assert deliveries.counts(c) == {"accepted": 1, "quarantined": 1, "set_aside": 1}
    assert member.post("/staff/quarantine/1/again", data=data).status_code == 303
    assert "State in quarantine" in words(member.get("/staff/deliveries/1").text)


def test_deliveries_of_one_state_are_listed(member: FlaskClient, context: Context) -> None:
    send(context, body("s1", "x" * 50), body("s2", "Ada"))
    assert put_aside(context, 1, who="rita", why="a test") is not None
    page = member.get("/staff/deliveries?state=set_aside").text
    assert ("/staff/deliveries/1" in page, "/staff/deliveries/2" in page) == (True, False)
    assert "set aside (1)" in words(page)
    page = member.get("/staff/deliveries").text
    assert ("/staff/deliveries/1" in page, "/staff/deliveries/2" in page) == (True, True)
    for state in ("quarantined", "nonsense", "%00"):
        assert "There are no deliveries like that" in member.get(f"/staff/deliveries?state={state}").text


def test_every_state_and_act_of_a_delivery_has_words() -> None:
    states = {value for name, value in vars(deliveries).items() if name.isupper() and isinstance(value, str)}
    assert states == set(STATES)


def put(context: Context, *known: Known) -> None:
    with context.ledger.writing() as c:
        source_questions.put(c, known)


def test_sources_show_where_questions_go_and_changes_until_they_are_seen(member: FlaskClient, context: Context) -> None:
    now = context.now()
    put(
        context,
        Known("everything", "typeform", "name", "Your <name>", "Name", now - timedelta(days=9), now, "label"),
        Known("everything", "typeform", "q 9", "Shoe size", "", now, now, "new"),
        Known("everything", "typeform", "old", "Fax", "", now - timedelta(days=99), now - timedelta(days=80)),
    )
    assert "2 Changes at providers" in words(member.get("/staff").text)
    page = member.get("/staff/sources").text
    said = words(page)
    assert "Your &lt;name&gt;" in page
    assert "before: Name" in said
    assert '"q 9": OUR_QUESTION # Shoe size' in page.replace("&#34;", '"').replace("  #", " #")
    assert said.count("not since") == 1
    data = {"csrf_token": csrf(page), "form": "everything", "source": "typeform", "key": "q 9"}
    assert member.post("/staff/sources/seen", data={**data, "csrf_token": "x"}).status_code == 400
    assert member.post("/staff/sources/seen", data=data).location == "/staff/sources"
    assert member.post("/staff/sources/seen", data=data).status_code == 404
    assert "1 Changes at providers" in words(member.get("/staff").text)
    with context.ledger.reading() as c:
        [line] = audit.recent(c, act="source.seen")
    assert (line.who, line.what, line.details) == ("rita", "everything/typeform", {"key": "q 9"})
    assert "Shoe size" not in member.get("/staff/sources?form=other").text


def with_source(context: Context, source: Source) -> None:
    compiled = context.forms["everything"]
    context.forms["everything"] = replace(compiled, form=replace(compiled.form, sources=(source,)))


@pytest.mark.parametrize(
    ("source", "still_open"),
    [
        (Source("typeform"), ["k", "w", "w2"]),
        (Source("typeform", mapping={"k": "name", "w": "about"}), ["w", "w2"]),
        (Source("typeform", mapping={"k": "$language"}), ["w", "w2"]),
        (Source("typeform", mapping={"k.first": "name", "kk": "about"}), ["w", "w2"]),
        (Source("typeform", ignore=("k", "w")), ["w2"]),
        (Source("tally", mapping={"k": "name"}), ["k", "w", "w2"]),
    ],
)
def test_a_change_that_the_form_settles_is_open_no_more(
    member: FlaskClient, context: Context, source: Source, still_open: list[str]
) -> None:
    now = context.now()
    put(
        context,
        *(Known("everything", "typeform", key, "Fax", "", now, now, "new") for key in ("k", "name")),
        *(Known("everything", "typeform", key, "Fax", "Telex", now, now, "label") for key in ("w", "w2")),
    )
    with_source(context, source)
    assert f"{len(still_open)} Changes at providers" in words(member.get("/staff").text)
    page = member.get("/staff/sources").text
    assert re.findall(r"Mark as seen<span class=\"unseen\"> everything (\w+)", page) == still_open
    with context.ledger.reading() as c:
        assert [one.key for one in open_changes(context.forms, source_questions.changed(c))] == still_open
        assert len(source_questions.changed(c)) == 4


def test_the_parts_of_a_key_are_shown_where_they_go(context: Context) -> None:
    with_source(context, Source("typeform", mapping={"who.first": "name", "who/last": "contact.given_name"}))
    known = Known("everything", "typeform", "who", "", "", context.now(), context.now())
    [source] = sources_seen(context.forms["everything"], [known])
    assert (source.questions[0].goes_to, source.questions[0].line) == ("name, contact.given_name", "")


def test_a_form_that_is_gone_still_shows_what_was_asked(context: Context) -> None:
    known = Known("gone", "tally", "k", "", "", context.now(), context.now())
    [source] = sources_seen(None, [known])
    assert (source.word, source.questions[0].goes_to, source.questions[0].line) == ("tally", "", "k: OUR_QUESTION")


@pytest.mark.parametrize(("key", "line"), [("q_1", "q_1"), ("a: b", '"a: b"'), ("*", '"*"'), ("yes#", '"yes#"')])
def test_a_key_is_written_so_that_yaml_reads_it(context: Context, key: str, line: str) -> None:
    assert yaml_line(Known("f", "s", key, "", "", context.now(), context.now())) == f"{line}: OUR_QUESTION"
