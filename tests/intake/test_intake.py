"""What becomes of every delivery: kept once, told with its reasons, and changed only by something newer."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from intake_forms import NOW, SECRET, Clock, clock, context, deliver, receive
from sqlalchemy import update

from app.arrival import clean
from app.context import Context
from app.intake import Outcome, submit
from app.judging import judge_again, judge_received
from app.put_aside import put_aside
from app.reasons import problem_text
from app.store import audit, deliveries, outbox, submissions, tables
from connectors.ports import HookRequest
from connectors.sources import SOURCES
from forms.definition import Question, Text
from forms.schema import Problem, compile_form

__all__ = ["clock", "context"]


def send(context: Context, body: object, *, word: str = "standard-webhooks", **headers: str) -> Outcome:
    """Send a signed delivery, as the provider would."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    lowered = {name.replace("_", "-"): value for name, value in headers.items()}
    shown = SOURCES[word].proof.show(raw, SECRET, context.now())
    return deliver(context, word, HookRequest(raw, {**lowered, **shown.headers}, shown.in_address))


def event(
    state: str = "FJI", identity: str = "s1", at: str = "2026-05-04T09:00:00Z", **answers: object
) -> dict[str, object]:
    data = {"id": identity, "answers": {"state": state, **answers}, "language": "fr", "submitted_at": at}
    return {"type": "submission", "timestamp": at, "data": data}


def kept(context: Context) -> list[submissions.Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, "aid")


def delivered(context: Context) -> list[deliveries.Delivery]:
    """Oldest first."""
    with context.ledger.reading() as c:
        return deliveries.listing(c, body_bytes=1_000_000)[::-1]


def asked(context: Context) -> list[tuple[str, str]]:
    """What followed from judging."""
    with context.ledger.reading() as c:
        return [(item.kind, item.target) for item in outbox.listing(c)[::-1] if item.kind != "intake"]


def test_an_accepted_submission_and_all_that_follows(context: Context) -> None:
    outcome = send(context, event(contact={"email": "a@example.org"}))
    [submission] = kept(context)
    assert outcome == Outcome("accepted", "AID-2026-0001", submission.key, stored=True)
    assert (submission.form_version, submission.version, submission.language) == (3, 1, "fr")
    assert (submission.source, submission.source_id) == ("standard-webhooks", "s1")
    assert submission.answers["state"] == "FJI"
    assert submission.submitted_at is not None
    assert submission.submitted_at.isoformat() == "2026-05-04T09:00:00+00:00"
    assert submission.received_at == NOW
    [delivery] = delivered(context)
    assert (delivery.state, delivery.submission_id, delivery.reasons) == ("accepted", submission.id, ())
    assert asked(context) == [("sheet", "aid"), ("mail", f"{submission.key} acknowledgement")]
    with context.ledger.reading() as c:
        [mail] = [item for item in outbox.listing(c) if item.kind == "mail"]
        [entry] = audit.recent(c, act="submission.accepted")
    assert mail.payload == {
        "submission_id": submission.id, "mail": "acknowledgement", "version": 1, "form_version": 3,
    }  # fmt: skip
    assert (entry.who, entry.what) == ("standard-webhooks", "AID-2026-0001")


def test_without_an_acknowledgement_no_mail_is_asked_for(context: Context) -> None:
    compiled = context.forms["aid"]
    quiet = replace(compiled, form=replace(compiled.form, mails=()))
    send(replace(context, forms={"aid": quiet}), event())
    assert asked(context) == [("sheet", "aid")]


def test_the_same_delivery_again_changes_nothing(context: Context, clock: Clock) -> None:
    first = send(context, event())
    clock.pass_seconds(90)
    assert send(context, event()) == replace(first, state="repeated")
    assert len(kept(context)) == len(delivered(context)) == 1
    assert len(asked(context)) == 2


def test_a_quarantined_delivery_again_changes_nothing(context: Context) -> None:
    first = send(context, event("nowhere"))
    again = send(context, event("nowhere"))
    assert (first.state, again.state) == ("quarantined", "repeated")
    assert again.reasons == first.reasons
    assert len(delivered(context)) == 1


def mended(context: Context, pattern: str = "") -> Context:
    """The form once staff have added the question that was missing."""
    compiled = context.forms["aid"]
    questions = (*compiled.form.sections[0].questions, Question("tribe", "text", Text({"en": "Tribe"})))
    section = replace(compiled.form.sections[0], questions=questions)
    form = replace(compiled.form, sections=(section,), reference=pattern or compiled.form.reference)
    return replace(context, forms={"aid": compile_form(form)})


def test_a_delivery_in_quarantine_is_judged_again_once_the_form_is_mended(context: Context, clock: Clock) -> None:
    send(context, event(tribe="x", contact={"email": "a@example.org"}))
    [held] = delivered(context)
    clock.pass_seconds(3600)
    outcome = judge_again(mended(context), held.id, asked_by="rita")
    [submission] = kept(context)
    assert outcome == Outcome("accepted", submission.reference, submission.key, stored=True)
    assert (submission.answers["tribe"], submission.received_at) == ("x", NOW)
    [delivery] = delivered(context)
    assert (delivery.state, delivery.submission_id, delivery.reasons) == ("accepted", submission.id, ())
    assert asked(context) == [("sheet", "aid"), ("mail", f"{submission.key} acknowledgement")]
    with context.ledger.reading() as c:
        [entry] = audit.recent(c, act="delivery.judged_again")
    assert (entry.who, entry.what, entry.at) == ("rita", held.delivery_id, clock.time)
    assert entry.details["state"] == "accepted"


def test_what_was_not_mapped_when_it_was_taken_in_is_taken_once_it_is(context: Context) -> None:
    sent = {"_id": 1, "_uuid": "u", "who/state": "FJI", "who/size": "small"}
    assert send(context, sent, word="kobotoolbox").state == "accepted"
    [first] = delivered(context)
    compiled = context.forms["aid"]
    sources = tuple(
        replace(one, mapping={**one.mapping, "who/size": "size"}) if one.word == "kobotoolbox" else one
        for one in compiled.form.sources
    )
    mapped = replace(context, forms={"aid": replace(compiled, form=replace(compiled.form, sources=sources))})
    outcome = judge_again(mapped, first.id, asked_by="rita")
    assert outcome is not None
    assert outcome.state == "accepted"
    [submission] = kept(context)
    assert (submission.version, submission.answers["size"]) == (2, "small")
    assert delivered(context)[0].reasons == ()


def test_only_the_last_that_was_taken_in_is_judged_again(context: Context) -> None:
    for state in ("FJI", "TON"):
        send(context, event(state))
    first, last = delivered(context)
    assert judge_again(context, first.id, asked_by="rita") is None
    assert judge_again(context, last.id, asked_by="rita") is not None
    assert [(s.version, s.answers["state"]) for s in kept(context)] == [(2, "TON")]


def test_what_was_taken_in_stays_where_it_would_fail_now(context: Context) -> None:
    send(context, event("FJI"))
    [first] = delivered(context)
    compiled = context.forms["aid"]
    closed = replace(compiled.form, edit_until=NOW - timedelta(days=1), languages=("fr", "en"))
    body = json.dumps(event("nowhere")).encode()
    broken = replace(context, forms={"aid": replace(compiled, form=closed)})
    with context.ledger.writing() as c:
        c.execute(update(tables.deliveries).values(body=body))
    outcome = judge_again(broken, first.id, asked_by="rita")
    assert outcome is not None
    assert outcome.state == "quarantined"
    assert [(d.state, d.reasons) for d in delivered(context)] == [("accepted", ())]
    assert kept(context)[0].answers["state"] == "FJI"


def test_a_delivery_that_still_has_problems_stays_with_fresh_reasons(context: Context) -> None:
    send(context, event("nowhere", tribe="x"))
    [held] = delivered(context)
    outcome = judge_again(mended(context), held.id, asked_by="rita")
    assert outcome is not None
    assert outcome.state == "quarantined"
    [delivery] = delivered(context)
    assert delivery.reasons == outcome.reasons
    assert len(delivery.reasons) < len(held.reasons)
    assert kept(context) == []


def put_one_aside(context: Context, *events: dict[str, object]) -> deliveries.Delivery:
    """The first that was held, once staff have set it aside."""
    for one in events:
        send(context, one)
    held = next(one for one in delivered(context) if one.state == "quarantined")
    assert put_aside(context, held.id, who="rita", why="a test of theirs") is not None
    return held


def test_junk_is_set_aside_with_who_and_why(context: Context) -> None:
    held = put_one_aside(context, event("nowhere"))
    [one] = delivered(context)
    assert (one.state, one.reasons, one.body) == ("set_aside", held.reasons, held.body)
    with context.ledger.reading() as c:
        [entry] = audit.recent(c, act="delivery.set_aside")
    details = {"form": "aid", "source": "standard-webhooks", "reason": "a test of theirs"}
    assert (entry.who, entry.what, entry.details) == ("rita", held.delivery_id, details)
    assert put_aside(context, held.id, who="rita", why="again") is None
    assert put_aside(context, held.id + 9, who="rita", why="nothing") is None


def test_only_what_is_in_quarantine_is_set_aside(context: Context) -> None:
    send(context, event())
    assert put_aside(context, delivered(context)[0].id, who="rita", why="x") is None
    assert delivered(context)[0].state == "accepted"


def test_what_is_set_aside_stays_so_when_its_provider_sends_it_again(context: Context) -> None:
    put_one_aside(context, event(tribe="x"))
    assert send(mended(context), event(tribe="x")).state == "repeated"
    assert [(d.state, d.times) for d in delivered(context)] == [("set_aside", 2)]


def test_what_is_set_aside_comes_back_as_its_content_says(context: Context) -> None:
    held = put_one_aside(context, event(tribe="x"))
    still = judge_again(context, held.id, asked_by="rita")
    assert still is not None
    assert still.state == delivered(context)[0].state == "quarantined"
    assert put_aside(context, held.id, who="rita", why="once more") is not None
    outcome = judge_again(mended(context), held.id, asked_by="rita")
    assert outcome is not None
    assert outcome.state == delivered(context)[0].state == "accepted"
    assert kept(context)[0].answers["tribe"] == "x"


def test_an_older_delivery_judged_again_does_not_overwrite_a_newer(context: Context) -> None:
    send(context, event("FJI", tribe="x", at="2026-05-04T09:00:00Z"))
    send(context, event("TON", at="2026-05-04T09:30:00Z"))
    judge_again(mended(context), delivered(context)[0].id, asked_by="rita")
    assert [d.state for d in delivered(context)] == ["superseded", "accepted"]
    assert [s.answers["state"] for s in kept(context)] == ["TON"]


def test_an_unreadable_delivery_is_the_same_one_when_it_can_be_read(context: Context) -> None:
    body = json.dumps({"event_id": "e1", "event_type": "form_response"}).encode()
    send(context, body, word="typeform")
    [held] = delivered(context)
    judge_again(context, held.id, asked_by="rita")
    assert [d.delivery_id for d in delivered(context)] == [held.delivery_id]


def test_what_its_provider_sends_again_leaves_quarantine_once_the_form_is_mended(context: Context) -> None:
    first = send(context, event(tribe="x"))
    again = send(mended(context), event(tribe="x"))
    assert (first.state, again.state, again.reference) == ("quarantined", "accepted", "AID-2026-0001")
    assert [d.state for d in delivered(context)] == ["accepted"]


def test_other_bytes_under_the_id_of_one_in_quarantine_lose_neither(context: Context) -> None:
    for state in ("nowhere", "FJI"):
        send(context, {"_id": 1, "_uuid": "u", "who/state": state}, word="kobotoolbox")
    assert [d.state for d in delivered(context)] == ["quarantined", "accepted"]
    assert delivered(context)[0].delivery_id == "u"
    assert delivered(context)[1].delivery_id.startswith("sha256:")
    assert send(context, {"_id": 1, "_uuid": "u", "who/state": "FJI"}, word="kobotoolbox").state == "repeated"


def test_a_delivery_whose_form_or_source_is_gone_stays(context: Context) -> None:
    send(context, event("nowhere"))
    [held] = delivered(context)
    assert judge_again(replace(context, forms={}), held.id, asked_by="rita") == Outcome("unknown_form")
    assert delivered(context) == [held]


def test_a_form_under_a_new_name_goes_on_with_the_numbers_of_its_pattern(context: Context) -> None:
    send(context, event(identity="a"))
    compiled = context.forms["aid"]
    renamed = replace(context, forms={"help": replace(compiled, form=replace(compiled.form, name="help"))})
    for one in ("b", "c"):
        submit(renamed, "help", {"state": "FJI"}, source="page", delivery_id=one, language="en", body=b"", headers={})
    with context.ledger.reading() as c:
        assert [s.reference for s in submissions.of_form(c, "help")] == ["AID-2026-0002", "AID-2026-0003"]


def test_a_reference_that_is_taken_is_passed_over(context: Context) -> None:
    with context.ledger.writing() as c:  # as an earlier version of the service numbered it
        submissions.insert(
            c,
            form="aid",
            form_version=1,
            source="page",
            source_id="old",
            reference="AID-2026-0001",
            answers={},
            language="en",
            submitted_at=None,
            received_at=NOW,
        )
    assert send(context, event()).reference == "AID-2026-0002"


def test_blanks_of_other_alphabets_are_kept_in_reasons() -> None:
    assert clean("a\u00a0b\u3000c\u200bd") == "a\u00a0b\u3000c\ufffdd"


def test_equal_answers_under_a_new_delivery_make_no_version(context: Context) -> None:
    first = send(context, event())
    second = send(context, {**event(), "type": "again"})
    assert second == first
    assert [(d.state, d.submission_id) for d in delivered(context)] == [("accepted", kept(context)[0].id)] * 2
    assert kept(context)[0].version == 1
    assert len(asked(context)) == 2


def test_newer_answers_make_a_version_and_only_the_sheet_follows(context: Context) -> None:
    first = send(context, event("FJI"))
    second = send(context, event("TON", at="2026-05-04T09:30:00Z"))
    assert second == first
    [submission] = kept(context)
    assert (submission.version, submission.answers["state"]) == (2, "TON")
    assert asked(context)[2:] == [("sheet", "aid")]


def test_answers_of_the_same_time_follow_the_order_of_arrival(context: Context) -> None:
    send(context, event("FJI"))
    send(context, event("TON"))
    assert kept(context)[0].answers["state"] == "TON"


def test_older_answers_are_kept_but_not_shown(context: Context) -> None:
    first = send(context, event("TON", at="2026-05-04T09:30:00Z"))
    older = send(context, event("FJI", at="2026-05-04T09:00:00Z"))
    assert (older.state, older.reference, older.stored) == ("accepted", first.reference, True)
    [submission] = kept(context)
    assert (submission.version, submission.answers["state"]) == (1, "TON")
    assert [d.state for d in delivered(context)] == ["accepted", "superseded"]
    assert "newer version" in delivered(context)[1].reasons[0]
    assert len(asked(context)) == 2


def test_what_was_said_in_between_does_not_overwrite_what_was_confirmed_later(context: Context) -> None:
    for state, minute in (("FJI", 0), ("FJI", 20), ("TON", 10)):
        send(context, event(state, at=f"2026-05-04T09:{minute:02}:00Z"))
    [submission] = kept(context)
    assert (submission.version, submission.answers["state"]) == (1, "FJI")
    assert [d.state for d in delivered(context)] == ["accepted", "accepted", "superseded"]


def test_a_clock_that_runs_ahead_does_not_keep_later_edits_out(context: Context, clock: Clock) -> None:
    send(context, event("FJI", at="2999-01-01T00:00:00Z"))
    clock.pass_seconds(60)
    send(context, event("TON", at="2026-05-04T10:00:30Z"))
    assert kept(context)[0].answers["state"] == "TON"


def test_numbers_have_no_gaps_and_start_again_each_year(context: Context, clock: Clock) -> None:
    send(context, event(identity="a"))
    send(context, event("nowhere", identity="b"))
    send(context, event(identity="c"))
    clock.pass_seconds(300 * 86_400)
    send(context, event(identity="d"))
    assert [s.reference for s in kept(context)] == ["AID-2026-0001", "AID-2026-0002", "AID-2027-0001"]


def test_problems_are_kept_with_every_reason(context: Context) -> None:
    outcome = send(context, event("nowhere", contact={"email": "x"}, is_admin=True))
    assert (outcome.state, outcome.stored, outcome.reference) == ("quarantined", True, "")
    assert {p.path for p in outcome.problems} == {"state", "contact.email", "is_admin"}
    [delivery] = delivered(context)
    assert delivery.state == "quarantined"
    assert delivery.reasons == outcome.reasons
    assert "State must be a country or area of ISO 3166 (state); “nowhere” was sent" in delivery.reasons
    assert json.loads(delivery.body)["data"]["answers"]["state"] == "nowhere"
    assert kept(context) == []
    assert asked(context) == []


HOSTILE = [
    b"[" * 100_000,
    b'{"a": NaN}',
    b'{"a":1,"a":2}',
    b'{"a":"\\ud800"}',
    b"\xff\xfe",
    b"9" * 5000,
    b"",
    b'{"data": 1}',
]


@pytest.mark.parametrize("word", ["standard-webhooks", "typeform", "kobotoolbox"])
@pytest.mark.parametrize("body", HOSTILE)
def test_what_cannot_be_read_is_kept_byte_for_byte(context: Context, word: str, body: bytes) -> None:
    outcome = send(context, body, word=word)
    assert (outcome.state, outcome.stored) == ("quarantined", True)
    [delivery] = delivered(context)
    assert delivery.body == body
    assert outcome.reasons == delivery.reasons
    assert send(context, body, word=word).state == "repeated"


@pytest.mark.parametrize("text", ["a\0b", "a\ud800".encode("utf-8", "replace").decode() + "\x07", "\ufffe"])
def test_unkeepable_texts_and_keys_are_told_in_words_that_can_be_kept(context: Context, text: str) -> None:
    outcome = send(context, event(photo=text, **{f"key{text}": "x"}))
    assert outcome.state == "quarantined"
    assert all(reason.isprintable() for reason in outcome.reasons)
    assert delivered(context)[0].reasons == outcome.reasons


@pytest.mark.parametrize("word", ["standard-webhooks", "typeform", "kobotoolbox"])
def test_nothing_is_kept_of_what_is_not_authentic(context: Context, word: str) -> None:
    body = json.dumps(event()).encode()
    forged = SOURCES[word].proof.show(body, "whsec_AAAA", context.now()).headers
    for headers in (forged, {}, dict.fromkeys(forged, "é")):
        assert deliver(context, word, HookRequest(body, headers)) == Outcome("unauthentic")
    assert delivered(context) == []


def test_a_provider_cannot_name_a_file_that_is_kept_here(context: Context) -> None:
    held = context.files.keep("p.pdf", b"somebody else's")
    outcome = send(context, event(paper=[held]))
    assert (outcome.state, [p.path for p in outcome.problems]) == ("quarantined", ["paper"])


def test_unknown_forms_and_sources(context: Context) -> None:
    request = HookRequest(b"{}", {})
    assert receive(context, "nothing", "typeform", request) == Outcome("unknown_form")
    assert receive(context, "aid", "carrier-pigeon", request) == Outcome("unknown_source")
    compiled = context.forms["aid"]
    alone = replace(context, forms={"aid": replace(compiled, form=replace(compiled.form, sources=()))})
    assert receive(alone, "aid", "typeform", request) == Outcome("unknown_source")


def test_headers_are_kept_without_what_lets_one_act_for_the_sender(context: Context) -> None:
    send(
        context,
        {"_id": 1, "who/state": "FJI"},
        word="kobotoolbox",
        user_agent="Kobo",
        cookie="a=b",
        x_copy=f"is {SECRET}",
    )
    assert delivered(context)[0].headers == {
        "user-agent": "Kobo",
        "cookie": "[withheld]",
        "x-copy": "[withheld]",
        "authorization": "[withheld]",
    }


@pytest.mark.parametrize("identity", ["", "x" * 201, "a\0b", None])
def test_a_delivery_without_a_usable_id_is_known_by_its_bytes(context: Context, identity: str | None) -> None:
    body = {"_uuid": identity, "who/state": "FJI"}
    first = send(context, body, word="kobotoolbox")
    assert first.state == "accepted"
    assert delivered(context)[0].delivery_id.startswith("sha256:")
    assert kept(context)[0].source_id == delivered(context)[0].delivery_id
    assert send(context, body, word="kobotoolbox") == replace(first, state="repeated")


def test_new_keys_of_the_sender_are_told_and_lose_nothing(context: Context) -> None:
    outcome = send(
        context,
        {"_id": 1, "_uuid": "u", "who/state": "FJI", "device": "d", "who/tribe": "x"},
        word="kobotoolbox",
    )
    note = "kobotoolbox sent who/tribe, which no question takes: map it or list it under ignore."
    assert (outcome.state, outcome.reasons) == ("accepted", (note,))
    assert delivered(context)[0].reasons == (note,)
    with context.ledger.reading() as c:
        assert audit.recent(c)[0].details["unmapped"] == ["who/tribe"]


def test_a_kobotoolbox_submission_with_a_repeat_files_and_choices(context: Context) -> None:
    files = [{"filename": f"u/{name}", "download_url": f"https://kobo.example/{name}"} for name in ("p.pdf", "q.jpg")]
    body = {
        "_id": 17,
        "_uuid": "u",
        "_submission_time": "2026-05-04T08:00:00",
        "who/state": "FJI",
        "help": "training legal",
        "size": "large",
        "plan/budget": [
            {"plan/budget/item": "Desk", "plan/budget/cost": "10.5"},
            {"plan/budget/item": "Chair"},
        ],
        "paper": "p.pdf",
        "photo": "q.jpg",
        "_attachments": files,
    }
    assert send(context, body, word="kobotoolbox").state == "accepted"
    [submission] = kept(context)
    assert (submission.source_id, submission.language) == ("17", "en")
    assert submission.answers == {
        "state": "FJI",
        "contact": {"email": None},
        "help": ["legal", "training"],
        "size": "large",
        "budget": {
            "rows": [{"item": "Desk", "unit_cost": "10.50"}, {"item": "Chair", "unit_cost": None}],
            "totals": {"unit_cost": "10.50"},
        },
        "paper": [{"name": "p.pdf", "url": "https://kobo.example/p.pdf"}],
        "photo": "q.jpg",
    }


def test_a_typeform_submission_with_labels_of_any_language(context: Context) -> None:
    values = {
        "state": ("text", "Fiji"),
        "email": ("email", "a@example.org"),
        "help": ("choices", {"labels": ["Conseil juridique", "training"]}),
        "size": ("choice", {"label": " grand "}),
        "paper": ("file_url", "https://api.typeform.com/responses/files/0/p.pdf"),
        "photo": ("file_url", "https://api.typeform.com/responses/files/0/q.jpg"),
    }
    answers = [
        {"type": kind, kind: value, "field": {"id": "i", "ref": f"t_{name}"}} for name, (kind, value) in values.items()
    ]
    response = {
        "token": "tok",
        "submitted_at": "2026-05-04T08:00:00Z",
        "hidden": {"lang": "fr"},
        "answers": answers,
    }
    outcome = send(
        context, {"event_id": "e", "event_type": "form_response", "form_response": response}, word="typeform"
    )
    assert (outcome.state, outcome.reasons) == ("accepted", ())
    [submission] = kept(context)
    assert (submission.source_id, submission.language) == ("tok", "fr")
    assert submission.answers["contact"] == {"email": "a@example.org"}
    assert submission.answers["help"] == ["legal", "training"]
    assert submission.answers["size"] == "large"
    assert submission.answers["photo"] == "q.jpg"


def test_a_language_the_form_does_not_have_becomes_its_first(context: Context) -> None:
    send(context, {"data": {"answers": {"state": "FJI"}, "language": "xx"}})
    assert kept(context)[0].language == "en"


def test_many_deliveries_of_one_submission_at_once(context: Context) -> None:
    bodies = [event(state, at=f"2026-05-04T09:0{n}:00Z") for n, state in enumerate(["FJI", "TON", "WSM", "VUT"] * 2)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda body: send(context, body), bodies))
    judge_received(context, "aid", limit=8)
    assert [(s.answers["state"], s.reference) for s in kept(context)] == [("VUT", "AID-2026-0001")]
    assert len(delivered(context)) == 8
    assert {d.state for d in delivered(context)} <= {"accepted", "superseded"}


def test_one_delivery_many_times_at_once(context: Context) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: send(context, event()), range(8)))
    judge_received(context, "aid", limit=8)
    assert [s.reference for s in kept(context)] == ["AID-2026-0001"]
    assert [(d.state, d.times) for d in delivered(context)] == [("accepted", 8)]


def hand_in(context: Context, raw: Mapping[str, object], delivery_id: str = "once", language: str = "fr") -> Outcome:
    return submit(
        context,
        "aid",
        raw,
        source="page",
        delivery_id=delivery_id,
        language=language,
        body=b"raw",
        headers={"Cookie": "s"},
    )


def test_a_submission_from_the_page(context: Context) -> None:
    outcome = hand_in(context, {"state": "FJI"})
    [submission] = kept(context)
    assert outcome == Outcome("accepted", "AID-2026-0001", submission.key, stored=True)
    assert (submission.source, submission.source_id, submission.language) == ("page", "once", "fr")
    [delivery] = delivered(context)
    assert (delivery.body, delivery.headers) == (b"raw", {"cookie": "[withheld]"})
    assert hand_in(context, {"state": "FJI"}) == replace(outcome, state="repeated")
    assert asked(context) == [("sheet", "aid"), ("mail", f"{submission.key} acknowledgement")]


def test_a_refused_submission_is_not_kept(context: Context) -> None:
    outcome = hand_in(context, {"state": ""})
    assert (outcome.state, outcome.stored) == ("refused", False)
    assert [p.path for p in outcome.problems] == ["state"]
    assert delivered(context) == []


def test_a_submission_to_no_form(context: Context) -> None:
    nowhere = replace(context, forms={})
    assert hand_in(nowhere, {}) == Outcome("unknown_form")


def test_problem_text_names_question_and_path() -> None:
    problem = Problem(
        "budget.0.n",
        Text({"en": "Number", "fr": "Nombre"}),
        "%(label)s must be %(max)s or less",
        {"max": "5"},
    )
    assert problem_text(problem) == "Number must be 5 or less (budget.0.n)"
    assert problem_text(Problem("x", Text(), "Enter %(label)s")) == "Enter x"
