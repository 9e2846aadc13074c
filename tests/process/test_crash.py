"""Kill -9 of every process in turn, under load: all that was accepted is in the ledger and the sheet, once."""

import json
from collections import Counter
from pathlib import Path
from threading import Event

import pytest
from python_calamine import CalamineWorkbook
from running import Letterbox, Running, Sending, letterbox, running

from app.store import outbox, submissions
from jobs.bell import open_redis

pytestmark = pytest.mark.process

SUBMISSIONS = 2_000
SENDERS = 6
KILLS = ("worker", "web", "relay", "redis") * 3
FORM, SOURCE = "city-survey", "typeform"


def body(number: int) -> bytes:
    answers = [
        {"type": "text", "text": f"Answer {number}", "field": {"id": "DlXFaesGBpoF", "type": "long_text"}},
        {"type": "email", "email": f"a{number}@example.org", "field": {"id": "SMEUb7VJz92Q", "type": "email"}},
        {"type": "text", "text": f"Person {number}", "field": {"id": "JwWggjAKtOkA", "type": "short_text"}},
    ]
    response = {"token": f"token-{number}", "submitted_at": "2026-11-02T09:00:00Z", "answers": answers}
    event = {"event_id": f"event-{number}", "event_type": "form_response", "form_response": response}
    return json.dumps(event).encode()


def sent_twice(service: Running, letters: Letterbox) -> set[str]:
    """The submissions whose letter came more than once, each shown to have lost its first try with a worker."""
    times = Counter(str(message["Message-ID"]).strip() for message in letters.messages)
    with service.context.ledger.reading() as connection:
        tries = {
            item.target: item.attempts for item in outbox.listing(connection, limit=100_000) if item.kind == "mail"
        }
    assert set(times) == {f"<{key}.1.{mail}@localhost.localdomain>" for key, mail in map(str.split, tries)}
    doubled = {f"{name[1:].partition('.')[0]} acknowledgement": n for name, n in times.items() if n > 1}
    assert all(tries[key] >= count for key, count in doubled.items()), doubled
    assert all(count == 2 for count in doubled.values()), doubled
    return set(doubled)


def test_kill_nine_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with letterbox() as (letters, smtp_url):
        environment = {
            "CHANCERY_DATA": str(tmp_path / "data"),
            "CHANCERY_FORMS": str(Path(__file__).parent / "definitions"),
            "LEASE_SECONDS": "3",
            "SMTP_URL": smtp_url,
        }
        with running(environment) as service:
            kills, accepted = send_under_fire(service)
            counts = service.await_done()

            assert sum(kills.values()) >= 10, kills
            assert len(accepted) == SUBMISSIONS
            with service.context.ledger.reading() as connection:
                kept = submissions.of_form(connection, FORM)
            assert sorted(s.source_id for s in kept) == sorted(f"token-{n}" for n in range(SUBMISSIONS))
            path = service.context.settings.workbooks / "City survey.xlsx"
            rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Answers").to_python()
            column = rows[0].index("_id")
            assert Counter(row[column] for row in rows[1:]) == Counter(s.key for s in kept)
            # SMTP cannot take a letter and have it written down here in one step: a worker killed in between, and
            # only that, sends the one letter it had in hand again (under the same Message-ID).
            assert len(sent_twice(service, letters)) <= kills["worker"]
            assert not any(state == "failed" for _, state in counts)


def send_under_fire(service: Running) -> tuple[Counter[str], set[int]]:
    """Send everything while each process is killed in turn; returns the kills and what was answered with 2xx."""
    senders, accepted = Sending(service, FORM, SOURCE, body).begun(SUBMISSIONS, SENDERS)
    kills, over = Counter[str](), Event()
    for name in KILLS:
        over.wait(1.0)
        kills[name] += service.kill(name)
    for sender in senders:
        sender.join()
    service.await_ready()
    return kills, accepted


def test_a_flushed_redis_forgets_no_work(tmp_path: Path) -> None:
    environment = {
        "CHANCERY_DATA": str(tmp_path / "data"),
        "CHANCERY_FORMS": str(Path(__file__).parent / "definitions"),
        "LEASE_SECONDS": "2",
    }
    with running(environment) as service:
        redis = open_redis(service.context.settings)
        [sender], _ = Sending(service, FORM, SOURCE, body).begun(200, 1)
        while sender.is_alive():
            redis.flushall()
            sender.join(timeout=0.05)
        counts = service.await_done()
        assert counts[("mail", "done")] == 200
        path = service.context.settings.workbooks / "City survey.xlsx"
        assert len(CalamineWorkbook.from_path(path).get_sheet_by_name("Answers").to_python()) == 201
