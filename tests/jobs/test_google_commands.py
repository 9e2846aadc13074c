"""`chancery sheets connect` and `status` as they are typed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from emulators.google.client import gspread_client
from emulators.google.emulator import Emulator
from google_office import FORM, KEY

from app.backlog import Waiting, backlog, minutes_for
from app.cli import ready_context
from app.store import lanes, sheets, submissions
from app.store.sheets import Unshown
from connectors.ports import CallsLeft
from connectors.sheets.google import GoogleSheets
from jobs import google_cli
from jobs.cli import chancery

Command = Callable[..., Result]
ADDRESS = f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid=0"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: Emulator) -> Iterator[Command]:
    file = tmp_path / "forms" / "aid" / "form.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(FORM.format(version=1, header="City", key=KEY))
    key = tmp_path / "key.json"
    key.write_text("{}")
    monkeypatch.setenv("CHANCERY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CHANCERY_FORMS", str(file.parent.parent))
    for name in ("DATABASE_URL", "SMTP_URL", "REDIS_URL", "GOOGLE_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    client = gspread_client(api.address, "service")
    google = GoogleSheets(client, account="service@p.example", sleep=api.advance)
    monkeypatch.setattr(google_cli, "open_google", lambda _path, _redis: google)
    yield lambda *words: CliRunner().invoke(chancery, ["sheets", *words])
    client.http_client.session.close()


def test_without_credentials_it_says_how_to_get_them(command: Command) -> None:
    done = command("connect", ADDRESS)
    assert done.exit_code == 1
    assert "GOOGLE_CREDENTIALS is not set" in done.output
    assert "docs/google-sheets.md" in done.output


def test_what_can_be_used_is_said_with_the_line_for_the_form(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_CREDENTIALS", str(tmp_path / "key.json"))
    done = command("connect", ADDRESS)
    assert done.exit_code == 0
    assert done.output.startswith("account: service@p.example\nok  file        the file 'Shared' can be seen\n")
    assert done.output.endswith(f"\n  sheet:\n    google: https://docs.google.com/spreadsheets/d/{KEY}\n")


def test_what_is_missing_is_said_with_what_to_do(
    command: Command, api: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_CREDENTIALS", str(tmp_path / "key.json"))
    api.files[KEY].shared = False
    done = command("connect", ADDRESS)
    assert done.exit_code == 1
    assert "NO  file        the spreadsheet" in done.output
    assert "Share it with service@p.example as an editor" in done.output


def test_what_waits_is_said_by_when(command: Command, tmp_path: Path) -> None:
    context = ready_context()
    with context.ledger.writing() as connection:
        kept = submissions.insert(
            connection,
            form="aid",
            form_version=1,
            source="api",
            source_id="1",
            reference="aid-1",
            answers={},
            language="en",
            submitted_at=None,
            received_at=context.now(),
        )
        assert kept is not None
        sheets.put(connection, [Unshown("aid", kept.id, 1)])
    assert command("status").output == "aid  1 to show  within a minute\n"
    until = context.now().replace(hour=23, minute=59, second=1, microsecond=0)
    with context.ledger.writing() as connection:
        lanes.acquire(connection, "sheet", "aid", holder="us", now=context.now(), until=until)
        lanes.wait(connection, "sheet", "aid", holder="us", until=until, unknown=True)
    assert command("status").output == "aid  1 to show  within a minute, not before 23:59:01 UTC\n"


class Google(GoogleSheets):
    """One that has so many calls left."""

    def calls_left(self) -> CallsLeft:
        return CallsLeft(60, 3)


def test_a_sheet_in_google_waits_for_its_calls(api: Emulator, command: Command) -> None:
    client = gspread_client(api.address, "service")
    context = replace(ready_context(), google_sheets=Google(client))
    found = backlog(context)
    assert (found.sheets, found.calls) == ((Waiting("aid", 0, None, 0),), CallsLeft(60, 3))
    assert found.sheets[0].said == "it shows everything"
    client.http_client.session.close()


@pytest.mark.parametrize(
    ("rows", "left", "minutes"),
    [([], 60, 0), ([10_000, 1], 60, 0), ([10_000, 1], 10, 1), ([70_000], 10, 1), ([71_000], 10, 2), ([1] * 60, 0, 1)],
)
def test_so_many_writes_take_so_many_minutes(rows: list[int], left: int, minutes: int) -> None:
    assert minutes_for(rows, left) == minutes
