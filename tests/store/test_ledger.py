"""The ledger's promises on both databases: gapless numbers, exclusive lanes, one delivery once, kept versions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.exc import IntegrityError, StatementError

from app.store import audit, deliveries, invoices, lanes, numbers, outbox, secrets, staff, submissions, ticks
from app.store.engine import Ledger, LedgerDown, alone, migrate, open_ledger
from app.store.grant_tables import metadata

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def keep_submission(connection, source_id: str = "s1", reference: str = "", **answers) -> submissions.Submission | None:
    return submissions.insert(
        connection,
        form="f",
        form_version=1,
        source="typeform",
        source_id=source_id,
        reference=reference or f"REF-{source_id}",
        answers=answers,
        language="fr",
        submitted_at=None,
        received_at=NOW,
    )


def keep_invoice(ledger: Ledger, *, debtor: str, number: str) -> invoices.Invoice:
    with ledger.writing() as connection:
        return invoices.insert(
            connection,
            budget="b",
            debtor=debtor,
            number=number,
            amount_cents=100,
            currency="USD",
            document={},
            pdf_sha256="0" * 64,
            issued_on=NOW.date(),
        )


def spoil(connection) -> None:
    """Take a number, then fail in the same transaction."""
    assert numbers.next_number(connection, "invoices") == 2
    connection.execute(text("insert into numbers (series, last) values ('invoices', 9)"))


def test_numbers_have_no_gaps_after_a_rollback(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        assert numbers.next_number(connection, "invoices") == 1
    with ledger.reading() as connection:  # whatever is done here is undone
        assert numbers.next_number(connection, "invoices") == 2
    with pytest.raises(IntegrityError), ledger.writing() as connection:
        spoil(connection)
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
        deliveries.settle(connection, [deliveries.Settled(first, "e1", "quarantined", None, ["no e-mail"])])
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


def test_what_is_put_aside_leaves_quarantine_once(ledger: Ledger) -> None:
    message = {"form": "f", "source": "typeform", "headers": {}, "body": b"x", "received_at": NOW}
    with ledger.writing() as connection:
        numbers = [deliveries.insert(connection, **message, delivery_id=name) for name in ("e1", "1")]
        settled = [deliveries.Settled(one, name, "quarantined") for one, name in zip(numbers, ("e1", "1"), strict=True)]
        deliveries.settle(connection, settled)
        held = ("quarantined",)
        assert [one.id for one in deliveries.called(connection, "e1", held)] == numbers[:1]
        assert [one.id for one in deliveries.called(connection, "1", held)] == numbers  # a number, and another's id
        assert deliveries.called(connection, "9" * 40, held) == []
        assert [deliveries.put_aside(connection, numbers[0]) for _ in range(2)] == [True, False]
        assert deliveries.counts(connection) == {"quarantined": 1, "set_aside": 1}
        assert deliveries.count_quarantined(connection, "f") == 1
        assert deliveries.quarantined_by_form(connection) == {"f": 1}
        assert [one.id for one in deliveries.listing(connection, state="set_aside")] == numbers[:1]
        assert deliveries.called(connection, "e1", held) == []


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
        assert found == second == submissions.get(connection, first.id)
        assert (second.version, second.answers, second.received_at) == (2, {"title": "نص"}, NOW)
        versions = connection.execute(metadata.tables["submission_versions"].select()).all()
        assert [(row.version, row.answers) for row in versions] == [(1, {"title": "Ancien"}), (2, {"title": "نص"})]


def test_two_submissions_never_share_an_identity_or_a_reference(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        assert keep_submission(connection) is not None
        assert keep_submission(connection) is None
        assert [submissions.is_taken(connection, one) for one in ("REF-s1", "REF-s2")] == [True, False]
    with pytest.raises(IntegrityError), ledger.writing() as connection:
        keep_submission(connection, "s2", reference="REF-s1")


def test_bodies_are_listed_no_longer_than_asked_for(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        deliveries.insert(
            connection, form="f", source="s", delivery_id="e", headers={}, body=b"\x00\xff" * 50, received_at=NOW
        )
        assert [d.body for d in deliveries.listing(connection)] == [b""]
        assert [d.body for d in deliveries.listing(connection, body_bytes=3)] == [b"\x00\xff\x00"]


def test_the_life_of_an_outbox_item(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        first = outbox.put(connection, "mail", "x", now=NOW, payload={"submission_id": 1})
        second = outbox.put(connection, "sheet", "f", now=NOW + timedelta(seconds=5))
        assert [item.id for item in outbox.due(connection, now=NOW, limit=10)] == [first]
        outbox.postpone(connection, [first], NOW + timedelta(seconds=30))
        assert outbox.due(connection, now=NOW, limit=10) == []
        assert [item.id for item in outbox.of_lane(connection, "mail", "x", by=NOW + timedelta(seconds=30))] == [first]
        assert outbox.of_lane(connection, "mail", "x", by=NOW) == []
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


def test_one_debtor_has_one_invoice_a_budget(ledger: Ledger) -> None:
    kept = keep_invoice(ledger, debtor="CHE", number="1")
    with pytest.raises(IntegrityError):
        keep_invoice(ledger, debtor="CHE", number="2")
    with ledger.reading() as connection:
        assert invoices.of_budget(connection, "b") == [kept]
        assert invoices.of_others(connection, "a") == [kept]
        assert invoices.of_others(connection, "b") == []


@pytest.mark.parametrize("statement", ["update invoices set amount_cents = 1", "delete from invoices", "empty"])
def test_the_database_refuses_to_change_or_delete_an_invoice(ledger: Ledger, statement: str) -> None:
    kept = keep_invoice(ledger, debtor="CHE", number="1")
    emptying = {
        "sqlite": "insert or replace into invoices select id, budget, 'FRA', number, 1, currency, document, "
        "issued_on, pdf_sha256 from invoices",
        "postgresql": "truncate invoices",
    }
    said = emptying[ledger.engine.dialect.name] if statement == "empty" else statement
    with pytest.raises(IntegrityError, match="an issued invoice is never"), ledger.writing() as connection:
        connection.execute(text(said))
    with ledger.reading() as connection:
        assert invoices.of_budget(connection, "b") == [kept]


def test_who_holds_a_series_keeps_others_from_it_and_takes_no_number(ledger: Ledger) -> None:
    seen: list[int] = []

    def take(_: int) -> None:
        with ledger.writing() as connection:
            numbers.hold(connection, "s")
            before = len(seen)
            seen.append(numbers.next_number(connection, "s"))
            assert len(seen) == before + 1  # nobody came in between

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(16)))
    assert seen == list(range(1, 17))


def test_two_secrets_live_until_one_is_revoked(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        for secret in ("old", "new", "new"):
            secrets.add(connection, "f", "typeform", secret, now=NOW)
        assert secrets.live(connection, "f", "typeform") == ["new", "old"]
        secrets.revoke(connection, "f", "typeform", "old", now=NOW)
        assert secrets.live(connection, "f", "typeform") == ["new"]
        assert secrets.live(connection, "g", "typeform") == []
        secrets.add(connection, "f", "typeform", "old", now=NOW)
        assert [one.secret for one in secrets.every(connection)] == ["new", "old"]


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


def test_one_clock_of_many_claims_a_slot(ledger: Ledger) -> None:
    def claim(_: int) -> bool:
        with ledger.writing() as connection:
            return ticks.claim(connection, "sheet", "1")

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(16))) == 1


def test_one_of_many_keeps_a_delivery(ledger: Ledger) -> None:
    def keep(_: int) -> int | None:
        with ledger.writing() as connection:
            return deliveries.insert(
                connection, form="f", source="s", delivery_id="e1", headers={}, body=b"", received_at=NOW
            )

    with ThreadPoolExecutor(8) as pool:
        assert sum(kept is not None for kept in pool.map(keep, range(16))) == 1


def test_times_come_back_aware_and_in_utc(ledger: Ledger) -> None:
    paris = timezone(timedelta(hours=1))
    with ledger.writing() as connection:
        item = outbox.put(connection, "k", "t", now=datetime(2026, 11, 2, 10, 0, 0, 7, tzinfo=paris))
        found = outbox.get(connection, item)
    assert found is not None
    assert found.not_before.isoformat() == "2026-11-02T09:00:00.000007+00:00"
    with pytest.raises(StatementError, match="names no zone"), ledger.writing() as connection:
        outbox.put(connection, "k", "t", now=datetime(2026, 11, 2))  # noqa: DTZ001 - that is the point


def test_looking_changes_nothing(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        outbox.put(connection, "k", "t", now=NOW)
    with ledger.reading() as connection:
        assert outbox.counts(connection) == {}


def test_the_due_are_found_by_their_index(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'chancery.db'}")
    migrate(ledger)
    seen: list[str] = []

    def explain(connection, cursor, statement, parameters, context, many) -> None:
        if statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            seen.extend(row[-1] for row in cursor.fetchall())

    event.listen(ledger.engine, "before_cursor_execute", explain)
    with ledger.reading() as connection:
        outbox.due(connection, now=NOW, limit=1)
        outbox.of_lane(connection, "k", "t", by=NOW)
    ledger.engine.dispose()
    plan = " ".join(seen)
    assert "ix_outbox_due" in plan
    assert "ix_outbox_lane" in plan
    assert "SCAN" not in plan


def test_a_ledger_that_stays_locked_says_so(ledger: Ledger, ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.engine.BUSY_TIMEOUT_MS", 50)
    impatient = open_ledger(ledger_url)
    hurry = {"sqlite": "PRAGMA busy_timeout=50", "postgresql": "set lock_timeout = '50ms'"}

    def prepare(connection, _record) -> None:
        connection.execute(hurry[impatient.engine.dialect.name])
        connection.commit()

    event.listen(impatient.engine, "connect", prepare)
    with ledger.writing() as connection:
        numbers.next_number(connection, "invoices")
        with pytest.raises(LedgerDown), impatient.writing() as other:
            numbers.next_number(other, "invoices")
    impatient.engine.dispose()


def test_a_server_that_became_a_standby_is_down(postgresql_server) -> None:
    with postgresql_server.database("standby") as url:
        standby = open_ledger(url)
        migrate(standby)
        with pytest.raises(LedgerDown, match="read-only"), standby.writing() as connection:
            connection.execute(text("set transaction read only; insert into ticks values ('a', 'b')"))
        standby.engine.dispose()


def test_an_error_tells_no_values(ledger: Ledger) -> None:
    slot = {"name": "hunter2", "slot": "s"}
    with pytest.raises(IntegrityError) as caught, ledger.writing() as connection:
        connection.execute(insert(metadata.tables["ticks"]), [slot, slot])
    assert "hunter2" not in str(caught.value).partition("DETAIL")[0]


def test_those_who_say_one_word_take_turns(ledger: Ledger) -> None:
    def count_and_add(_: int) -> bool:
        with ledger.writing() as connection:
            alone(connection, "sign-in")
            if audit.count(connection, act="a", since=NOW) >= 3:
                return False
            audit.record(connection, who="w", act="a", what="x", now=NOW)
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(count_and_add, range(12))) == 3


def test_a_ledger_that_cannot_be_reached_says_so() -> None:
    closed = open_ledger("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(LedgerDown), closed.reading():
        pass
