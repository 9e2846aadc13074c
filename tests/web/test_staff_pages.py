"""Staff pages: who gets in, and what they see and do there."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.backlog import backlog
from app.context import Context
from app.store import audit, deliveries, outbox, staff, submissions
from app.web.sheets import sheet_states
from app.web.sign_in import HASHER
from tests.served import served

PAGES = ["/staff", "/staff/exports", "/staff/deliveries", "/staff/quarantine", "/staff/outbox", "/staff/sheets"]


def csrf(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def enter(client: FlaskClient, name: str, password: str) -> int:
    token = csrf(client.get("/staff/sign-in").text)
    return client.post("/staff/sign-in", data={"csrf_token": token, "name": name, "password": password}).status_code


@pytest.fixture
def member(client: FlaskClient, context: Context) -> FlaskClient:
    """A signed-in member of staff."""
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    assert enter(client, "rita", "right") == 303
    return client


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_sent_to_sign_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")


@pytest.mark.parametrize("path", PAGES)
def test_staff_see_every_page_and_nobody_keeps_it(member: FlaskClient, path: str) -> None:
    answer = member.get(path)
    assert answer.status_code == 200
    assert "rita" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_wrong_names_and_passwords_are_told_alike(member: FlaskClient) -> None:
    assert enter(member, "rita", "wrong") == 401
    assert enter(member, "nobody", "right") == 401
    assert enter(member, "\x00\x07", "\x00") == 401


def test_a_form_without_the_token_is_refused(client: FlaskClient) -> None:
    assert client.post("/staff/sign-in", data={"name": "rita", "password": "right"}).status_code == 400


def guess(client: FlaskClient, name: str, password: str, address: str = "192.0.2.1") -> int:
    token = csrf(client.get("/staff/sign-in").text)
    data = {"csrf_token": token, "name": name, "password": password}
    return client.post("/staff/sign-in", data=data, environ_overrides={"REMOTE_ADDR": address}).status_code


def test_the_eleventh_guess_from_one_place_is_braked_and_only_there(member: FlaskClient) -> None:
    assert [guess(member, "rita", "wrong") for _ in range(11)] == [401] * 10 + [429]
    assert guess(member, "rita", "right") == 429
    assert guess(member, "other", "x") == 401
    assert guess(member, "rita", "right", address="192.0.2.2") == 303


def test_one_address_cannot_try_many_names(client: FlaskClient) -> None:
    assert [guess(client, f"name {number}", "x") for number in range(31)] == [401] * 30 + [429]
    assert guess(client, "name 1", "x", address="192.0.2.2") == 401


def test_a_name_is_guarded_against_many_addresses(client: FlaskClient, context: Context) -> None:
    with context.ledger.writing() as c:
        for number in range(99):
            audit.record(c, who="rita", act="sign-in failed", what=f"staff from {number}", now=context.now())
    assert [guess(client, "rita", "wrong", address="192.0.2.9") for _ in range(2)] == [401, 429]


def test_guesses_at_the_same_time_all_count(site: Flask, context: Context) -> None:
    def one(_: int) -> int:
        return guess(site.test_client(), "rita", "wrong")

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(16))) == [401] * 10 + [429] * 6


def test_signing_in_is_no_failure(member: FlaskClient, context: Context) -> None:
    assert [guess(member, "rita", "right") for _ in range(12)] == [303] * 12
    with context.ledger.reading() as c:
        assert audit.recent(c, act="sign-in failed") == []


def test_behind_a_proxy_the_visitors_own_address_counts(context: Context) -> None:
    def from_address(trusted: int, address: str) -> str:
        settings = replace(context.settings, trusted_proxies=trusted)
        client = served(replace(context, settings=settings)).test_client()
        token = csrf(client.get("/staff/sign-in").text)
        data = {"csrf_token": token, "name": "x", "password": "x"}
        client.post("/staff/sign-in", data=data, headers={"X-Forwarded-For": address})
        with context.ledger.reading() as c:
            return audit.recent(c, act="sign-in failed")[0].what

    assert from_address(1, "192.0.2.7") == "staff from 192.0.2.7"
    assert from_address(0, "192.0.2.7") == "staff from 127.0.0.1"


def test_failed_sign_ins_are_written_down(client: FlaskClient, context: Context) -> None:
    enter(client, "rita", "wrong")
    with context.ledger.reading() as c:
        assert [entry.who for entry in audit.recent(c, act="sign-in failed")] == ["rita"]


def test_a_new_password_ends_the_session(member: FlaskClient, context: Context) -> None:
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("new"), now=context.now())
    assert member.get("/staff").status_code == 303


def test_sign_out_ends_the_session(member: FlaskClient) -> None:
    member.post("/staff/sign-out", data={"csrf_token": csrf(member.get("/staff").text)})
    assert member.get("/staff").status_code == 303


def test_quarantine_shows_reasons_and_what_was_sent_as_text(member: FlaskClient, context: Context) -> None:
    with context.ledger.writing() as c:
        number = deliveries.insert(
            c,
            form="everything",
            source="typeform",
            delivery_id="d1",
            headers={},
            body=b"<script>\xff\x00",
            received_at=context.now(),
        )
        deliveries.settle(c, [deliveries.Settled(number, "d1", "quarantined", None, ["Unknown key <x>"])])
    page = member.get("/staff/quarantine").text
    assert "Unknown key &lt;x&gt;" in page
    assert r"&lt;script&gt;\xff\x00" in page


def test_a_delivery_can_be_tried_again(member: FlaskClient, context: Context) -> None:
    body = b'{"data": {"answers": {"name": "Ada"}, "id": "s1"}}'
    with context.ledger.writing() as c:
        kept = {"form": "everything", "headers": {}, "received_at": context.now()}
        number = deliveries.insert(c, **kept, source="standard-webhooks", delivery_id="d1", body=body)
        deliveries.settle(
            c, [deliveries.Settled(number, "d1", "quarantined", None, ["as it was before the form was mended"])]
        )
    page = member.get("/staff/quarantine").text
    assert "Try again" in page
    url, data = f"/staff/quarantine/{number}/again", {"csrf_token": csrf(page)}
    assert member.post(url).status_code == 400
    assert member.post(url, data=data).status_code == 303
    assert "Nothing is in quarantine" in member.get("/staff/quarantine").text
    with context.ledger.reading() as c:
        assert deliveries.get(c, number).state == "accepted"
        assert [e.who for e in audit.recent(c, act="delivery.judged_again")] == ["rita"]
    assert member.post(url, data=data).status_code == 303  # what was taken in may be judged anew, and says the same
    with context.ledger.reading() as c:
        assert [one.version for one in submissions.of_form(c, "everything")] == [1]
    assert member.post("/staff/quarantine/999/again", data=data).status_code == 404


def test_a_large_delivery_is_shown_in_part(member: FlaskClient, context: Context) -> None:
    with context.ledger.writing() as c:
        kept = {"form": "gone", "headers": {}, "received_at": context.now()}
        number = deliveries.insert(c, **kept, source="typeform", delivery_id="d1", body=b"x" * 90_000 + b"the end")
        deliveries.settle(c, [deliveries.Settled(number, "d1", "quarantined", None, ["No such form"])])
    page = member.get("/staff/quarantine").text
    assert "x" * 20_000 in page
    assert len(page) < 30_000
    assert "There is no such form any more" in page


def test_a_failed_item_can_be_tried_again(member: FlaskClient, context: Context) -> None:
    with context.ledger.writing() as c:
        item = outbox.put(c, "sheet", "everything", now=context.now())
        outbox.fail(c, [item], error="Locked by somebody", retry_at=None, now=context.now())
    page = member.get("/staff/outbox").text
    assert "Locked by somebody" in page
    data = {"csrf_token": csrf(page)}
    assert member.post(f"/staff/outbox/{item}/retry").status_code == 400
    assert member.post(f"/staff/outbox/{item}/retry", data=data).status_code == 303
    with context.ledger.reading() as c:
        assert outbox.get(c, item).state == "due"
        assert [e.what for e in audit.recent(c, act="retry")] == [f"outbox {item}"]
    assert member.post(f"/staff/outbox/{item}/retry", data=data).status_code == 404
    assert member.post(f"/staff/outbox/{10**30}/retry", data=data).status_code == 404


def test_the_outbox_says_of_what_is_done_how_it_went(member: FlaskClient, context: Context) -> None:
    with context.ledger.writing() as c:
        item = outbox.put(c, "mail", "k thanks", now=context.now())
        outbox.finish(c, [item], now=context.now(), note="not sent: ana@example.org had 10 letters")
    assert "not sent: ana@example.org had 10 letters" in member.get("/staff/outbox").text


def test_sheets_say_where_they_are(member: FlaskClient) -> None:
    page = member.get("/staff/sheets").text
    assert "Everything.xlsx" in page
    assert "<dt>To show</dt>" in page


def test_a_sheet_that_cannot_be_reached_says_why(context: Context) -> None:
    compiled = context.forms["everything"]
    sheet = replace(compiled.form.sheet, google="1AbC")
    forms = {"everything": replace(compiled, form=replace(compiled.form, sheet=sheet))}
    one = replace(context, forms=forms)
    [state] = sheet_states(one, backlog(one))
    assert "GOOGLE_CREDENTIALS" in state.where
