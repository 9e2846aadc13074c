"""Kill -9 between keeping what staff did and writing over it: a process of its own dies, the next one loses nothing."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from emulators.staff import ExcelStaff
from running import REPOSITORY, until

from app.config import read_settings
from app.context import Context, serving_context
from app.store import outbox, sheet_edits, sheets, submissions

pytestmark = pytest.mark.process

DIES = """
import os, signal
from app import keeping
from jobs.cli import main

keep = keeping.Keeper.keep

def keeps_and_dies(self, noticed):
    keep(self, noticed)
    os.kill(os.getpid(), signal.SIGKILL)

keeping.Keeper.keep = keeps_and_dies
main()
"""
LIVES = "from jobs.cli import main; main()"
FORM = """\
form: aid
version: 1
languages: [en]
title: Aid
reference: "AID-{number}"
sections:
  - section: all
    title: All
    questions:
      - {question: city, type: text, label: City}
      - {question: email, type: email, label: E-mail}
sheet:
  workbook: Aid
  tab: aid
  deleted_rows: withdraw
  columns:
    - {path: $reference, header: Reference}
    - {path: city, header: City}
    - {header: Decision, owner: staff, dropdown: [accepted, refused]}
mails:
  - mail: promise
    "on": decided
    column: Decision
    is: accepted
    to: email
    subject: "((reference))"
    body: You have it.
"""
ROWS, TURNS = 12, 2


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A data folder of its own, on each database."""
    file = tmp_path / "forms" / "aid" / "form.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(FORM)
    found = {"CHANCERY_DATA": str(tmp_path / "data"), "CHANCERY_FORMS": str(tmp_path / "forms"), "LEASE_SECONDS": "1"}
    if request.param == "sqlite":
        yield found
        return
    server = request.getfixturevalue("postgresql_server")
    with server.database("kept") as url:
        yield {**found, "DATABASE_URL": url}


def sync(environment: dict[str, str], script: str) -> int:
    command = [sys.executable, "-c", script, "sheets", "sync", "aid"]
    inherited = {**os.environ, "PYTHONPATH": str(REPOSITORY), **environment}
    return subprocess.run(command, env=inherited, check=False, capture_output=True, timeout=60).returncode


def filled(context: Context) -> list[str]:
    keys = []
    with context.ledger.writing() as c:
        for number in range(ROWS):
            kept = submissions.insert(
                c,
                form="aid",
                form_version=1,
                source="api",
                source_id=str(number),
                reference=f"AID-{number}",
                answers={"city": f"City {number}", "email": "a@example.org"},
                language="en",
                submitted_at=None,
                received_at=context.now(),
            )
            assert kept is not None
            sheets.put(c, [sheets.Unshown("aid", kept.id, 1)])
            keys.append(kept.key)
    return keys


def work(staff: ExcelStaff, turn: int) -> None:
    """Staff decide one, spoil one of the service's cells and delete a row."""
    header = staff.rows()[0]
    staff.write(1 + turn, header.index("Decision"), "accepted")
    staff.write(2 + turn, header.index("City"), f"Elsewhere {turn}")
    staff.delete_row(len(staff.rows()) - 1)


def test_what_staff_did_is_kept_once_whoever_dies(environment: dict[str, str]) -> None:
    context = serving_context(read_settings(environment))
    keys = filled(context)
    assert sync(environment, LIVES) == 0
    staff = ExcelStaff(context.settings.workbooks / "Aid.xlsx", "aid")
    for turn in range(TURNS):
        work(staff, turn)
        until(lambda: sync(environment, DIES) == -signal.SIGKILL, 60, "a run that dies")
    until(lambda: sync(environment, LIVES) == 0, 60, "a run that lives")
    with context.ledger.reading() as c:
        told = Counter((one.kind, one.after) for one in sheet_edits.of_form(c, "aid", limit=100))
        held = [one.target for one in outbox.listing(c, state=outbox.ON_HOLD)]
    spoilt = {("replaced", f"Elsewhere {turn}"): 1 for turn in range(TURNS)}
    assert told == {("edit", "accepted"): TURNS, ("row gone", None): TURNS, **spoilt}
    assert sorted(held) == sorted(f"{key} promise" for key in keys[:TURNS])
    rows = {row[0]: row[1:] for row in staff.rows()[1:]}
    assert sorted(rows) == sorted(keys[:-TURNS])
    assert [rows[key][1] for key in keys[:-TURNS]] == [f"City {number}" for number in range(ROWS - TURNS)]
    context.ledger.engine.dispose()
