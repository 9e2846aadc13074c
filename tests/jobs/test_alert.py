"""Staff are told by mail of what is set aside and what failed for good: together, and at most once an hour a form."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from app import alerts
from app.config import SettingsError, read_settings
from app.context import Context, build_context
from app.judging import judge_again, judge_received
from app.put_aside import put_aside
from app.store import deliveries, outbox
from app.store.engine import migrate
from connectors.errors import ConnectorError
from jobs.run import run_in

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
      - {question: name, type: text, label: Name, required: yes}
sheet:
  workbook: Aid
  tab: Aid
  columns: [{path: $reference, header: Reference}]
sources: [{source: standard-webhooks}]
"""


@pytest.fixture
def context(tmp_path: Path):
    (tmp_path / "forms" / "aid").mkdir(parents=True)
    (tmp_path / "forms" / "aid" / "form.yaml").write_text(FORM)
    environ = {"CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(tmp_path / "forms")}
    made = build_context(
        read_settings({**environ, "STAFF_MAIL": "staff@example.org", "BASE_URL": "https://forms.example"})
    )
    migrate(made.ledger)
    yield made
    made.ledger.engine.dispose()


def send(context: Context, *bodies: str) -> None:
    with context.ledger.writing() as c:
        deliveries.keep(
            c, [deliveries.Message("aid", "standard-webhooks", context.now(), {}, b.encode()) for b in bodies]
        )
    judge_received(context, "aid", limit=100)


def items(context: Context) -> list[outbox.Item]:
    with context.ledger.reading() as c:
        return [one for one in outbox.listing(c) if one.kind == "alert"]


def mails(context: Context) -> list[EmailMessage]:
    found = sorted(context.settings.mail_folder.glob("alert.*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=default) for path in found]


def later(context: Context, **span: float) -> Context:
    at = context.now() + timedelta(**span)
    return replace(context, now=lambda: at)


def test_one_mail_tells_of_all_that_was_set_aside(context: Context) -> None:
    send(context, '{"secret_answer": "x1"}', '{"secret_answer": "x2"}')
    send(context, '{"secret_answer": "x3"}')
    [item] = items(context)
    assert item.not_before > context.now()
    run_in(later(context, minutes=2), item.id)
    [mail] = mails(context)
    assert (mail["To"], mail["Subject"]) == ("staff@example.org", "aid: 3 in quarantine")
    text = mail.get_content()
    assert "Deliveries in quarantine: 3" in text
    assert "https://forms.example/staff/quarantine" in text
    assert "standard-webhooks: " in text
    assert "x1" not in text
    assert mail.get_content_type() == "text/plain"


def test_a_mail_says_what_is_wrong_and_nothing_of_what_was_answered(context: Context) -> None:
    send(context, '{"data": {"answers": {"name": "a\\u0007b“c”"}}}')
    with context.ledger.reading() as c:
        [held] = deliveries.listing(c)
    assert held.reasons[0].endswith('; “a\ufffdb"c"” was sent')
    run_in(later(context, minutes=2), items(context)[0].id)
    text = mails(context)[0].get_content()
    assert "- standard-webhooks: Name contains characters that cannot be kept" in text
    assert "was sent" not in text


def test_the_next_mail_waits_for_an_hour(context: Context) -> None:
    send(context, '{"a": 1}')
    run_in(later(context, minutes=2), items(context)[0].id)
    after = later(context, minutes=10)
    send(after, '{"a": 2}')
    send(after, '{"a": 3}')
    newest = items(context)[0]
    assert len(items(context)) == 2
    assert timedelta(minutes=61) <= newest.not_before - context.now() <= timedelta(minutes=63)


def test_what_is_mended_meanwhile_is_told_to_nobody(context: Context) -> None:
    send(context, '{"name": ""}')
    with context.ledger.writing() as c:
        c.exec_driver_sql("update deliveries set state = 'accepted'")
    run_in(later(context, minutes=2), items(context)[0].id)
    assert mails(context) == []
    assert items(context)[0].note == "all is mended: nobody is told"


def test_what_is_set_aside_meanwhile_is_told_to_nobody(context: Context) -> None:
    send(context, '{"name": ""}')
    with context.ledger.reading() as c:
        [held] = deliveries.of_states(c, "aid", ("quarantined",))
    assert put_aside(context, held, who="rita", why="a test") is not None
    run_in(later(context, minutes=2), items(context)[0].id)
    assert mails(context) == []


def test_staff_who_try_again_are_not_told_what_they_see(context: Context) -> None:
    send(context, '{"a": 1}')
    run_in(later(context, minutes=2), items(context)[0].id)
    with context.ledger.reading() as c:
        [held] = deliveries.of_states(c, "aid", ("quarantined",))
    judge_again(context, held, asked_by="rita")
    assert len(items(context)) == 1


def test_an_item_that_fails_for_good_is_told_under_its_form(context: Context) -> None:
    with context.ledger.writing() as c:
        number = outbox.put(c, "nonsense", "aid", now=context.now())
    run_in(context, number)
    [item] = items(context)
    assert item.target == "aid"
    run_in(later(context, minutes=2), item.id)
    [mail] = mails(context)
    assert mail["Subject"] == "aid: 1 failed"
    assert "nonsense: no job is called 'nonsense'" in mail.get_content()
    assert "https://forms.example/staff/outbox" in mail.get_content()


def test_what_belongs_to_no_form_is_told_too_and_an_alert_never_of_itself(context: Context) -> None:
    class Refusing:
        def send(self, message: EmailMessage, return_path: str = "") -> None:
            raise ConnectorError("no such mailbox", permanent=True)

    with context.ledger.writing() as c:
        run = outbox.put(c, "nonsense", "budget-2027", now=context.now())
    run_in(context, run)
    [item] = items(context)
    assert item.target == alerts.NO_FORM
    run_in(replace(later(context, minutes=2), mailer=Refusing()), item.id)
    [item] = items(context)
    assert (item.state, item.error) == ("failed", "no such mailbox")


def test_without_an_address_nobody_is_told(context: Context) -> None:
    silent = replace(context, settings=replace(context.settings, staff_mail=""))
    send(silent, '{"a": 1}')
    assert items(context) == []


@pytest.mark.parametrize("said", ["nobody", "a@b, c@d", "A <a@b>"])
def test_an_address_is_one_address(said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="STAFF_MAIL"):
        read_settings({"CHANCERY_DATA": str(tmp_path), "STAFF_MAIL": said})
