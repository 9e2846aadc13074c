"""What may be spam waits for staff and is never lost: the applicant is told so, staff take it in by one press."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from limits import parse
from werkzeug.test import TestResponse

from app import page_body, withdrawing
from app.cli import hooks_replay
from app.context import Context
from app.draft_links import follow, link_made
from app.judging import judge_again
from app.store import audit, deliveries, drafts, outbox, staff, submissions, withdrawals
from app.store.engine import Ledger
from app.suspicion import SENT_BEFORE
from app.web import crowds
from app.web.applicant.visit import Visit
from app.web.sign_in import HASHER
from tests.served import served
from tests.web.conftest import context_of
from tests.web.walking import aged, answered, carried, draft_key, followed, worked

NOTE = """
form: note
version: 1
languages: [en, fr]
title: {en: A note, fr: Une note}
reference: "N-{number}"
one_per: code
sections:
  - section: all
    title: {en: All, fr: Tout}
    questions:
      - {question: code, type: text, label: {en: Code, fr: Code}}
      - {question: email, type: email, label: {en: E-mail, fr: Courriel}}
      - {question: letter, type: file, label: {en: Letter, fr: Lettre}}
sheet: {workbook: Notes, tab: All, columns: [{path: $reference, header: Reference}]}
mails:
  - {mail: thanks, to: email, subject: {en: Thanks, fr: Merci}, body: {en: "((reference))", fr: "((reference))"}}
"""
URL = "/f/note"
RECEIVED = "We have received your answers"
LOOKED_AT = "Received; we have still to look at it"
HASTY = "It was sent 0.0 s after it was begun, with 1 answered: people take longer."


@pytest.fixture
def context(tmp_path: Path, ledger: Ledger) -> Context:
    """Over each database, with a clock that stands still."""
    made = context_of(tmp_path, NOTE)
    made.ledger.engine.dispose()
    now = made.now()
    return replace(made, ledger=ledger, now=lambda: now)


@pytest.fixture
def client(context: Context) -> FlaskClient:
    return served(context).test_client()


@pytest.fixture
def member(context: Context) -> FlaskClient:
    """A member of staff, in a browser of their own."""
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    client = served(context).test_client()
    data = {"csrf_token": token(client, "/staff/sign-in"), "name": "rita", "password": "right"}
    assert client.post("/staff/sign-in", data=data).status_code == 303
    return client


def token(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


def ready(client: FlaskClient, url: str = URL, **answers: Any) -> str:
    """The page where the answers of a draft that was begun this moment are checked."""
    sent = answered(client, followed(client, client.post(url)), answers or {"code": "7"})
    return str(sent.location)


def press(client: FlaskClient, check: str, **more: str) -> TestResponse:
    return client.post(check, data={**carried(client.get(check).text), **more})


def challenge_of(client: FlaskClient, check: str) -> str:
    found = re.search(r'data-challenge="([^"]+)"', client.get(check).text)
    assert found
    return unescape(found[1])


def made(context: Context) -> list[submissions.Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, "note")


def waiting(context: Context) -> list[deliveries.Delivery]:
    with context.ledger.reading() as c:
        return deliveries.listing(c, state=deliveries.QUARANTINED)


def counted(context: Context) -> dict[str, int]:
    with context.ledger.reading() as c:
        return deliveries.counts(c)


def mails(context: Context) -> int:
    with context.ledger.reading() as c:
        return len(outbox.listing(c, kind="mail"))


def release(member: FlaskClient, delivery: int) -> TestResponse:
    data = {"csrf_token": token(member, "/staff/quarantine")}
    return member.post(f"/staff/quarantine/{delivery}/again", data=data)


def test_what_is_sent_at_once_waits_with_its_reason_and_makes_nothing(client: FlaskClient, context: Context) -> None:
    answer = press(client, ready(client))
    assert (answer.status_code, "/done" in answer.location) == (303, True)
    [one] = waiting(context)
    assert (one.reasons, one.source) == ((HASTY,), "page")
    assert (made(context), mails(context)) == ([], 0)


def test_the_applicant_is_told_that_it_came_and_will_be_looked_at(client: FlaskClient, context: Context) -> None:
    done = press(client, ready(client)).location
    page = client.get(done).text
    assert RECEIVED in page
    assert "You need not send them again" in page
    assert not re.search("N-1|spam|suspect|people take longer", page)
    assert LOOKED_AT in client.get(done.replace("/done", "/")).text


def test_the_draft_says_so_too_and_can_be_changed_as_what_was_taken_in(client: FlaskClient) -> None:
    check = ready(client)
    press(client, check)
    state = stated(client, check)
    assert LOOKED_AT in state
    assert "Change your answers" in state
    page = client.get(check).text
    assert ("Send your changes" in page, "Nothing has been sent yet" in page) == (False, False)
    answered(client, re.sub(r"/check.*", "/q/all", check), {"code": "8"})
    assert "Send your changes" in client.get(check).text
    assert "You have changes that you have not sent yet" in stated(client, check)


@pytest.mark.parametrize("turn", ["0", "1", "7"])
def test_sending_again_does_not_make_a_second_one(client: FlaskClient, context: Context, turn: str) -> None:
    check = ready(client)
    page = carried(client.get(check).text)
    first = client.post(check, data=page)
    aged(context, check)
    again = client.post(check, data={**page, "turn": turn})
    assert again.location == first.location
    assert counted(context) == {"quarantined": 1}
    assert made(context) == []


def test_what_was_typed_since_is_kept_and_can_be_sent_once_it_was_taken_in(
    client: FlaskClient, context: Context, member: FlaskClient
) -> None:
    check = ready(client)
    press(client, check)
    answered(client, re.sub(r"/check.*", "/q/all", check), {"code": "8"})
    release(member, waiting(context)[0].id)
    assert press(client, check).status_code == 303
    [one] = made(context)
    assert (one.answers["code"], one.version, waiting(context)) == ("8", 2, [])


def test_staff_take_it_in_with_one_press(client: FlaskClient, context: Context, member: FlaskClient) -> None:
    check = ready(client, f"{URL}?lang=fr", code="7", email="ana@example.org")
    press(client, check)
    [held] = waiting(context)
    page = member.get("/staff/quarantine").text
    assert "It is a person’s: take it in" in page
    assert "people take longer" in page
    assert release(member, held.id).status_code == 303
    [one] = made(context)
    assert (one.reference, one.language, one.version, one.received_at) == ("N-1", "fr", 1, held.received_at)
    assert one.answers["email"] == "ana@example.org"
    assert mails(context) == 1
    assert counted(context) == {"accepted": 1}
    done = client.get(re.sub(r"/check", "/done", check)).text
    assert "<bdi>N-1</bdi>" in done
    with context.ledger.reading() as c:
        acts = {line.act: line.who for line in audit.about(c, held.delivery_id or "", ["delivery.judged_again"])}
    assert acts == {"delivery.judged_again": "rita"}


def test_its_files_are_taken_in_with_it(client: FlaskClient, context: Context, member: FlaskClient) -> None:
    step = followed(client, client.post(URL))
    letter = {"letter": (BytesIO(b"Dear all"), "a.txt")}
    press(client, answered(client, step, letter, content_type="multipart/form-data").location)
    release(member, waiting(context)[0].id)
    [file] = made(context)[0].answers["letter"]
    assert context.files.store.path(file["sha256"]).read_bytes() == b"Dear all"


def test_a_trap_that_was_stepped_into_is_told(client: FlaskClient, context: Context) -> None:
    check = ready(client)
    aged(context, check)
    press(client, check, website="https://example.com")
    assert waiting(context)[0].reasons == ("A field that people do not see was filled in, as programs do.",)


def test_a_trap_is_seen_by_nobody(client: FlaskClient) -> None:
    page = client.get(ready(client)).text
    assert '<p class="trap"><label for="website">Leave this field empty</label>' in page
    assert '<input id="website" name="website" tabindex="-1" autocomplete="off">' in page


def test_a_proof_is_worth_seconds_of_waiting(client: FlaskClient, context: Context) -> None:
    check = ready(client)
    aged(context, check, timedelta(seconds=4))
    assert press(client, check, proof=worked(challenge_of(client, check))).status_code == 303
    assert len(made(context)) == 1
    other = ready(client, code="8")
    aged(context, other, timedelta(seconds=4))
    press(client, other)
    assert waiting(context)[0].reasons == (
        "It was sent 4.0 s after it was begun, with 1 answered, without a browser's proof of work.",
    )


def test_a_proof_counts_once(client: FlaskClient, context: Context) -> None:
    check, other = ready(client), ready(client, code="8")
    found = worked(challenge_of(client, check))
    for one in (check, other):
        aged(context, one, timedelta(seconds=4))
        press(client, one, proof=found)
    assert [one.answers["code"] for one in made(context)] == ["7"]
    assert len(waiting(context)) == 1


def test_who_followed_a_link_is_not_suspected(client: FlaskClient, context: Context) -> None:
    check = ready(client)
    with context.ledger.writing() as c:
        draft = drafts.find(c, "note", draft_key(check))
        assert draft is not None
        secret = link_made(context, c, draft, "ana@example.org")
    assert follow(context, secret) is not None
    press(client, check, website="filled in by a browser's add-on")
    assert (len(made(context)), waiting(context)) == (1, [])


def test_a_link_that_nobody_followed_proves_nothing(client: FlaskClient, context: Context) -> None:
    check = ready(client)
    client.post(re.sub("/check", "/later", check), data={**carried(client.get(check).text), "email": "a@example.org"})
    press(client, check)
    assert len(waiting(context)) == 1


def test_a_change_of_what_was_taken_in_is_not_suspected(client: FlaskClient, context: Context) -> None:
    check = ready(client)
    aged(context, check)
    press(client, check)
    answered(client, re.sub(r"/check.*", "/q/all", check), {"code": "8"})
    assert 'name="website"' not in client.get(check).text
    press(client, check, website="x")
    [one] = made(context)
    assert (one.version, waiting(context)) == (2, [])


def test_what_cannot_be_taken_in_anyway_is_told_at_once(client: FlaskClient, context: Context) -> None:
    check = ready(client)
    aged(context, check)
    press(client, check)
    answer = press(client, ready(client))
    assert answer.status_code == 422
    assert "Code: there is a submission with this answer already" in answer.text
    assert waiting(context) == []


def test_one_whose_place_was_taken_while_it_waited_stays_with_the_reason(
    client: FlaskClient, context: Context, member: FlaskClient
) -> None:
    press(client, ready(client))
    check = ready(client)
    aged(context, check)
    press(client, check)
    release(member, waiting(context)[0].id)
    [reason] = waiting(context)[0].reasons
    assert reason.startswith("Code: there is a submission with this answer already")


def test_trying_all_of_a_form_takes_in_nothing_that_may_be_spam(
    client: FlaskClient, context: Context, member: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in "789":
        press(client, ready(client, code=code))
    assert "Try all" not in member.get("/staff/quarantine").text
    member.post("/staff/quarantine/note/again", data={"csrf_token": token(member, "/staff/quarantine")})
    monkeypatch.setattr("app.cli.ready_context", lambda: context)
    assert CliRunner().invoke(hooks_replay, ["note", "--accepted"]).output.startswith("0 of 0 accepted")
    assert len(waiting(context)) == 3
    named = waiting(context)[0].delivery_id or ""
    assert CliRunner().invoke(hooks_replay, ["note", "--delivery", named]).output.startswith("1 of 1 accepted")


def test_what_staff_set_aside_tells_its_sender_nothing_and_can_come_back(
    client: FlaskClient, context: Context, member: FlaskClient
) -> None:
    done = press(client, ready(client)).location
    [held] = waiting(context)
    data = {"csrf_token": token(member, f"/staff/deliveries/{held.id}"), "reason": "an advertisement"}
    member.post(f"/staff/deliveries/{held.id}/aside", data=data)
    assert counted(context) == {"set_aside": 1}
    assert RECEIVED in client.get(done).text
    release(member, held.id)
    assert len(made(context)) == 1


def test_many_without_a_proof_from_one_address_wait_and_others_do_not(
    client: FlaskClient, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "MOST", parse("2/hour"))
    for code in "123":
        check = ready(client, code=code)
        aged(context, check)
        press(client, check)
    proved = ready(client, code="4")
    aged(context, proved)
    press(client, proved, proof=worked(challenge_of(client, proved)))
    assert [one.answers["code"] for one in made(context)] == ["1", "2", "4"]
    [reason] = waiting(context)[0].reasons
    assert reason == "Many came from one address within the hour without a browser's proof of work."


def test_staff_are_told_by_mail_once_an_hour(context: Context) -> None:
    told = replace(context, settings=replace(context.settings, staff_mail="staff@example.org"))
    client = served(told).test_client()
    for code in "12":
        press(client, ready(client, code=code))
    with context.ledger.reading() as c:
        assert [one.target for one in outbox.listing(c, kind="alert")] == ["note"]


def test_a_form_that_was_changed_meanwhile_reads_it_under_its_new_names(
    client: FlaskClient, context: Context, tmp_path: Path
) -> None:
    press(client, ready(client))
    changed = NOTE.replace("version: 1", "version: 2").replace("one_per: code", "one_per: number")
    changed = changed.replace("question: code,", "question: number, was: [code],")
    newer = replace(context_of(tmp_path / "newer", changed), ledger=context.ledger, now=context.now)
    outcome = judge_again(newer, waiting(context)[0].id, asked_by="rita")
    assert outcome is not None
    assert (outcome.state, made(context)[0].answers["number"]) == ("accepted", "7")


def withdraw(client: FlaskClient, check: str) -> TestResponse:
    page = re.sub(r"/check.*", "/withdraw", check)
    return client.post(page, data=carried(client.get(page).text))


def stated(client: FlaskClient, check: str) -> str:
    return client.get(re.sub(r"/check.*", "/", check)).text


def test_what_waits_is_withdrawn_by_its_applicant_and_kept(
    client: FlaskClient, context: Context, member: FlaskClient
) -> None:
    check = ready(client)
    press(client, check)
    [held] = waiting(context)
    page = client.get(re.sub(r"/check.*", "/withdraw", check))
    assert (page.status_code, "It will not be considered any more" in page.text) == (200, True)
    assert withdraw(client, check).status_code == 303
    assert counted(context) == {"withdrawn": 1}
    state = stated(client, check)
    assert ("Withdrawn" in state, "/withdraw" in state, LOOKED_AT in state) == (True, False, False)
    assert client.get(re.sub(r"/check.*", "/copy.pdf", check)).status_code == 404
    with context.ledger.reading() as c:
        kept = deliveries.get(c, held.id)
        assert kept is not None
        assert (kept.state, page_body.read(kept.body).answers["code"]) == ("withdrawn", "7")
        [line] = audit.about(c, held.delivery_id or "", ["delivery.withdrawn"])
    assert (line.who, line.details) == ("applicant", {"form": "note"})
    quarantine = member.get("/staff/quarantine").text
    assert "1 withdrawn by applicants before they were taken in" in quarantine
    assert "Its applicant withdrew it before it was taken in" in member.get(f"/staff/deliveries/{held.id}").text


def test_what_was_withdrawn_while_it_waited_is_not_taken_in_nor_sent_again(
    client: FlaskClient, context: Context, member: FlaskClient
) -> None:
    check = ready(client)
    page = carried(client.get(check).text)
    press(client, check)
    [held] = waiting(context)
    withdraw(client, check)
    assert release(member, held.id).status_code == 404
    aged(context, check)
    answered(client, re.sub(r"/check.*", "/q/all", check), {"code": "8"})
    client.post(check, data={**page, "turn": "1"})
    assert "Withdrawn" in stated(client, check)
    assert (made(context), counted(context)) == ([], {"withdrawn": 1})


def test_what_staff_set_aside_can_be_withdrawn_and_comes_back_no_more(
    client: FlaskClient, context: Context, member: FlaskClient
) -> None:
    check = ready(client)
    press(client, check)
    [held] = waiting(context)
    data = {"csrf_token": token(member, f"/staff/deliveries/{held.id}"), "reason": "an advertisement"}
    member.post(f"/staff/deliveries/{held.id}/aside", data=data)
    withdraw(client, check)
    assert release(member, held.id).status_code == 404
    assert counted(context) == {"withdrawn": 1}


def test_what_staff_take_in_while_it_is_withdrawn_counts_as_withdrawn(
    client: FlaskClient, context: Context, member: FlaskClient
) -> None:
    check = ready(client)
    press(client, check)
    page = re.sub(r"/check.*", "/withdraw", check)
    meant = carried(client.get(page).text)
    with context.ledger.reading() as c:
        before = drafts.find(c, "note", draft_key(check))
    assert before is not None
    release(member, waiting(context)[0].id)
    withdrawing.withdraw(context, before)  # as it was read a moment ago
    assert client.post(page, data=meant).status_code == 303
    with context.ledger.reading() as c:
        assert withdrawals.of_form(c, "note") == {made(context)[0].key}


def test_of_two_that_wait_one_is_withdrawn(client: FlaskClient, context: Context) -> None:
    first, second = ready(client), ready(client, code="8")
    press(client, first)
    press(client, second)
    withdraw(client, first)
    assert [page_body.read(one.body).answers["code"] for one in waiting_whole(context)] == ["8"]
    assert LOOKED_AT in stated(client, second)


def waiting_whole(context: Context) -> list[deliveries.Delivery]:
    """With their bodies."""
    with context.ledger.reading() as c:
        return deliveries.listing(c, state=deliveries.QUARANTINED, body_bytes=10_000)


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2099, 1, 15, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def closing(tmp_path: Path, context: Context, clock: Clock) -> Context:
    """The same form, which closes in some hours and takes changes for a day more."""
    dated = NOTE.replace("version: 1", "version: 1\ncloses: 2099-01-15 18:00\nedit_until: 2099-01-16 18:00")
    made = context_of(tmp_path / "closing", dated)
    made.ledger.engine.dispose()
    return replace(made, ledger=context.ledger, now=clock)


def sent_again(client: FlaskClient, check: str, code: str) -> TestResponse:
    answered(client, re.sub(r"/check.*", "/q/all", check), {"code": code})
    return press(client, check)


def codes(context: Context) -> list[tuple[int, str]]:
    """Every version of the one submission, the oldest first."""
    [one] = made(context)
    with context.ledger.reading() as c:
        return [(had.version, had.answers["code"]) for had in reversed(submissions.versions(c, one.id))]


@pytest.mark.parametrize("pressed", [0, 1, 2])
def test_whatever_staff_release_all_that_was_sent_in_time_counts_in_its_order(
    closing: Context, clock: Clock, pressed: int
) -> None:
    client = served(closing).test_client()
    check = ready(client)
    press(client, check)
    for code in "89":
        clock.now += timedelta(minutes=10)
        assert "/done" in sent_again(client, check, code).location
    held = sorted(one.id for one in waiting(closing))
    clock.now += timedelta(days=30)
    outcome = judge_again(closing, held[pressed], asked_by="rita")
    assert outcome is not None
    assert outcome.state == "accepted"
    assert codes(closing) == [(1, "7"), (2, "8"), (3, "9")]
    assert (waiting(closing), counted(closing)) == ([], {"accepted": 3})
    draft = draft_of(closing, check)
    assert (draft.sent, draft.is_changed, draft.submission_id) == (3, False, made(closing)[0].id)


def draft_of(context: Context, check: str) -> drafts.Draft:
    with context.ledger.reading() as c:
        found = drafts.find(c, "note", draft_key(check))
    assert found is not None
    return found


def test_a_change_of_what_waits_is_taken_until_changes_are(closing: Context, clock: Clock) -> None:
    client = served(closing).test_client()
    check = ready(client)
    press(client, check)
    clock.now += timedelta(hours=8)  # it has closed, and takes changes
    assert sent_again(client, check, "8").status_code == 303
    clock.now += timedelta(hours=11)
    assert "Withdraw what you sent" in stated(client, check)
    assert sent_again(client, check, "9").status_code == 303
    clock.now += timedelta(hours=11, minutes=30)
    state = stated(client, check)
    assert ("Withdraw what you sent" in state, "Change your answers" in state) == (False, False)
    answered(client, re.sub(r"/check.*", "/q/all", check), {"code": "10"})
    page = client.get(check).text
    assert ("can no longer be changed" in page, "Send your changes" in page) == (True, False)
    assert "What you changed after that has not been sent" in stated(client, check)
    judge_again(closing, waiting(closing)[0].id, asked_by="rita")
    assert codes(closing) == [(1, "7"), (2, "8"), (3, "9")]


def test_a_change_of_what_waits_waits_too_and_says_why(client: FlaskClient, context: Context) -> None:
    check = ready(client)
    press(client, check)
    aged(context, check)
    sent_again(client, check, "8")
    assert made(context) == []
    assert [one.reasons for one in waiting(context)] == [(SENT_BEFORE,), (HASTY,)]
    assert LOOKED_AT in stated(client, check)


def test_others_of_the_form_are_not_released_with_it(client: FlaskClient, context: Context) -> None:
    first, second = ready(client), ready(client, code="8")
    press(client, first)
    press(client, second)
    sent_again(client, first, "9")
    judge_again(context, min(one.id for one in waiting(context)), asked_by="rita")
    assert codes(context) == [(1, "7"), (2, "9")]
    assert [page_body.read(one.body).answers["code"] for one in waiting_whole(context)] == ["8"]


def test_all_that_was_sent_while_it_waited_is_withdrawn(client: FlaskClient, context: Context) -> None:
    check = ready(client)
    press(client, check)
    sent_again(client, check, "8")
    withdraw(client, check)
    assert counted(context) == {"withdrawn": 2}


def test_what_is_withdrawn_in_another_window_while_it_is_sent_is_told_so(
    client: FlaskClient, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = ready(client)
    press(client, check)
    answered(client, re.sub(r"/check.*", "/q/all", check), {"code": "8"})

    def meanwhile(of: Visit, answers: object) -> tuple[str, ...]:
        withdrawing.withdraw(context, of.draft)
        return ()

    monkeypatch.setattr("app.web.applicant.check.suspicions_of", meanwhile)
    answer = press(client, check)
    assert (answer.status_code, counted(context)) == (303, {"withdrawn": 1})
    assert "Withdrawn" in client.get(answer.location).text
