"""forms diff, publish, history and withdraw: what people fill in changes when somebody says so, and only then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from terminal_of_staff import Command, command, edit, folder

from app.library import Library
from app.store import audit, form_versions, submissions
from app.store.engine import Ledger
from connectors.lists import SharedLists
from forms.load import load_form
from jobs.cli import chancery

__all__ = ["command", "folder"]

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
RENAMED = ("question: summary", "question: outline")
SHOWN = ("path: summary", "path: outline")


@pytest.fixture(autouse=True)
def on_each_database(ledger: Ledger, ledger_url: str, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", ledger_url)


def version(number: int) -> tuple[str, str]:
    return (f"version: {number - 1}", f"version: {number}")


def served(ledger: Ledger, tmp_path: Path) -> dict[str, int]:
    return {name: one.form.version for name, one in Library(ledger, SharedLists(tmp_path)).items()}


def test_the_life_of_a_form(command: Command, folder: Path, ledger: Ledger, tmp_path: Path) -> None:
    command("new", "aid")
    assert command("diff", "aid").out == "aid was never published\n"
    assert served(ledger, tmp_path) == {}
    first = command("publish", "aid", "--note", "first round")
    assert (first.code, first.out) == (0, "aid: version 1 is published\n")
    assert command("diff", "aid").out == "aid is as published (version 1)\n"
    again = command("publish", "aid")
    assert (again.code, again.out, again.err) == (0, "aid is as published (version 1): nothing changed\n", "")

    edit(folder, "aid", RENAMED, SHOWN)
    different = command("diff", "aid")
    assert (different.code, "needs `was`" in different.out, "leaves answers behind" in different.out) == (0, True, True)
    low = command("publish", "aid")
    assert (low.code, "write `version: 2` and try again" in low.err) == (1, True)
    edit(folder, "aid", version(2))
    lossy = command("publish", "aid")
    assert (lossy.code, "or publish with --leave-answers" in lossy.err) == (1, True)
    edit(folder, "aid", ("question: outline", "question: outline, was: [summary]"))
    assert command("publish", "aid").code == 0
    edit(folder, "aid", version(3), ("      - {question: deadline, type: date, label: The deadline", "#"),
         ("    - {path: deadline, header: Deadline, format: date}\n", ""))  # fmt: skip
    assert command("publish", "aid").code == 1
    assert command("publish", "aid", "--leave-answers", "--note", "no deadline").code == 0
    assert served(ledger, tmp_path) == {"aid": 3}

    gone = command("withdraw", "aid")
    assert (gone.code, served(ledger, tmp_path)) == (0, {})
    assert command("withdraw", "aid").code == 1
    back = command("publish", "aid")
    assert (back.code, "was published, and withdrawn: write `version: 4`" in back.err) == (1, True)
    edit(folder, "aid", version(4))
    assert command("publish", "aid").code == 0
    assert served(ledger, tmp_path) == {"aid": 4}

    lines = command("history", "aid").out.splitlines()
    assert [line.split()[0] for line in lines] == ["version", "4", "3", "3", "2", "1"]
    assert [word in lines[2] for word in ("withdrawn", "command line")] == [True, True]
    assert ("first round" in lines[5], "no deadline" in lines[3]) == (True, True)
    with ledger.reading() as connection:
        assert len(audit.recent(connection, act="form published")) == 4
        assert len(audit.recent(connection, act="form withdrawn")) == 1


def test_a_lower_version_is_refused(command: Command, folder: Path) -> None:
    command("new", "aid")
    edit(folder, "aid", ("version: 1", "version: 5"))
    command("publish", "aid")
    edit(folder, "aid", ("version: 5", "version: 4"))
    refused = command("publish", "aid")
    assert (refused.code, "write `version: 6`" in refused.err) == (1, True)


def test_a_higher_version_of_the_same_may_be_published(command: Command, folder: Path) -> None:
    command("new", "aid")
    command("publish", "aid")
    edit(folder, "aid", version(2))
    assert command("publish", "aid").code == 0


def test_two_who_publish_at_once_are_one_after_the_other(command: Command, folder: Path, ledger: Ledger) -> None:
    command("new", "aid")
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: CliRunner().invoke(chancery, ["forms", "publish", "aid"]).exit_code, range(4)))
    assert sorted(done) == [0, 0, 0, 0]
    with ledger.reading() as connection:
        assert [one.version for one in form_versions.history(connection, "aid")] == [1]


def test_a_mistake_in_another_form_is_in_nobodys_way(command: Command, folder: Path) -> None:
    command("new", "aid")
    command("new", "loan")
    edit(folder, "loan", ("type: email", "type: emial"))
    assert command("publish", "aid").code == 0
    assert command("diff", "aid").code == 0
    assert command("history", "aid").code == 0
    assert command("withdraw", "aid").code == 0
    refused = command("publish", "loan")
    assert (refused.code, "emial" in refused.err) == (1, True)


def test_a_form_that_is_in_the_ledger_alone(command: Command, folder: Path) -> None:
    command("new", "aid")
    command("publish", "aid")
    (folder / "aid" / "form.yaml").unlink()
    found = command("diff", "aid")
    assert found.code == 1
    assert "aid is published (version 1), but there is no definition of it" in found.err
    assert command("history", "aid").code == 0
    assert command("withdraw", "aid").code == 0


@pytest.mark.parametrize("word", ["diff", "publish", "history", "withdraw"])
def test_a_form_that_is_nowhere(command: Command, folder: Path, word: str) -> None:
    for name in ("nothing", "../nothing", "x" * 400, ""):
        answer = command(word, name)
        assert (answer.code, bool(answer.err)) == (1, True)
    assert command(word).code == 2


def test_the_whole_folder_is_no_one_form(command: Command, folder: Path) -> None:
    command("new", "aid")
    command("new", "loan")
    refused = command("publish", str(folder))
    assert (refused.code, "holds 2 forms; name one of them" in refused.err) == (1, True)


def test_a_published_version_that_cannot_be_read_any_more(command: Command, folder: Path, ledger: Ledger) -> None:
    command("new", "aid")
    with ledger.writing() as connection:
        form_versions.put(
            connection, form="aid", version=1, digest="", definition={"form": "aid"}, who="x", note="", now=NOW
        )
    compared = command("diff", "aid")
    assert (compared.code, "cannot be read any more" in compared.err) == (1, True)
    low = command("publish", "aid")
    assert (low.code, "write `version: 2`" in low.err) == (1, True)
    edit(folder, "aid", version(2))
    assert command("publish", "aid").code == 0


def test_what_is_published_is_what_stands_in_the_file(command: Command, folder: Path, ledger: Ledger) -> None:
    command("new", "aid")
    command("publish", str(folder / "aid" / "form.yaml"))
    [served_form] = Library(ledger, SharedLists(folder)).values()
    assert served_form.form == load_form(folder / "aid" / "form.yaml")


def test_one_per_that_comes_later_sees_what_was_sent_before(command: Command, folder: Path, ledger: Ledger) -> None:
    command("new", "aid")
    command("publish", "aid")
    for number, summary in enumerate(["Locks", "locks", "Doors"], start=1):
        with ledger.writing() as connection:
            submissions.insert(
                connection, form="aid", form_version=1, source="page", source_id=str(number), reference=f"A-{number}",
                answers={"summary": summary}, language="en", submitted_at=None, received_at=NOW,
            )  # fmt: skip
    edit(folder, "aid", version(2), ("reference:", "one_per: summary\nreference:"))
    refused = command("publish", "aid")
    assert (refused.code, "but these are the same: A-1, A-2;" in refused.err) == (1, True)
    with ledger.writing() as connection:
        [first, *_] = submissions.of_form(connection, "aid")
        submissions.revise(
            connection, first, form_version=1, answers={"summary": "Keys"}, language="en", submitted_at=None,
            received_at=NOW,
        )  # fmt: skip
    assert command("publish", "aid").code == 0
    with ledger.reading() as connection:
        assert len({one.subject for one in submissions.of_form(connection, "aid")} - {None}) == 3


def test_what_no_list_of_changes_names_is_said_to_be_there(command: Command, folder: Path) -> None:
    command("new", "aid")
    edit(folder, "aid", ("sections:", "lists:\n  - {list: unused, choices: [{value: a, label: A}]}\nsections:"))
    command("publish", "aid")
    edit(folder, "aid", ("{value: a, label: A}", "{value: b, label: B}"))
    assert "something else changed." in command("diff", "aid").out
    refused = command("publish", "aid")
    assert (refused.code, "write `version: 2`" in refused.err) == (1, True)


def test_a_form_is_not_published_with_the_tab_of_another(command: Command, folder: Path) -> None:
    command("new", "aid")
    assert command("publish", "aid").code == 0
    edit(folder, "aid", ("  tab: Submissions", "  tab: Elsewhere"))  # not published yet
    command("new", "loan")
    edit(folder, "loan", ("  workbook: loan", "  workbook: AID"))
    taken = command("publish", "loan")
    assert (taken.code, "the tab 'Submissions' of 'AID' is that of aid, which is published" in taken.err) == (1, True)
    edit(folder, "aid", version(2))
    assert command("publish", "aid").code == 0
    assert command("publish", "loan").code == 0
