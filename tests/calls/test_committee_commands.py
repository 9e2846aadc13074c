"""`chancery committee`: what it says, how it ends, and what it leaves in the ledger."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from a_call import DEFINITION, NAME, context_of, propose
from click.testing import CliRunner, Result

from app.cli import ready_context
from app.context import Context
from app.screening import screen
from app.store import assignments, outbox, screenings
from jobs.cli import chancery
from jobs.run import run_in

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    context_of(tmp_path)
    monkeypatch.setenv("CHANCERY_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("CHANCERY_FORMS", str(tmp_path / "forms"))
    for name in ("DATABASE_URL", "SMTP_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner().invoke(chancery, ["committee", *words])


@pytest.fixture
def context(command: Command, tmp_path: Path) -> Context:
    """What the commands find."""
    return replace(ready_context(), now=context_of(tmp_path).now)


def listed(command: Command) -> list[list[str]]:
    return [line.split() for line in command("list", NAME).output.splitlines()[1:]]


def test_members_are_added_changed_and_leave(context: Context, command: Command, tmp_path: Path) -> None:
    added = command("add", NAME, "Anna", "--email", "anna@un.org", "--state", "Kenya", "--role", "chair")
    assert (added.exit_code, added.output) == (0, "1 added or changed\n")
    command("add", NAME, "anna", "--organisation", "Help")
    table = tmp_path / "members.csv"
    table.write_text("name,language\nBo,fr\nCleo,\n", encoding="utf-8")
    assert command("add", NAME, "--table", str(table)).output == "2 added or changed\n"
    assert listed(command) == [
        ["anna", "anna@un.org", "en", "KEN", "Help", "chair", "0", "of", "0"],
        ["Bo", "fr", "member", "0", "of", "0"],
        ["Cleo", "en", "member", "0", "of", "0"],
    ]
    assert command("leave", NAME, "bo").exit_code == 0
    assert len(listed(command)) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", NAME), "name a member, or say --table"),
        (("add", NAME, "Bo", "--state", "Atlantis"), "nobody was added: 'Atlantis' is no State"),
        (("leave", NAME, "Nobody"), "grants has no member called 'Nobody'"),
        (("invite", NAME), "name the members, or say --all"),
    ],
)
@pytest.mark.usefixtures("context")
def test_mistakes_are_told(command: Command, words: tuple[str, ...], said: str) -> None:
    answer = command(*words)
    assert answer.exit_code != 0
    assert said in answer.output


def test_links_go_out_to_those_with_an_address(context: Context, command: Command) -> None:
    command("add", NAME, "Anna", "--email", "anna@un.org")
    command("add", NAME, "Bo")
    answer = command("invite", NAME, "--all")
    assert answer.output == "a link goes to 1 of 2\nBo has no address\n"
    assert command("invite", NAME, "anna").output == "a link goes to 1 of 1\n"
    with context.ledger.reading() as c:
        assert len(outbox.listing(c, kind="member-link")) == 2


def test_proposals_are_assigned_and_conflicts_told(context: Context, command: Command) -> None:
    command("add", NAME, "Anna", "--state", "KEN")
    command("add", NAME, "Bo")
    propose(context, "one", other=0)
    propose(context, "two", other=0, state="FRA")
    screen(context, NAME)
    answer = command("assign", NAME, "--dry-run")
    assert answer.output == "Anna  1\nBo    2\nG-0001: 1 too few readers\n"
    with context.ledger.reading() as c:
        assert not assignments.of_form(c, NAME)
    assert command("assign", NAME).output == answer.output
    with context.ledger.reading() as c:
        assert len(assignments.of_form(c, NAME)) == 3
    heads, row = command("conflicts", NAME).output.splitlines()
    assert heads.split() == ["proposal", "member", "kind", "why"]
    assert row.split(maxsplit=3) == ["G-0001", "Anna", "state", "state: Kenya is the member’s State too"]


def test_a_form_without_a_call_is_told(command: Command, tmp_path: Path) -> None:
    start, _, rest = DEFINITION.partition("call:")
    context_of(tmp_path, start + rest[rest.index("sections:") :])
    ready_context()
    answer = command("list", NAME)
    assert answer.exit_code == 1
    assert "grants has no `call` in its definition" in str(answer.exception)


@pytest.mark.usefixtures("command")
def test_a_new_version_has_its_rules_run(context: Context, tmp_path: Path) -> None:
    propose(context, "one", other=0)
    screen(context, NAME)
    context_of(tmp_path, DEFINITION.replace("version: 1", "version: 2").replace("max: 50000", "max: 30000"))
    assert CliRunner().invoke(chancery, ["forms", "publish", NAME]).exit_code == 0
    with context.ledger.reading() as c:
        asked = outbox.listing(c, state=outbox.DUE, kind="screen")[0]
    assert asked.target == NAME
    run_in(ready_context(), asked.id)
    with context.ledger.reading() as c:
        (found,) = screenings.of_form(c, NAME).values()
        assert outbox.get(c, asked.id).note == "1 screened"
    assert (found.form_version, found.bars) == (2, ["ceiling"])
