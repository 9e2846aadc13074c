"""What staff decide in the sheet has a mail held, which goes once it is released, while they stay with it."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_string

import pytest
from desks import NOW, Desk

from app import release
from app.store import audit
from app.store.outbox import DONE, DUE, ON_HOLD

HELD_STILL = (ON_HOLD, "")
TAKEN_BACK = (DONE, "not sent: Decision was changed before anybody released it")


def states(desk: Desk) -> list[tuple[str, str]]:
    return [(one.state, one.note) for one in desk.mails()]


def decide(desk: Desk, kept: object, value: object) -> None:
    desk.write(kept, "Decision", value)  # type: ignore[arg-type]
    desk.sync()


def letters(desk: Desk) -> list[str]:
    return [path.read_text() for path in sorted(desk.context.settings.mail_folder.glob("*.eml"))]


def test_a_decision_has_its_mail_held_until_it_is_released(desk: Desk) -> None:
    desk.publish()
    kept, _ = desk.take(1), desk.take(2)
    desk.sync()
    decide(desk, kept, "Accepted ")
    decide(desk, kept, "accepted")
    [item] = desk.mails()
    assert (item.state, item.target) == (ON_HOLD, f"{kept.key} promise")
    assert item.payload["decided"] == {"column": "Decision", "says": "Accepted ", "by": desk.who, "at": NOW.isoformat()}
    desk.run(item)
    assert states(desk) == [HELD_STILL]
    assert release.release(desk.context, [item.id], who="ana") == 1
    assert release.release(desk.context, [item.id], who="ana") == 0
    assert desk.run(item) == "sent to a@example.org"
    assert len(letters(desk)) == 1
    with desk.context.ledger.reading() as c:
        [line] = audit.recent(c, act=release.RELEASED)
    assert (line.who, line.what) == ("ana", f"outbox {item.id}")


@pytest.mark.parametrize("value", ["refused", "acepted", None, "=1+1"])
def test_a_decision_that_is_changed_takes_its_mail_back(desk: Desk, value: object) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    decide(desk, kept, "accepted")
    decide(desk, kept, value)
    assert states(desk) == [TAKEN_BACK]
    decide(desk, kept, "accepted")
    assert states(desk) == [TAKEN_BACK, HELD_STILL]


@pytest.mark.parametrize("value", ["acepted", "refused", '="accepted"', 1])
def test_what_is_no_such_decision_holds_nothing(desk: Desk, value: object) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    decide(desk, kept, value)
    assert desk.mails() == []


def test_a_decision_that_is_changed_after_the_release_stops_the_mail(desk: Desk) -> None:
    desk.publish(("    is: accepted\n", "    is: accepted\n    after_days: 3\n"))
    kept = desk.take(1)
    desk.sync()
    decide(desk, kept, "accepted")
    [item] = desk.mails()
    assert item.not_before == NOW + timedelta(days=3)
    release.release(desk.context, [item.id], who="ana")
    decide(desk, kept, "refused")
    assert states(desk) == [(DUE, "")]
    later = NOW + timedelta(days=4)
    desk.context = replace(desk.context, now=lambda: later)
    assert desk.run(item) == "not sent: Decision does not say accepted any more"
    assert letters(desk) == []


def test_decided_anew_is_another_message(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    for value in ("accepted", "refused", "accepted"):
        decide(desk, kept, value)
        for item in desk.mails(ON_HOLD):
            release.release(desk.context, [item.id], who="ana")
            desk.run(item)
    identities = {message_from_string(letter)["Message-ID"] for letter in letters(desk)}
    assert len(letters(desk)) == len(identities) == 2


def test_staff_may_let_nothing_come_of_it(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    decide(desk, kept, "accepted")
    [item] = desk.mails()
    assert release.drop(desk.context, [item.id], who="ana") == 1
    assert states(desk) == [(DONE, "not sent: ana decided so")]
    assert release.release(desk.context, [item.id], who="ana") == 0


def test_a_column_of_both_decides_by_its_choices(desk: Desk) -> None:
    desk.publish(("    column: Decision\n    is: accepted\n", "    column: kind\n    is: training\n"))
    goods, training = desk.take(1), desk.take(2, kind="training")
    desk.sync()
    desk.write(goods, "Kind", "Training")
    desk.write(training, "Kind", "Goods")
    desk.sync()
    assert [one.target for one in desk.mails(ON_HOLD)] == [f"{goods.key} promise"]


def test_who_is_withdrawn_gets_no_more_mails(desk: Desk) -> None:
    desk.publish(("  tab: aid\n", "  tab: aid\n  deleted_rows: withdraw\n"))
    kept, _ = desk.take(1), desk.take(2)
    desk.sync()
    decide(desk, kept, "accepted")
    desk.delete(kept)
    desk.sync()
    [item] = desk.mails()
    release.release(desk.context, [item.id], who="ana")
    assert desk.run(item) == "not sent: the submission counts as withdrawn"


@pytest.mark.parametrize("is_released", [True, False])
def test_what_was_released_before_it_was_decided_anew_does_not_go(desk: Desk, *, is_released: bool) -> None:
    desk.publish(("    is: accepted\n", "    is: accepted\n    after_days: 3\n"))
    kept = desk.take(1)
    desk.sync()
    decide(desk, kept, "accepted")
    release.release(desk.context, [one.id for one in desk.mails(ON_HOLD)], who="ana")
    decide(desk, kept, "refused")
    decide(desk, kept, "accepted")
    if is_released:
        release.release(desk.context, [one.id for one in desk.mails(ON_HOLD)], who="ana")
    later = NOW + timedelta(days=4)
    desk.context = replace(desk.context, now=lambda: later)
    for item in desk.mails():
        desk.run(item)
    assert len(letters(desk)) == is_released
    assert desk.mails()[0].note.startswith("not sent: it was decided anew since, and that waits for its own release")


def test_a_decision_counts_in_the_column_in_which_it_was_made(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    renamed = (("{header: Decision,", "{header: Verdict,"), ("    column: Decision\n", "    column: Verdict\n"))
    desk.publish(*renamed, version=2)
    desk.sync()
    desk.write(kept, "Verdict", "accepted")
    desk.sync()
    [item] = desk.mails(ON_HOLD)
    release.release(desk.context, [item.id], who="ana")
    assert desk.run(item) == "sent to a@example.org"
