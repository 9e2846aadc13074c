"""Kill -9 under load, on both databases: of 10,000 deliveries answered with 2xx each is in ledger and sheet, once."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from running import Running, Sending, running

from app.store import deliveries, submissions

pytestmark = pytest.mark.process

ACCEPTED = 10_000
SENDERS = 8
KILLS = ("web", "worker", "relay", "redis")
MOST_KILLS = 22
FORM, SOURCE = "household-record", "kobotoolbox"


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """The whole service, on each database."""
    environment = {
        "CHANCERY_DATA": str(tmp_path / "data"),
        "CHANCERY_FORMS": str(Path(__file__).parent / "definitions"),
        "LEASE_SECONDS": "3",
    }
    if request.param == "sqlite":
        with running(environment) as started:
            yield started
        return
    server = request.getfixturevalue("postgresql_server")
    with server.database("crash") as url, running({**environment, "DATABASE_URL": url}) as started:
        yield started


def test_all_that_was_accepted_is_there_once(service: Running) -> None:
    kills, accepted = send_under_fire(service)
    counts = service.await_done(within=300)
    assert kills.total() >= 20, kills
    assert len(accepted) == ACCEPTED
    with service.context.ledger.reading() as connection:
        kept = submissions.of_form(connection, FORM)
        states = deliveries.counts(connection)
    assert sorted(int(one.source_id) for one in kept) == list(range(ACCEPTED))
    assert {one.version for one in kept} == {1}
    assert states == {"accepted": ACCEPTED}
    assert not any(state == "failed" for _, state in counts)
    path = service.context.settings.workbooks / "Households.xlsx"
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Households").to_python()
    column = rows[0].index("Reference")
    assert Counter(row[column] for row in rows[1:]) == Counter(one.reference for one in kept)


def send_under_fire(service: Running) -> tuple[Counter[str], set[int]]:
    """Send everything while processes are killed in turn; returns the kills and what was answered with 2xx."""
    senders, accepted = Sending(service, FORM, SOURCE, body).begun(ACCEPTED, SENDERS)
    kills = Counter[str]()
    for name in cycle(KILLS):
        if kills.total() == MOST_KILLS or len(accepted) == ACCEPTED:
            break
        time.sleep(0.8)
        kills[name] += service.kill(name)  # none where it is still down from the last time
    for sender in senders:
        sender.join()
    service.await_ready()
    return kills, accepted


def body(number: int) -> bytes:
    member = "household_members/group_fixture_member_1/group_fixture_member_1"
    found = {
        "_id": number,
        "_uuid": f"uuid-{number}",
        "_submission_time": "2026-11-02T09:00:00",
        "village_name": f"Village {number}",
        "summary_counts/adults": str(number % 9),
        "household_members": [{f"{member}_name": f"Person {number}", f"{member}_age": str(number % 90)}],
    }
    return json.dumps(found).encode()
