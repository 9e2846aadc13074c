"""Drafts are sent once, on both databases, and changed until their time is over."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from journey_form import FIRST, compiled
from windows import Clock, Window, draft_of, form_of, kept

from app import page_body
from app.context import Context
from app.drafting import AFTER_SENDING, Late, begin, is_waiting, send
from app.judging import judge_again
from app.store import deliveries, withdrawals
from app.withdrawing import withdraw

CLOSED = FIRST.replace("edit_until: 2099-01-15 18:00", "closes: 2098-11-30 18:00")


def test_a_draft_is_sent_once_however_often_the_button_is_pressed(window: Window, clock: Clock) -> None:
    window.save("who", name="Ana")
    window.look()
    assert [window.send(0), window.send(0)] == ["accepted", "repeated"]
    window.look()
    assert window.send(0) == "repeated"
    [submission] = kept(window.context)
    draft = draft_of(window)
    assert (submission.version, submission.source, submission.source_id) == (1, "page", window.key)
    assert (submission.language, submission.answers["name"], submission.answers["campaign"]) == ("fr", "Ana", "may")
    assert (draft.sent, draft.is_changed, draft.submission_id) == (1, False, submission.id)
    assert draft.expires_at == clock.now + AFTER_SENDING
    assert not is_waiting(draft)


def test_pressed_in_many_windows_at_once_it_is_sent_once(window: Window) -> None:
    window.save("who", name="Ana")
    windows = [Window(window.context, window.key, window.secret) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        states = sorted(pool.map(lambda one: one.send(0), windows))
    assert states == ["accepted", *["repeated"] * 5]
    assert [one.version for one in kept(window.context)] == [1]


def test_wrong_answers_are_not_sent_and_stay(window: Window) -> None:
    window.save("who", name="")
    window.look()
    assert window.send() == "refused"
    draft = draft_of(window)
    assert (kept(window.context), draft.sent, draft.submission_id) == ([], 0, None)
    assert not is_waiting(draft)


def test_what_is_changed_after_sending_is_told_until_it_is_sent(window: Window, clock: Clock) -> None:
    window.save("who", name="Ana")
    window.look()
    window.send()
    assert not draft_of(window).is_changed
    window.look()
    window.save("who", name="Ana")
    assert not draft_of(window).is_changed
    window.look()
    window.save("who", name="Ana B")
    assert (draft_of(window).is_changed, kept(window.context)[0].answers["name"]) == (True, "Ana")
    window.look()
    clock.now += timedelta(hours=1)
    assert window.send() == "accepted"
    [submission] = kept(window.context)
    assert (submission.version, submission.answers["name"]) == (2, "Ana B")
    assert (draft_of(window).is_changed, draft_of(window).sent) == (False, 2)


def test_what_is_changed_back_is_sent_though_it_was_sent_before(window: Window, clock: Clock) -> None:
    for name in ("Ana", "Bo", "Ana"):
        window.look()
        window.save("who", name=name)
        window.look()
        clock.now += timedelta(minutes=1)
        assert window.send(0) == "accepted"  # as if from a page that was left open since the first time
    [submission] = kept(window.context)
    assert (submission.version, submission.answers["name"]) == (3, "Ana")


def test_what_is_saved_while_the_draft_is_sent_is_still_to_be_sent(window: Window) -> None:
    window.save("who", name="Ana")
    other = Window(window.context, window.key, window.secret)
    window.look()
    other.save("who", name="Bo")
    assert window.send() == "accepted"
    draft = draft_of(window)
    assert (draft.answers["name"], draft.is_changed, draft.sent) == ("Bo", True, 1)
    assert kept(window.context)[0].answers["name"] == "Ana"
    window.look()
    assert window.send() == "accepted"
    assert [(one.version, one.answers["name"]) for one in kept(window.context)] == [(2, "Bo")]


@pytest.mark.parametrize("turn", [-(10**30), -1, 1, 10**30])
def test_a_turn_that_never_was_is_the_one_that_is_on(window: Window, turn: int) -> None:
    window.save("who", name="Ana")
    window.look()
    assert window.send(turn) == "accepted"
    assert (draft_of(window).sent, [one.version for one in kept(window.context)]) == (1, [1])


def test_after_its_time_nothing_is_changed_and_nothing_typed_is_lost(window: Window, clock: Clock) -> None:
    window.save("who", name="Ana")
    window.look()
    window.send()
    window.look()
    window.save("who", name="Bo")
    clock.now = datetime(2099, 1, 15, 18, 1, tzinfo=UTC)
    window.save("who", is_new=True, name="Bo")
    found = send(window.context, replace(window.seen, draft=draft_of(window)), 1)
    assert (found.state, [one.message for one in found.problems]) == ("refused", ["This form closed on %(closes)s"])
    assert (kept(window.context)[0].answers["name"], draft_of(window).answers["name"]) == ("Ana", "Bo")
    assert draft_of(window).is_changed


def test_a_late_draft_is_taken_in_until_its_own_time_is_over(context: Context, clock: Clock) -> None:
    closed = replace(context, forms={"trip": compiled(context.settings.data_dir.parent / "closed", CLOSED)})
    for late, state in ((None, "refused"), (Late("l1", clock.now + timedelta(days=2)), "accepted")):
        draft, secret = begin(closed, form_of(closed), "en", {"name": "Ana"}, late)
        assert Window(closed, draft.key, secret).send() == state
    draft, secret = begin(closed, form_of(closed), "en", {"name": "Bo"}, Late("l2", clock.now + timedelta(hours=2)))
    window = Window(closed, draft.key, secret)
    clock.now += timedelta(hours=3)
    assert window.send() == "refused"


def test_what_speaks_against_a_new_one_puts_it_before_staff_and_not_a_change(context: Context, window: Window) -> None:
    window.save("who", name="Ana")
    assert send(context, window.look(), 0, ("sent in two seconds",)).state == "quarantined"
    draft = draft_of(window)
    assert (kept(context), draft.sent, is_waiting(draft)) == ([], 1, True)
    with context.ledger.reading() as c:
        [delivery] = deliveries.listing(c, state="quarantined", body_bytes=10_000)
    assert delivery.reasons == ("sent in two seconds",)
    assert page_body.read(delivery.body).answers["name"] == "Ana"


def test_the_delivery_says_what_was_typed(context: Context, window: Window) -> None:
    window.save("who", name=" Ana ")
    window.look()
    window.send()
    with context.ledger.reading() as c:
        [delivery] = deliveries.listing(c, body_bytes=10_000)
    assert page_body.read(delivery.body) == page_body.Sent(
        window.key, "fr", draft_of(window).answers, is_admitted=False
    )


SPAM = ("sent in two seconds",)


def states_of(context: Context) -> dict[str, int]:
    with context.ledger.reading() as c:
        return deliveries.counts(c)


def test_what_is_on_its_way_while_staff_have_the_first_to_look_at_is_withdrawn_with_it(
    context: Context, window: Window
) -> None:
    window.save("who", name="Ana")
    send(context, window.look(), 0, SPAM)
    window.look()
    window.save("who", name="Ana B")
    on_its_way = window.look()
    withdraw(context, draft_of(window))
    assert send(context, on_its_way, 1).state == "withdrawn"
    assert states_of(context) == {"withdrawn": 1}
    assert (draft_of(window).answers["name"], draft_of(window).sent) == ("Ana B", 1)


def test_what_is_on_its_way_does_not_change_what_was_withdrawn(context: Context, window: Window) -> None:
    window.save("who", name="Ana")
    window.look()
    window.send()
    window.look()
    window.save("who", name="Ana B")
    window.look()
    withdraw(context, draft_of(window))
    assert window.send() == "withdrawn"
    [submission] = kept(context)
    assert (submission.version, submission.answers["name"]) == (1, "Ana")
    assert draft_of(window).answers["name"] == "Ana B"
    with context.ledger.reading() as c:
        assert withdrawals.of_form(c, "trip") == {submission.key}


def test_withdrawn_and_sent_in_the_same_moment_nothing_waits_for_staff(context: Context, window: Window) -> None:
    window.save("who", name="Ana")
    send(context, window.look(), 0, SPAM)
    window.look()
    window.save("who", name="Ana B")
    on_its_way, draft = window.look(), draft_of(window)
    with ThreadPoolExecutor(2) as pool:
        sending = pool.submit(send, context, on_its_way, 1)
        pool.submit(withdraw, context, draft).result()
        state = sending.result().state
    assert states_of(context) == {"withdrawn": 1 if state == "withdrawn" else 2}


def test_withdrawn_while_staff_take_it_in_it_is_withdrawn(context: Context, window: Window) -> None:
    window.save("who", name="Ana")
    send(context, window.look(), 0, SPAM)
    with context.ledger.reading() as c:
        [held] = deliveries.of_draft(c, "trip", window.key, (deliveries.QUARANTINED,))
    with ThreadPoolExecutor(2) as pool:
        judging = pool.submit(judge_again, context, held.id, asked_by="rita")
        pool.submit(withdraw, context, draft_of(window)).result()
        judging.result()
    taken = kept(context)
    with context.ledger.reading() as c:
        assert withdrawals.of_form(c, "trip") == {one.key for one in taken}
    assert states_of(context) == ({"accepted": 1} if taken else {"withdrawn": 1})
