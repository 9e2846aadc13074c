"""Migrations make the tables the code expects, on both databases, undo them, and may start several times at once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from app.store import verdicts
from app.store.engine import Ledger, alembic_config, migrate, open_ledger
from app.store.grant_tables import metadata
from app.store.verdicts import Verdict

MIGRATE = "import sys; from app.store.engine import migrate, open_ledger; migrate(open_ledger(sys.argv[1]))"


def tables_of(ledger: Ledger) -> set[str]:
    return set(inspect(ledger.engine).get_table_names())


def test_migrations_agree_with_the_tables(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_go_down_and_up_again(ledger: Ledger) -> None:
    migrate(ledger, "base")
    assert tables_of(ledger) == {"alembic_version"}
    migrate(ledger)
    assert tables_of(ledger) == {"alembic_version", *metadata.tables}


def test_migrating_what_is_up_to_date_changes_nothing(ledger: Ledger) -> None:
    migrate(ledger)
    assert tables_of(ledger) == {"alembic_version", *metadata.tables}


def test_many_threads_may_migrate_at_once(ledger: Ledger) -> None:
    migrate(ledger, "base")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate(ledger), range(4)))
    assert tables_of(ledger) == {"alembic_version", *metadata.tables}


def test_many_processes_may_migrate_a_new_database_at_once(new_database_url: str) -> None:
    started = [subprocess.Popen([sys.executable, "-c", MIGRATE, new_database_url]) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
    ledger = open_ledger(new_database_url)
    assert tables_of(ledger) == {"alembic_version", *metadata.tables}
    ledger.engine.dispose()


INVOICE = """insert into invoices (budget, debtor, number, amount_cents, currency, document, issued_on)
values ('budget-2027', 'CHE', 'AC-2027-0007', 1, 'USD', '{}', '2026-10-15')"""


def test_invoice_numbers_go_on_in_a_series_of_their_own(ledger: Ledger) -> None:
    migrate(ledger, "base")
    migrate(ledger, "0001")
    with ledger.writing() as connection:
        connection.execute(text("insert into numbers values ('invoices-2027', 7), ('vtf-proposal-2027', 3)"))
        connection.execute(text(INVOICE))
    migrate(ledger)
    with ledger.reading() as connection:
        kept = dict(connection.execute(text("select series, last from numbers")).all())
    assert kept == {"invoice:2027": 7, "vtf-proposal-2027": 3}


SUBMISSION = """insert into submissions (key, form, form_version, source, source_id, reference, version, answers,
language, received_at, updated_at) values ('k{0}', 'aid', 1, 'api', 's{0}', 'AID-{0}', 1, '{{"a": 1}}', 'en',
'2026-01-01 00:00:00', '2026-01-01 00:00:00')"""


def down_to(ledger: Ledger, revision: str) -> None:
    with ledger.engine.connect() as connection:
        command.downgrade(alembic_config(connection), revision)
        connection.commit()


def test_submissions_stay_when_versions_of_forms_come_and_go(ledger: Ledger) -> None:
    migrate(ledger, "base")
    migrate(ledger, "0001")
    with ledger.writing() as connection:
        connection.execute(text(SUBMISSION.format(1)))
    migrate(ledger, "0002")
    assert "form_versions" in tables_of(ledger)
    with ledger.writing() as connection:
        connection.execute(text(SUBMISSION.format(2)))
        assert connection.execute(text("select subject from submissions")).all() == [(None,), (None,)]
        connection.execute(text("update submissions set subject = 'x' where key = 'k1'"))
    with pytest.raises(IntegrityError), ledger.writing() as connection:
        connection.execute(text("update submissions set subject = 'x' where key = 'k2'"))
    down_to(ledger, "0001")
    assert "form_versions" not in tables_of(ledger)
    assert "subject" not in {column["name"] for column in inspect(ledger.engine).get_columns("submissions")}
    with ledger.reading() as connection:
        assert connection.execute(text("select reference from submissions order by id")).all() == [
            ("AID-1",),
            ("AID-2",),
        ]
    migrate(ledger)
    assert tables_of(ledger) == {"alembic_version", *metadata.tables}


ACT = """insert into audit (at, who, act, what, details) values
('2027-02-0{0} 09:00:00', 'rita', 'screening decided', 'AID-1', '{{"verdict": "{1}", "reason": "{2}"}}')"""


def test_verdicts_that_staff_gave_before_are_in_the_history(ledger: Ledger) -> None:
    migrate(ledger, "base")
    migrate(ledger, "0013")
    with ledger.writing() as connection:
        connection.execute(text(SUBMISSION.format(1)))
        for day, word, reason in ((1, "eligible", "As agreed."), (2, "", "")):
            connection.execute(text(ACT.format(day, word, reason).replace(":00:00", "\\:00\\:00")))
    migrate(ledger)
    with ledger.reading() as connection:
        [newest, first] = verdicts.of_submission(connection, 1)
    assert (newest.verdict, first.verdict) == (Verdict("", "", "rita"), Verdict("eligible", "As agreed.", "rita"))
    assert (first.at, newest.at) == (datetime(2027, 2, 1, 9, tzinfo=UTC), datetime(2027, 2, 2, 9, tzinfo=UTC))
