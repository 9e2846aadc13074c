"""The ledger's promises, on SQLite and PostgreSQL: gapless numbers, exclusive lanes, one delivery once, kept versions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from app.store import audit, deliveries, invoices, lanes, numbers, outbox, reviews, secrets, staff, submissions, ticks
from app.store.engine import Ledger, LedgerDown, migrate, open_ledger
from app.store.tables import metadata

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def keep_submission(connection, source_id: str = "s1", **answers) -> submissions.Submission:
    return submissions.insert(
        connection,
        form="f",
        form_version=1,
        source="typeform",
        source_id=source_id,
        reference=f"REF-{source_id}",
        answers=answers,
        language="fr",
        submitted_at=None,
        received_at=NOW,
    )


def test_numbers_have_no_gaps_after_a_rollback(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        assert numbers.next_number(connection, "invoices") == 1
    with pytest.raises(ZeroDivisionError), ledger.writing() as connection:
        assert numbers.next_number(connection, "invoices") == 2
        raise ZeroDivisionError
    with ledger.writing() as connection:
        assert numbers.next_number(connection, "invoices") == 2
        assert numbers.next_number(connection, "letters") == 1


def test_numbers_are_each_used_once_by_many_at_a_time(ledger: Ledger) -> None:
    def take(_: int) -> int:
        with ledger.writing() as connection:
            return numbers.next_number(connection, "invoices")

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(40))) == list(range(1, 41))


def test_a_lane_has_one_holder_at_a_time(ledger: Ledger) -> None:
    def take(holder: int) -> bool:
        with ledger.writing() as connection:
            return lanes.acquire(
                connection, "sheet", "f", holder=str(holder), now=NOW, until=NOW + timedelta(seconds=30)
            )

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(16))) == 1


def test_a_lane_is_free_after_its_lease_or_its_release(ledger: Ledger) -> None:
    later = NOW + timedelta(seconds=31)
    with ledger.writing() as connection:
        assert lanes.acquire(connection, "k", "t", holder="a", now=NOW, until=NOW + timedelta(seconds=30))
        assert not lanes.acquire(connection, "k", "t", holder="b", now=NOW, until=later)
        assert lanes.acquire(connection, "k", "t", holder="b", now=later, until=later + timedelta(seconds=30))
        assert not lanes.extend(connection, "k", "t", holder="a", until=later)
        lanes.release(connection, "k", "t", holder="a")
        assert not lanes.acquire(connection, "k", "t", holder="c", now=later, until=later)
        lanes.release(connection, "k", "t", holder="b")
        assert lanes.acquire(connection, "k", "t", holder="c", now=later, until=later)


def test_a_delivery_is_kept_once_with_its_bytes(ledger: Ledger) -> None:
    message = {"form": "f", "source": "typeform", "delivery_id": "e1", "headers": {"a": "b"}}
    with ledger.writing() as connection:
        first = deliveries.insert(connection, **message, body=b"\x00\xff", received_at=NOW)
        assert first is not None
        assert deliveries.insert(connection, **message, body=b"other", received_at=NOW) is None
        deliveries.settle(connection, first, state="quarantined", reasons=["no e-mail"])
    with ledger.reading() as connection:
        found = deliveries.find(connection, "f", "typeform", "e1")
        assert found is not None
        assert (found.body, found.state, found.reasons, found.received_at) == (
            b"\x00\xff",
            "quarantined",
            ("no e-mail",),
            NOW,
        )
        assert deliveries.counts(connection) == {"quarantined": 1}
        assert deliveries.listing(connection, state="accepted") == []


def test_every_version_of_a_submission_is_kept(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        first = keep_submission(connection, title="Ancien")
        second = submissions.revise(
            connection,
            first,
            form_version=2,
            answers={"title": "نص"},
            language="ar",
            submitted_at=NOW,
            received_at=NOW + timedelta(hours=1),
        )
    with ledger.reading() as connection:
        found = submissions.find(connection, "f", "typeform", "s1")
        assert found == second == submissions.get(connection, first.id) == submissions.by_key(connection, first.key)
        assert (second.version, second.answers, second.received_at) == (2, {"title": "نص"}, NOW)
        versions = connection.execute(metadata.tables["submission_versions"].select()).all()
        assert [(row.version, row.answers) for row in versions] == [(1, {"title": "Ancien"}), (2, {"title": "نص"})]


def test_two_submissions_never_share_an_identity(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        keep_submission(connection)
    with pytest.raises(IntegrityError), ledger.writing() as connection:
        keep_submission(connection)


def test_the_life_of_an_outbox_item(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        first = outbox.put(connection, "mail", "x", now=NOW, payload={"submission_id": 1})
        second = outbox.put(connection, "sheet", "f", now=NOW + timedelta(seconds=5))
        assert [item.id for item in outbox.due(connection, now=NOW, limit=10)] == [first]
        outbox.postpone(connection, [first], NOW + timedelta(seconds=30))
        assert outbox.due(connection, now=NOW, limit=10) == []
        assert [item.id for item in outbox.of_lane(connection, "mail", "x")] == [first]
        outbox.begin(connection, [first])
        outbox.fail(connection, [first], error="away", retry_at=None, now=NOW)
        assert not outbox.retry(connection, second, now=NOW)
        assert outbox.retry(connection, first, now=NOW)
        outbox.finish(connection, [first], now=NOW, note="sent")
        outbox.fail(connection, [first], error="too late", retry_at=None, now=NOW)
        found = outbox.get(connection, first)
    assert found is not None
    assert (found.state, found.note, found.error, found.payload) == ("done", "sent", "", {"submission_id": 1})
    with ledger.reading() as connection:
        assert outbox.counts(connection) == {("mail", "done"): 1, ("sheet", "due"): 1}


def test_a_reviewer_may_change_a_score(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        kept = keep_submission(connection)
        for score in (3, 5):
            reviews.put(connection, submission_id=kept.id, reviewer="A", criterion="c", score=score, now=NOW)
    with ledger.reading() as connection:
        assert [r.score for r in reviews.of_form(connection, "f")] == [5]
        assert reviews.of_form(connection, "other") == []


def test_one_debtor_has_one_invoice_a_budget(ledger: Ledger) -> None:
    invoice = {"budget": "b", "amount_cents": 100, "currency": "USD", "document": {}, "issued_on": NOW.date()}
    with ledger.writing() as connection:
        kept = invoices.insert(connection, **invoice, debtor="CHE", number="1")
    with pytest.raises(IntegrityError), ledger.writing() as connection:
        invoices.insert(connection, **invoice, debtor="CHE", number="2")
    with ledger.reading() as connection:
        assert invoices.of_budget(connection, "b") == [kept]


def test_two_secrets_live_until_one_is_revoked(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        for secret in ("old", "new", "new"):
            secrets.add(connection, "f", "typeform", secret, now=NOW)
        assert secrets.live(connection, "f", "typeform") == ["new", "old"]
        secrets.revoke(connection, "f", "typeform", "old", now=NOW)
        assert secrets.live(connection, "f", "typeform") == ["new"]
        assert secrets.live(connection, "g", "typeform") == []


def test_staff_audit_and_ticks(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        assert not staff.any_staff(connection)
        staff.put(connection, "ann", "hash", now=NOW)
        staff.put(connection, "ann", "hash 2", now=NOW)
        found = staff.find(connection, "ann")
        assert found is not None
        assert found.password_hash == "hash 2"
        audit.record(connection, who="ann", act="sign-in failed", what="staff", now=NOW)
        assert len(audit.recent(connection, act="sign-in failed", who="ann", since=NOW)) == 1
        assert audit.recent(connection, since=NOW + timedelta(seconds=1)) == []
        assert [ticks.claim(connection, "sheet", "1"), ticks.claim(connection, "sheet", "1")] == [True, False]


def test_migrations_go_down_and_up_and_agree_with_the_tables(ledger: Ledger) -> None:
    assert set(metadata.tables) <= set(inspect(ledger.engine).get_table_names())
    migrate(ledger, "base")
    assert set(inspect(ledger.engine).get_table_names()) == {"alembic_version"}
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate(ledger), range(4)))
    assert set(metadata.tables) <= set(inspect(ledger.engine).get_table_names())


def test_a_ledger_that_cannot_be_reached_says_so(tmp_path) -> None:
    closed = open_ledger("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(LedgerDown), closed.reading():
        pass
