"""The commands about sheets say what differs, with a status that scripts can use, and do what they are told."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from desks import FORM, Desk, excel_staff

from app.cli import ready_context
from app.store import outbox
from app.store.outbox import ON_HOLD
from forms.load import load_form
from jobs.cli import chancery

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    file = tmp_path / "forms" / "aid" / "form.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(FORM.replace("  tab: aid\n", "  tab: aid\n  deleted_rows: keep out\n"))
    monkeypatch.setenv("CHANCERY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CHANCERY_FORMS", str(tmp_path / "forms"))
    for name in ("DATABASE_URL", "SMTP_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner().invoke(chancery, ["sheets", *words])


@pytest.fixture
def desk(command: Command, tmp_path: Path) -> Desk:
    context = ready_context()
    form = load_form(tmp_path / "forms" / "aid" / "form.yaml")
    return Desk(context, excel_staff(context), tmp_path / "forms", published={1: form})


def test_drift_is_told_with_its_status(desk: Desk, command: Command) -> None:
    kept = desk.take(1)
    assert command("drift", "aid").exit_code == 1
    assert "1 added" in command("sync", "aid").output
    answer = command("drift")
    assert (answer.exit_code, answer.output) == (0, "aid: nothing differs\n")
    desk.write(kept, "City", "Kumasi")
    answer = command("drift", "aid")
    assert answer.exit_code == 1
    heads, row = answer.output.splitlines()[1:]
    assert heads.split()[:4] == ["reference", "row", "column", "whose"]
    assert row.split()[:6] == ["AID-1", "2", "City", "service", "Accra", "Kumasi"]
    assert command("drift", "none").exit_code == 1
    assert "1 changed" in command("repair", "aid").output
    assert command("drift", "aid").exit_code == 0


def test_drift_as_json_has_every_part(desk: Desk, command: Command) -> None:
    kept = desk.take(1)
    command("sync", "aid")
    desk.write(kept, "Cost", 7)
    [found] = json.loads(command("drift", "--json").output)
    assert (found["form"], found["count"], found["must_be_asked"]) == ("aid", 1, False)
    assert found["differences"] == [
        {
            "reference": "AID-1",
            "row": 2,
            "header": "Cost",
            "whose": "service",
            "ledger": "5.50",
            "sheet": "7",
            "why": "staff wrote there",
            "repair": "it is written over; what stands there is kept in the history",
            "is_theirs": False,
        }
    ]


def test_a_sheet_that_cannot_be_told_has_a_status_of_its_own(desk: Desk, command: Command) -> None:
    desk.take(1)
    command("sync", "aid")
    desk.staff.path.write_bytes(b"no workbook")  # type: ignore[attr-defined]
    answer = command("drift", "aid")
    assert (answer.exit_code, "cannot be read" in answer.output) == (2, True)
    assert "cannot be read" in json.loads(command("drift", "--json").output)[0]["error"]


def test_rows_are_brought_back_or_let_go(desk: Desk, command: Command) -> None:
    kept = [desk.take(number) for number in range(1, 31)]
    command("sync", "aid")
    for _ in kept[:25]:
        desk.staff.delete_row(1)
    answer = command("drift", "aid")
    assert "chancery sheets repair aid --restore, or --accept" in answer.output
    assert command("sync", "aid").exit_code == 1
    assert command("repair", "aid", "--restore", "--accept").exit_code == 2
    assert command("repair", "aid", "--accept").exit_code == 0
    assert len(desk.staff.rows()) == 6
    assert "25 added" in command("repair", "aid", "--restore").output
    assert command("drift", "aid").exit_code == 0


def test_a_tab_is_taken_over(desk: Desk, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take(1)
    command("sync", "aid")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    assert "kept by another" in command("sync", "aid").output
    assert command("drift", "aid").exit_code == 2
    assert "no submission has its key" in command("take-over", "aid").output
    assert command("sync", "aid").exit_code == 0
    monkeypatch.delenv("DATABASE_URL")
    assert "kept by another" in command("repair", "aid").output


def test_mails_that_are_held_are_released(desk: Desk, command: Command) -> None:
    kept = [desk.take(number) for number in range(1, 4)]
    command("sync", "aid")
    for one in kept:
        desk.write(one, "Decision", "accepted")
    command("sync", "aid")
    first, _, _ = desk.mails()
    runner = CliRunner()
    assert "held" in runner.invoke(chancery, ["outbox", "list", "--state", "held"]).output
    assert runner.invoke(chancery, ["outbox", "release", str(first.id)]).output == "1 released\n"
    assert runner.invoke(chancery, ["outbox", "release", str(first.id)]).exit_code == 1
    assert runner.invoke(chancery, ["outbox", "release"]).exit_code == 2
    tried = runner.invoke(chancery, ["outbox", "try", "--form", "aid"]).output.splitlines()
    assert [line.split()[1:] for line in tried[1:]] == [
        ["AID-2", "promise", "a@example.org", "goes"],
        ["AID-3", "promise", "a@example.org", "goes"],
    ]
    assert len(runner.invoke(chancery, ["outbox", "try", "--mail", "other"]).output.splitlines()) == 1
    assert runner.invoke(chancery, ["outbox", "release", "--mail", "other"]).output == "0 released\n"
    assert runner.invoke(chancery, ["outbox", "release", "--form", "aid"]).output == "2 released\n"
    assert desk.mails(ON_HOLD) == []
    assert [one.state for one in desk.mails()] == [outbox.DUE] * 3
