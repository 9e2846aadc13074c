"""What the ledger keeps of a call: its committee, who may not know what, what members say, and what they said once."""

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import Connection, text

from app.store import assignments, conflicts, members, reviews, submissions
from app.store.conflicts import DECLARED, Found
from app.store.drafts import BROWSER, LINK
from app.store.engine import Ledger, alembic_config, migrate
from app.store.members import About, Member, NewKey
from app.store.reviews import ABSTAINED, DRAFT, GIVEN, Review

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CALL = "call"


def proposal(connection: Connection, number: int = 1, form: str = CALL) -> int:
    reference = f"{form}-{number}"
    about = {"form": form, "form_version": 1, "source": "page", "source_id": reference, "reference": reference}
    when = {"submitted_at": None, "received_at": NOW}
    kept = submissions.insert(connection, **about, answers={}, language="en", **when)  # type: ignore[arg-type]  # by name
    assert kept is not None
    return kept.id


def anna(connection: Connection) -> Member:
    return members.put(connection, CALL, About("Anna", "anna@example.org", state="CHE"), now=NOW)


def test_a_member_is_one_in_any_case_and_may_come_back(ledger: Ledger) -> None:
    with ledger.writing() as c:
        first = anna(c)
        members.leave(c, first.id, now=LATER)
        assert members.of_form(c, CALL) == []
        assert [one.name for one in members.of_form(c, CALL, gone=True)] == ["Anna"]
        back = members.put(c, CALL, About("ANNA", "a@example.org", role="chair"), now=LATER)
        assert (back.id, back.left_at, back.email, back.is_chair) == (first.id, None, "a@example.org", True)
        assert members.of_form(c, "other") == []


def test_who_leaves_is_let_in_by_nothing(ledger: Ledger) -> None:
    with ledger.writing() as c:
        one = anna(c)
        for secret, kind in (("s1", LINK), ("s2", BROWSER)):
            members.add_key(c, one.id, secret, NewKey(kind, NOW, LATER))
        found = members.key_of(c, "s1")
        assert found is not None
        assert (found.member_id, found.kind, found.used_at) == (one.id, LINK, None)
        members.use_key(c, "s1", now=NOW)
        members.leave(c, one.id, now=LATER)
        assert members.key_of(c, "s1") is None
        assert members.key_of(c, "s2") is None


def test_a_conflict_counts_until_it_is_lifted_and_a_found_one_does_not_come_back(ledger: Ledger) -> None:
    with ledger.writing() as c:
        one, there = anna(c), proposal(c)
        found = Found(there, one.id, "state", "CHE")
        conflicts.add(c, [found, found], who="service", now=NOW)
        (kept,) = conflicts.of_form(c, CALL)
        assert conflicts.closed_to(c, one.id) == {there}
        conflicts.lift(c, kept.id, who="staff", now=LATER)
        conflicts.add(c, [found], who="service", now=LATER)
        assert conflicts.closed_to(c, one.id) == frozenset()
        conflicts.add(c, [Found(there, one.id, DECLARED, "my sister's")], who="Anna", now=LATER)
        assert conflicts.closed_to(c, one.id) == {there}


def test_assignments_are_those_that_were_last_made(ledger: Ledger) -> None:
    with ledger.writing() as c:
        one, two = anna(c), members.put(c, CALL, About("Bo"), now=NOW)
        first, second = proposal(c, 1), proposal(c, 2)
        assignments.add(c, [(first, one.id), (first, one.id)], now=NOW)
        assignments.replace(c, CALL, [(first, two.id), (second, one.id)], now=NOW)
        assert assignments.of_form(c, CALL) == {(first, two.id), (second, one.id)}


def earlier(c: Connection) -> list[tuple[str, str]]:
    return [tuple(row) for row in c.execute(text("select state, scores from earlier_reviews order by id"))]


def test_what_was_given_is_put_aside_when_it_changes_and_a_draft_is_not(ledger: Ledger) -> None:
    with ledger.writing() as c:
        one, there = anna(c), proposal(c)
        reviews.save(c, Review(there, one.id, DRAFT, {"a": 1}), now=NOW)
        reviews.save(c, Review(there, one.id, GIVEN, {"a": 3}, {"": "fine"}), now=NOW)
        assert earlier(c) == []
        reviews.save(c, Review(there, one.id, GIVEN, {"a": 3}, {"": "fine"}), now=LATER)
        assert earlier(c) == []
        reviews.save(c, Review(there, one.id, ABSTAINED), now=LATER)
        assert [state for state, _ in earlier(c)] == [GIVEN]
        found = reviews.find(c, there, one.id)
        assert found is not None
        assert (found.state, found.given_at) == (ABSTAINED, LATER)


def test_the_ranking_reads_what_was_given_alone(ledger: Ledger) -> None:
    with ledger.writing() as c:
        one, two = anna(c), members.put(c, CALL, About("Bo"), now=NOW)
        first, second = proposal(c, 1), proposal(c, 2)
        reviews.save(c, Review(first, one.id, GIVEN, {"a": 3}), now=NOW)
        reviews.save(c, Review(second, one.id, DRAFT, {"a": 4}), now=NOW)
        reviews.save(c, Review(first, two.id, ABSTAINED), now=NOW)
        assert [(s.submission_id, s.reviewer, s.scores) for s in reviews.given(c, CALL)] == [(first, "Anna", {"a": 3})]
        assert len(reviews.of_form(c, CALL)) == 3
        assert list(reviews.of_member(c, one.id)) == [first, second]
        assert reviews.given(c, "other") == []


def down_to(ledger: Ledger, revision: str) -> None:
    with ledger.engine.connect() as connection:
        command.downgrade(alembic_config(connection), revision)
        connection.commit()


@pytest.mark.parametrize("direction", ["up", "down and up"])
def test_scores_kept_one_by_one_become_reviews(ledger: Ledger, direction: str) -> None:
    """What an older version of the service kept."""
    with ledger.writing() as c:
        there, other = proposal(c, 1), proposal(c, 1, "other")
    down_to(ledger, "0012")
    with ledger.writing() as c:
        add = text("insert into reviews values (:s, :r, :c, :score, '2027-02-01 09:00:00')")
        scores = [(there, "Anna", "a", 3), (there, "Anna", "b", 5), (there, "Bo", "a", 0), (other, "Anna", "a", 1)]
        for s, r, criterion, score in scores:
            c.execute(add, {"s": s, "r": r, "c": criterion, "score": score})
    migrate(ledger)
    if direction != "up":
        down_to(ledger, "0012")
        migrate(ledger)
    with ledger.reading() as c:
        assert [(one.reviewer, one.scores) for one in reviews.given(c, CALL)] == [
            ("Anna", {"a": 3, "b": 5}),
            ("Bo", {"a": 0}),
        ]
        assert [(one.reviewer, one.scores) for one in reviews.given(c, "other")] == [("Anna", {"a": 1})]
        (kept, _) = reviews.of_form(c, CALL)
        assert kept.given_at == NOW
