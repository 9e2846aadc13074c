"""Many messages of one submission: edits, what is older, what is not finished, and what lists several."""

import base64
import hmac
import json
from dataclasses import replace
from pathlib import Path

import pytest
from intake_forms import DEFINITION, NOW, SECRET, Clock, clock, deliver, receive

from app.config import read_settings
from app.context import Context, build_context
from app.intake import Outcome
from app.judging import judge_again, judge_received, judge_received_alone
from app.store import deliveries, outbox, secrets, submissions
from app.store.engine import Ledger
from connectors.ports import HookRequest
from connectors.sources import SOURCES
from connectors.sources.signatures import HmacScheme, as_whsec
from forms.definition import Source

__all__ = ["clock"]


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path, clock: Clock) -> Context:
    """The small form, which also takes Formbricks, ODK Central and Jotform by the names of its own questions."""
    folder = tmp_path / "forms" / "aid"
    folder.mkdir(parents=True)
    more = "".join(f"  - source: {word}\n" for word in ("formbricks", "odk-central", "jotform", "generic"))
    (folder / "form.yaml").write_text(DEFINITION + more, encoding="utf-8")
    settings = read_settings({"CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(folder.parent)})
    built = build_context(settings)
    with ledger.writing() as c:
        for source in built.forms["aid"].form.sources:
            secrets.add(c, "aid", source.word, SECRET, now=NOW)
    return replace(built, ledger=ledger, now=clock)


def send(context: Context, word: str, body: object) -> Outcome:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    shown = SOURCES[word].proof.show(raw, SECRET, context.now())
    return deliver(context, word, HookRequest(raw, shown.headers, shown.in_address))


def kept(context: Context) -> list[tuple[int, str, bool]]:
    with context.ledger.reading() as c:
        return [(s.version, s.answers["state"], s.is_partial) for s in submissions.of_form(c, "aid")]


def states(context: Context) -> list[str]:
    with context.ledger.reading() as c:
        return [d.state for d in deliveries.listing(c)[::-1]]


def mails(context: Context) -> int:
    with context.ledger.reading() as c:
        return sum(item.kind == "mail" for item in outbox.listing(c))


def formbricks(state: str | None, at: str, *, finished: bool) -> dict[str, object]:
    answers = {"state": state} if state else {"size": "small"}
    data = {"id": "r1", "data": answers, "finished": finished, "createdAt": "2026-05-04T09:00:00Z", "updatedAt": at}
    return {"event": "responseFinished" if finished else "responseUpdated", "webhookId": "w", "data": data}


def test_a_response_that_grows_is_one_submission_and_its_mail_waits_for_the_end(context: Context) -> None:
    assert send(context, "formbricks", formbricks(None, "2026-05-04T09:00:00Z", finished=False)).state == "partial"
    assert kept(context) == []
    send(context, "formbricks", formbricks("FJI", "2026-05-04T09:01:00Z", finished=False))
    assert (kept(context), mails(context)) == ([(1, "FJI", True)], 0)
    send(context, "formbricks", formbricks("TON", "2026-05-04T09:02:00Z", finished=True))
    assert (kept(context), mails(context)) == ([(2, "TON", False)], 1)
    assert states(context) == ["partial", "accepted", "accepted"]


def test_to_finish_without_a_change_makes_no_version_and_sends_the_mail(context: Context) -> None:
    send(context, "formbricks", formbricks("FJI", "2026-05-04T09:01:00Z", finished=False))
    send(context, "formbricks", formbricks("FJI", "2026-05-04T09:02:00Z", finished=True))
    assert (kept(context), mails(context)) == ([(1, "FJI", False)], 1)


@pytest.mark.parametrize("at", ["2026-05-04T09:01:00Z", "2026-05-04T09:59:00Z"])
def test_what_is_not_finished_never_overwrites_what_is(context: Context, at: str) -> None:
    send(context, "formbricks", formbricks("FJI", "2026-05-04T09:30:00Z", finished=True))
    send(context, "formbricks", formbricks("TON", at, finished=False))
    assert kept(context) == [(1, "FJI", False)]
    assert states(context) == ["accepted", "superseded"]


def test_what_is_finished_replaces_what_was_not_whatever_the_clocks_say(context: Context) -> None:
    send(context, "formbricks", formbricks("FJI", "2026-05-04T09:30:01Z", finished=False))
    send(context, "formbricks", formbricks("TON", "2026-05-04T09:30:00Z", finished=True))
    assert (kept(context), mails(context)) == ([(2, "TON", False)], 1)


def kobo(uuid: str, state: str, made_from: str = "") -> dict[str, object]:
    edit = {"meta/deprecatedID": f"uuid:{made_from}"} if made_from else {}
    return {"_id": 7, "_uuid": uuid, "_submission_time": "2026-05-04T09:00:00", "who/state": state, **edit}


ORDERS = [
    (("a", "FJI", ""), ("b", "TON", "a"), ("c", "WSM", "b")),
    (("c", "WSM", "b"), ("b", "TON", "a"), ("a", "FJI", "")),
    (("c", "WSM", "b"), ("a", "FJI", ""), ("b", "TON", "a")),
    (("b", "TON", "a"), ("a", "FJI", ""), ("c", "WSM", "b")),
    (("a", "FJI", ""), ("c", "WSM", "b"), ("x", "TON", "a"), ("b", "VUT", "x")),
    (("c", "WSM", "b"), ("x", "TON", "a"), ("b", "VUT", "x"), ("a", "FJI", "")),
]


@pytest.mark.parametrize("order", ORDERS)
def test_edits_of_one_time_follow_what_they_were_made_from(
    context: Context, order: tuple[tuple[str, ...], ...]
) -> None:
    for uuid, state, made_from in order:
        send(context, "kobotoolbox", kobo(uuid, state, made_from))
    judge_received(context, "aid", limit=9)  # what a missing link has shown to be the newest
    assert [state for _, state, _ in kept(context)] == ["WSM"]


@pytest.mark.parametrize("order", ORDERS)
def test_edits_follow_what_they_were_made_from_in_one_batch_too(
    context: Context, order: tuple[tuple[str, ...], ...]
) -> None:
    for uuid, state, made_from in order:
        raw = json.dumps(kobo(uuid, state, made_from)).encode()
        headers = SOURCES["kobotoolbox"].proof.show(raw, SECRET, context.now()).headers
        receive(context, "aid", "kobotoolbox", HookRequest(raw, headers))
    while judge_received(context, "aid", limit=9):
        pass
    assert [state for _, state, _ in kept(context)] == ["WSM"]


def test_an_edit_without_an_id_of_its_own_is_a_version(context: Context) -> None:
    for state in ("FJI", "TON"):
        raw = json.dumps({"q1_state": state, "slug": "submit/1"})
        send(context, "jotform", {"formID": "1", "submissionID": "9", "rawRequest": raw})
    assert kept(context) == [(2, "TON", False)]


def test_the_same_id_with_other_content_is_a_version_and_never_silent(context: Context) -> None:
    scheme = SOURCES["standard-webhooks"].proof
    assert isinstance(scheme, HmacScheme)
    for state in ("FJI", "TON"):
        raw = json.dumps({"type": "x", "data": {"id": "s1", "answers": {"state": state}}}).encode()
        shown = scheme.show(raw, SECRET, context.now()).headers
        key = as_whsec(SECRET)
        content = f"same.{shown['webhook-timestamp']}.".encode() + raw
        signature = "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()
        headers = {**shown, "webhook-id": "same", "webhook-signature": signature}
        assert deliver(context, "standard-webhooks", HookRequest(raw, headers)).state == "accepted"
    assert kept(context) == [(2, "TON", False)]
    assert states(context) == ["accepted", "accepted"]


def test_a_body_that_lists_several_becomes_as_many_submissions(context: Context) -> None:
    rows = [{"__id": f"uuid:{name}", "state": state} for name, state in (("a", "FJI"), ("b", "TON"))]
    assert send(context, "odk-central", {"value": rows}).state == "split"
    judge_received(context, "aid", limit=10)
    assert [state for _, state, _ in kept(context)] == ["FJI", "TON"]
    assert states(context) == ["split", "accepted", "accepted"]


def test_a_body_tells_its_own_identity_where_the_mapping_says_so(context: Context) -> None:
    compiled = context.forms["aid"]
    mapping = {"no": "$submission", "changed": "$time", "lang": "$language", "where": "state"}
    form = replace(compiled.form, sources=(Source("generic", mapping),))
    told = replace(context, forms={"aid": replace(compiled, form=form)})
    for state, at in (("TON", "2026-05-04T09:30:00Z"), ("FJI", "2026-05-04T09:00:00Z")):
        send(told, "generic", {"no": 5, "changed": at, "lang": "fr", "where": state})
    assert kept(context) == [(1, "TON", False)]
    with context.ledger.reading() as c:
        [one] = submissions.of_form(c, "aid")
    assert (one.source_id, one.language) == ("5", "fr")


@pytest.mark.parametrize("nothing", [None, "", True, {"id": 1}])
def test_an_identity_that_names_nothing_makes_no_two_submissions_one(context: Context, nothing: object) -> None:
    compiled = context.forms["aid"]
    form = replace(compiled.form, sources=(Source("generic", {"no": "$submission", "where": "state"}),))
    told = replace(context, forms={"aid": replace(compiled, form=form)})
    for state in ("TON", "FJI"):
        send(told, "generic", {"no": nothing, "where": state})
    assert [state for _, state, _ in kept(context)] == ["TON", "FJI"]


def test_what_was_said_before_and_is_said_again_after_something_else_counts(context: Context) -> None:
    compiled = context.forms["aid"]
    form = replace(compiled.form, sources=(Source("generic", {"no": "$submission", "where": "state"}),))
    told = replace(context, forms={"aid": replace(compiled, form=form)})
    for state in ("FJI", "TON", "FJI", "FJI"):
        send(told, "generic", {"no": 7, "where": state})
    assert kept(context) == [(3, "FJI", False)]


def test_fractions_of_a_body_that_lists_several_keep_their_digits(context: Context) -> None:
    rows = b'{"value": [{"__id": "a", "size": 12345678901234567.89}, {"__id": "b", "size": 1e300}]}'
    first, second = SOURCES["odk-central"].split(HookRequest(rows, {}))
    assert b"12345678901234567.89" in first.body
    assert SOURCES["odk-central"].read(second).submission_id == "b"


@pytest.mark.parametrize("body", [b'{"value": [{"__id": "a", "state": "FJI"}, {"__id": "b", "state": "TON"}]}', b"{}"])
def test_what_came_twice_holds_up_nobody_when_it_is_split_or_its_source_is_gone(context: Context, body: bytes) -> None:
    for _ in range(2):
        receive(context, "aid", "odk-central", HookRequest(body, {}, SECRET))
    compiled = context.forms["aid"]
    alone = replace(context, forms={"aid": replace(compiled, form=replace(compiled.form, sources=()))})
    outcomes = judge_received(context if body != b"{}" else alone, "aid", limit=9)
    assert [o.state for o in outcomes] == (["split", "repeated"] if body != b"{}" else ["unknown_source", "repeated"])


def test_deliveries_are_judged_in_batches_in_the_order_in_which_they_came(context: Context) -> None:
    for number in range(5):
        raw = json.dumps({"state": "FJI", "size": "small"}).encode() + b" " * number
        assert receive(context, "aid", "generic", HookRequest(raw, {}, SECRET)).state == "received"
    with context.ledger.reading() as c:
        assert [(i.kind, i.target) for i in outbox.listing(c)] == [("intake", "aid")]
    assert [o.state for o in judge_received(context, "aid", limit=3)] == ["accepted"] * 3
    assert [o.reference[-1] for o in judge_received(context, "aid", limit=3)] == ["4", "5"]
    assert judge_received(context, "aid", limit=3) == []


def test_a_delivery_that_always_fails_ends_in_quarantine_and_the_rest_goes_on(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    for state in ("FJI", "TON"):
        receive(context, "aid", "generic", HookRequest(json.dumps({"state": state}).encode(), {}, SECRET))
    compiled = context.forms["aid"]

    class Failing:
        form, questions = compiled.form, compiled.questions

        def check(self, raw: object, now: object) -> object:
            if raw == {"state": "FJI"}:
                raise ZeroDivisionError
            return compiled.check(raw, now)

    failing = replace(context, forms={"aid": Failing()})
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            judge_received_alone(failing, "aid")
    assert judge_received_alone(failing, "aid")[0].state == "quarantined"
    assert judge_received_alone(failing, "aid")[0].state == "accepted"
    assert states(context) == ["quarantined", "accepted"]
    with context.ledger.reading() as c:
        [held] = deliveries.of_states(c, "aid", ("quarantined",))
    assert judge_again(context, held, asked_by="rita") is not None
    assert states(context) == ["accepted", "accepted"]


def test_large_deliveries_are_judged_a_few_at_a_time(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "MOST_BYTES", 250)
    for size in (100, 100, 100, 900, 10):
        raw = json.dumps({"state": "FJI", "photo": "x" * size}).encode()
        receive(context, "aid", "generic", HookRequest(raw, {}, SECRET))
    sizes = []
    while outcomes := judge_received(context, "aid", limit=9):
        sizes.append(len(outcomes))
    assert sizes == [1, 1, 1, 1, 1] or sizes == [2, 1, 1, 1]
