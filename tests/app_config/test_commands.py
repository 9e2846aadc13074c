"""Commands that change what the service trusts and does refuse what cannot be meant."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import ready_context
from app.context import Context
from app.store import audit, deliveries, outbox, secrets, staff
from jobs.cli import chancery

FORM = "city-survey"
DEFINITIONS = Path(__file__).parents[1] / "process" / "definitions"
Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("CHANCERY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CHANCERY_FORMS", str(DEFINITIONS))
    for name in ("DATABASE_URL", "SMTP_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner().invoke(chancery, list(words))


@pytest.fixture
def context(command: Command) -> Context:
    return ready_context()


def test_a_secret_is_added_for_a_source_there_is(command: Command, context: Context) -> None:
    assert command("hooks", "secret", FORM, "typeform", "--set", "s3cret").exit_code == 0
    with context.ledger.reading() as connection:
        assert secrets.live(connection, FORM, "typeform") == ["s3cret"]


@pytest.mark.parametrize(
    ("form", "source", "secret", "said"),
    [
        ("nothing", "typeform", "x", "no form called 'nothing'"),
        (FORM, "carrier-pigeon", "x", f"no source of {FORM} called 'carrier-pigeon'"),
        (FORM, "typeform", "", "nothing can be proved to typeform with that secret: it is empty"),
    ],
)
def test_a_secret_that_can_prove_nothing_is_refused(
    command: Command, context: Context, form: str, source: str, secret: str, said: str
) -> None:
    answer = command("hooks", "secret", form, source, "--set", secret)
    assert (answer.exit_code, said in answer.output) == (1, True)
    with context.ledger.reading() as connection:
        assert secrets.every(connection) == []


@pytest.mark.parametrize(("secret", "code"), [("not base64!", 1), (base64.b64encode(b"k" * 24).decode(), 0)])
def test_standard_webhooks_take_base64(
    command: Command, monkeypatch: pytest.MonkeyPatch, secret: str, code: int
) -> None:
    monkeypatch.delenv("CHANCERY_FORMS")
    answer = command("hooks", "secret", "vtf-proposal", "standard-webhooks", "--set", secret)
    assert answer.exit_code == code


def test_deliveries_in_quarantine_are_judged_again(command: Command, context: Context) -> None:
    with context.ledger.writing() as connection:
        for name in ("d1", "d2"):
            kept = {"form": FORM, "source": "typeform", "headers": {}, "body": b"{}", "received_at": context.now()}
            number = deliveries.insert(connection, delivery_id=name, **kept)
            assert number is not None
            deliveries.settle(connection, [deliveries.Settled(number, name, "quarantined", None, ["as it was"])])
    assert "0 of 1 accepted" in command("hooks", "replay", FORM, "--delivery", "d1").output
    assert "0 of 2 accepted" in command("hooks", "replay", FORM).output
    assert command("hooks", "replay", FORM, "--delivery", "d3").exit_code == 1
    assert command("hooks", "replay", "nothing").exit_code == 1
    with context.ledger.reading() as connection:
        assert all("as it was" not in one.reasons for one in deliveries.listing(connection))
        assert {e.who for e in audit.recent(connection, act="delivery.judged_again")} == {"command line"}


def test_junk_is_set_aside_and_comes_back_where_it_is_named(command: Command, context: Context) -> None:
    with context.ledger.writing() as connection:
        for name in ("d1", "d2", "1"):
            kept = {"form": FORM, "source": "typeform", "headers": {}, "body": name.encode()}
            number = deliveries.insert(connection, delivery_id=name, received_at=context.now(), **kept)
            assert number is not None
            deliveries.settle(connection, [deliveries.Settled(number, name, "quarantined", None, ["as it was"])])

    def states() -> list[str]:
        with context.ledger.reading() as connection:
            return [one.state for one in deliveries.listing(connection)[::-1]]

    assert command("hooks", "set-aside", "d1").exit_code == 2
    assert command("hooks", "set-aside", "d1", "--reason", "  ").exit_code == 2
    assert "any of these: 1 (" in command("hooks", "set-aside", "1", "--reason", "x").output
    assert command("hooks", "set-aside", "d9", "--reason", "x").exit_code == 1
    assert command("hooks", "set-aside", "d1", "--reason", "a  test").exit_code == 0
    assert command("hooks", "set-aside", "d1", "--reason", "twice").exit_code == 1
    assert f"delivery 2 of {FORM} from typeform" in command("hooks", "set-aside", "2", "--reason", "x").output
    assert states() == ["set_aside", "set_aside", "quarantined"]
    with context.ledger.reading() as connection:
        lines = audit.recent(connection, act="delivery.set_aside")
    assert [(one.who, one.what, one.details["reason"]) for one in lines] == [
        ("command line", "d2", "x"), ("command line", "d1", "a test"),
    ]  # fmt: skip
    assert "0 of 1 accepted" in command("hooks", "replay", FORM).output
    assert "0 of 1 accepted" in command("hooks", "replay", FORM, "--accepted").output
    assert states() == ["set_aside", "set_aside", "quarantined"]
    assert "0 of 1 accepted" in command("hooks", "replay", FORM, "--delivery", "d1").output
    assert states() == ["quarantined", "set_aside", "quarantined"]


def test_all_that_failed_is_made_due_again(command: Command, context: Context) -> None:
    with context.ledger.writing() as connection:
        items = [outbox.put(connection, "mail", target, now=context.now()) for target in "abc"]
        outbox.fail(connection, items[:2], error="away", retry_at=None, now=context.now())
    assert command("outbox", "retry").exit_code == 2
    assert command("outbox", "retry", str(items[0]), "--all-failed").exit_code == 2
    assert command("outbox", "retry", str(items[2])).exit_code == 1
    assert "2 due again" in command("outbox", "retry", "--all-failed").output
    with context.ledger.reading() as connection:
        assert outbox.counts(connection) == {("mail", "due"): 3}


@pytest.mark.parametrize("name", ["", " rita", "r" * 101, "ri\x07ta"])
def test_a_name_that_could_not_sign_in_is_refused(command: Command, context: Context, name: str) -> None:
    assert command("staff", "password", name).exit_code == 1
    with context.ledger.reading() as connection:
        assert not staff.any_staff(connection)
