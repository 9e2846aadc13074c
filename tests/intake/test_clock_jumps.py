"""The clock is wrong for a while: nothing is lost, nothing is taken for newer than it is, nobody works twice."""

import json
from datetime import timedelta

import pytest
from intake_forms import NOW, SECRET, Clock, clock, context, deliver

from app.context import Context
from app.intake import Outcome
from app.store import lanes, outbox, submissions
from connectors.ports import HookRequest
from connectors.sources import SOURCES

__all__ = ["clock", "context"]

DAY = 86_400.0


def send(context: Context, state: str, identity: str = "s1", sent_at: str = "2026-05-04T09:00:00Z") -> Outcome:
    data = {"id": identity, "answers": {"state": state}, "submitted_at": sent_at}
    body = json.dumps({"type": "submission", "data": data}).encode()
    headers = SOURCES["standard-webhooks"].proof.show(body, SECRET, NOW).headers  # the sender's clock is right
    return deliver(context, "standard-webhooks", HookRequest(body, headers))


def states(context: Context) -> dict[str, object]:
    with context.ledger.reading() as c:
        return {one.source_id: one.answers["state"] for one in submissions.of_form(c, "aid")}


@pytest.mark.parametrize("jump", [-DAY, DAY, -365 * DAY, 365 * DAY])
def test_what_cannot_be_proved_by_a_wrong_clock_is_taken_when_it_is_right(
    context: Context, clock: Clock, jump: float
) -> None:
    clock.pass_seconds(jump)
    assert send(context, "FJI") == Outcome("unauthentic")
    assert states(context) == {}
    clock.pass_seconds(-jump)
    assert send(context, "FJI").state == "accepted"


def test_an_edit_after_the_clock_went_back_stands(context: Context, clock: Clock) -> None:
    clock.pass_seconds(200)
    send(context, "FJI", sent_at="2026-05-04T09:00:00Z")
    clock.pass_seconds(-400)
    send(context, "TON", sent_at="2026-05-04T09:10:00Z")
    send(context, "WSM", identity="s2")
    assert states(context) == {"s1": "TON", "s2": "WSM"}


@pytest.mark.parametrize("jump", [-DAY, DAY])
def test_a_lane_has_one_holder_however_the_clock_jumps(context: Context, jump: float) -> None:
    until = NOW + timedelta(seconds=30)
    later = NOW + timedelta(seconds=jump)

    def acquire(holder: str) -> bool:
        with context.ledger.writing() as c:
            return lanes.acquire(c, "sheet", "aid", holder=holder, now=later, until=later + timedelta(seconds=30))

    with context.ledger.writing() as c:
        assert lanes.acquire(c, "sheet", "aid", holder="one", now=NOW, until=until)
    is_taken = acquire("two")
    with context.ledger.writing() as c:
        still = lanes.extend(c, "sheet", "aid", holder="one", until=until)
    assert (is_taken, still) == (jump > 0, jump < 0)


def test_what_was_asked_for_by_a_clock_that_ran_ahead_is_due_when_the_time_comes(context: Context) -> None:
    ahead = NOW + timedelta(hours=1)
    with context.ledger.writing() as c:
        item = outbox.put(c, "sheet", "aid", now=ahead)
    with context.ledger.writing() as c:
        assert [one.id for one in outbox.due(c, now=NOW, limit=10)] == []
        assert [one.id for one in outbox.due(c, now=ahead, limit=10)] == [item]
