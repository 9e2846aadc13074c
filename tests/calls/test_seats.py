"""What a member may know and do, over a ledger of each kind."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from app.committee import Seat, said_by_others, seat_of
from app.docket import Proposal
from app.store import assignments, conflicts, members, reviews, submissions
from app.store.conflicts import Found
from app.store.drafts import BROWSER
from app.store.engine import Ledger
from app.store.members import About, Member, NewKey
from app.store.reviews import ABSTAINED, DRAFT, GIVEN, Review
from forms.definition import NO_TEXT, Call, Committee, Form, Sheet, Stage
from tests.calls.a_committee import NOW

EVERYBODY = Call(1, "USD", "asked", "title", "who", (), ())  # type: ignore[arg-type]  # no money in it
FEW = Call(1, "USD", "asked", "title", "who", (), (), committee=Committee(reviews=1))  # type: ignore[arg-type]  # as above
FORM = Form("call", 1, NO_TEXT, ("en",), "C-{number}", (), Sheet("Book", "Tab", ()), call=EVERYBODY)
DAY = NOW.date()
SCORED = Stage("review", NO_TEXT, date(2027, 1, 1), DAY - timedelta(days=1), ("scoring",))
MEETING = replace(EVERYBODY, stages=(SCORED,))


def proposal(c: Connection, number: int, *, is_partial: bool = False) -> int:
    reference = f"C-{number}"
    about = {"form": FORM.name, "form_version": 1, "source": "page", "source_id": reference, "reference": reference}
    told = {"answers": {}, "language": "en", "submitted_at": None, "received_at": NOW, "is_partial": is_partial}
    kept = submissions.insert(c, **about, **told)  # type: ignore[arg-type]  # by name
    assert kept is not None
    return kept.id


def say(c: Connection, submission: int, member: Member, state: str = GIVEN) -> None:
    reviews.save(c, Review(submission, member.id, state, {"a": 1}), now=NOW)


def seat(c: Connection, member: Member, call: Call = EVERYBODY) -> Seat:
    return seat_of(c, FORM, call, member, NOW)


def test_a_seat_has_what_is_not_closed_and_counts_nothing_else(ledger: Ledger) -> None:
    with ledger.writing() as c:
        anna, bo = (members.put(c, FORM.name, About(name), now=NOW) for name in ("Anna", "Bo"))
        one, two, three = (proposal(c, number) for number in (1, 2, 3))
        proposal(c, 4, is_partial=True)
        conflicts.add(c, [Found(one, anna.id, "state"), Found(two, bo.id, "state")], who="service", now=NOW)
        for submission in (one, two, three):
            say(c, submission, bo)
        say(c, one, anna)
        say(c, three, anna, DRAFT)
        found = seat(c, anna)
        assert [(x.reference, x.given) for x in found.to_read] == [("C-2", 0), ("C-3", 1)]
        assert {x.id for x in found.known.values()} == {two, three}
        assert (found.states, found.done, found.coverage) == ({three: DRAFT}, 0, ())


def test_the_next_is_of_those_with_the_fewest_reviews_the_first(ledger: Ledger) -> None:
    with ledger.writing() as c:
        anna, bo = (members.put(c, FORM.name, About(name), now=NOW) for name in ("Anna", "Bo"))
        one, two, three = (proposal(c, number) for number in (1, 2, 3))
        say(c, one, bo)
        found = seat(c, anna)
        following = found.after()
        assert following is not None
        assert following.reference == "C-2"
        again = found.after(following.key)
        assert again is not None
        assert again.reference == "C-3"
        for submission, state in ((two, GIVEN), (three, ABSTAINED), (one, GIVEN)):
            say(c, submission, anna, state)
        assert seat(c, anna).after() is None


def test_others_are_read_after_ones_own_and_neither_drafts_nor_what_is_closed(ledger: Ledger) -> None:
    with ledger.writing() as c:
        anna, bo, cy, di = (members.put(c, FORM.name, About(name), now=NOW) for name in ("Anna", "Bo", "Cy", "Di"))
        one = proposal(c, 1)
        say(c, one, bo)
        say(c, one, cy, DRAFT)
        say(c, one, di)
        conflicts.add(c, [Found(one, di.id, "state")], who="service", now=NOW)
        before = seat(c, anna, MEETING)
        [known] = before.known.values()
        assert said_by_others(c, before, known) == []
        say(c, one, anna)
        members.leave(c, bo.id, now=NOW)  # what they said stays
        after = seat(c, anna, MEETING)
        [known] = after.known.values()
        assert [name for name, _ in said_by_others(c, after, known)] == ["Bo"]


def test_others_are_read_of_what_one_reviewed_and_by_the_chair_of_all_that_is_not_closed(ledger: Ledger) -> None:
    with ledger.writing() as c:
        anna, bo = (members.put(c, FORM.name, About(name), now=NOW) for name in ("Anna", "Bo"))
        chris = members.put(c, FORM.name, About("Chris", role="chair"), now=NOW)
        one, two, three = (proposal(c, number) for number in (1, 2, 3))
        say(c, one, anna)
        say(c, two, anna, ABSTAINED)
        conflicts.add(c, [Found(three, chris.id, "state")], who="service", now=NOW)
        seen = {who.name: [x.reference for x in seat(c, who, MEETING).compared] for who in (anna, bo, chris)}
        assert seen == {"Anna": ["C-1"], "Bo": [], "Chris": ["C-1", "C-2"]}


@pytest.mark.parametrize(
    ("stages", "is_seen"),
    [
        ((), False),
        ((replace(SCORED, ends=DAY),), False),
        ((SCORED, replace(SCORED, starts=DAY + timedelta(days=9), ends=DAY + timedelta(days=10))), False),
        ((SCORED, replace(SCORED, starts=DAY, ends=DAY, opens=("ranking",))), True),
        ((SCORED, replace(SCORED, opens=("ranking",))), False),
    ],
    ids=["nothing ends scoring", "its last day", "it opens again", "both named", "ranking is over"],
)
def test_others_are_read_only_when_scoring_is_over_for_good(
    ledger: Ledger, stages: tuple[Stage, ...], is_seen: bool
) -> None:
    with ledger.writing() as c:
        anna = members.put(c, FORM.name, About("Anna"), now=NOW)
        say(c, proposal(c, 1), anna)
        found = seat(c, anna, replace(EVERYBODY, stages=stages))
        assert bool(found.compared) is is_seen
        assert not (found.compared and found.scoring.is_open)


def test_where_few_read_each_the_assigned_are_read_and_the_chair_counts_what_they_know(ledger: Ledger) -> None:
    with ledger.writing() as c:
        anna = members.put(c, FORM.name, About("Anna", role="chair"), now=NOW)
        bo = members.put(c, FORM.name, About("Bo"), now=NOW)
        one, two, three = (proposal(c, number) for number in (1, 2, 3))
        assignments.add(c, [(one, anna.id), (two, bo.id), (three, bo.id)], now=NOW)
        conflicts.add(c, [Found(three, anna.id, "state")], who="service", now=NOW)
        say(c, two, bo)
        say(c, three, bo)
        found = seat(c, anna, FEW)
        assert [one.reference for one in found.to_read] == ["C-1"]
        assert [(one.name, one.done, one.count) for one in found.coverage] == [("Anna", 0, 1), ("Bo", 1, 1)]


def test_nothing_is_open_before_a_review_is_begun(ledger: Ledger) -> None:
    with ledger.writing() as c:
        anna = members.put(c, FORM.name, About("Anna"), now=NOW)
        submission = proposal(c, 1)
        found = seat(c, anna)
        [known] = found.to_read
        assert not found.may_open(known)
        say(c, submission, anna, DRAFT)
        assert seat(c, anna).may_open(known)
        assert not seat(c, anna).may_open(Proposal(99, "x", "C-9"))


def test_a_browser_stays_and_is_forgotten(ledger: Ledger) -> None:
    with ledger.writing() as c:
        anna = members.put(c, FORM.name, About("Anna"), now=NOW)
        for secret in ("one", "two"):
            members.add_key(c, anna.id, secret, NewKey(BROWSER, NOW, NOW))
        members.stay(c, "one", until=NOW + timedelta(hours=1))
        members.forget_key(c, "two")
        key = members.key_of(c, "one")
        assert key is not None
        assert key.expires_at == NOW + timedelta(hours=1)
        assert members.key_of(c, "two") is None
