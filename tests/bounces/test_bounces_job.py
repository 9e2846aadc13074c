"""What comes back of a mail stands with it, for staff to see, who are told of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reports import EXCHANGE, GMAIL_DELAY, MESSAGE_ID, OUT_OF_OFFICE, POSTFIX, QMAIL, TO, TOKEN

from app.config import SettingsError, read_settings
from app.context import Context, build_context
from app.store import bounces, outbox, sendings, submissions
from app.store.engine import Ledger
from jobs.alert import send_alert
from jobs.clock import REGULARS
from jobs.run import run_in
from jobs.work import Work

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path) -> Context:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    environ = {
        "CHANCERY_DATA": str(tmp_path / "data"), "STAFF_MAIL": "rita@example.org", "BOUNCES_TO": TO,
        "BOUNCES_AT": f"maildir://{tmp_path}/mail", "MAIL_FROM": "Fund <fund@forms.example.org>",
    }  # fmt: skip
    return replace(build_context(read_settings(environ)), ledger=ledger, now=lambda: NOW)


@pytest.fixture
def item(context: Context) -> int:
    """A mail that went."""
    with context.ledger.writing() as c:
        kept = submissions.insert(
            c, form="vtf-proposal", form_version=1, source="page", source_id="x", reference="VTF-2026-0007",
            answers={"contact": {"email": "ana@example.org"}}, language="en", submitted_at=None, received_at=NOW,
        )  # fmt: skip
        assert kept
        payload = {"submission_id": kept.id, "mail": "acknowledgement", "version": 1}
        number = outbox.put(c, "mail", f"{kept.key} acknowledgement", now=NOW, payload=payload)
    run_in(context, number)
    return number


@pytest.fixture
def comes_back(context: Context, item: int, tmp_path: Path) -> Callable[..., str]:
    """Puts messages about that mail into the mailbox and has it read; gives what the job says."""

    def put(*reports: str) -> str:
        with context.ledger.reading() as c:
            sent = sendings.get(c, item)
        assert sent
        for number, report in enumerate(reports):
            text = report.replace(TOKEN, sent.token).replace(MESSAGE_ID, sent.message_id)
            (tmp_path / "mail" / "new" / f"{number}.{len(report)}").write_text(text)
        with context.ledger.writing() as c:
            read = outbox.put(c, "bounces", "*", now=NOW)
        run_in(context, read)
        with context.ledger.reading() as c:
            done = outbox.get(c, read)
        assert done
        assert done.state == "done"
        return done.note

    return put


def test_a_mail_goes_from_an_address_of_its_own(context: Context, item: int) -> None:
    [path] = context.settings.mail_folder.glob("*.eml")
    with context.ledger.reading() as c:
        sent = sendings.get(c, item)
    assert sent
    found = re.search(r"^Return-Path: <bounces\+([0-9a-f]{24})@forms\.example\.org>", path.read_text(), re.MULTILINE)
    assert found
    assert found[1] == sent.token
    assert sent.taken_at == NOW


@pytest.mark.parametrize(
    ("report", "kind", "status"),
    [(POSTFIX, "failed", "5.1.1"), (EXCHANGE, "failed", "5.2.2"), (GMAIL_DELAY, "delayed", "4.4.1"),
     (QMAIL, "failed", "5.1.1")],
)  # fmt: skip
def test_a_report_stands_with_its_mail(
    context: Context, item: int, comes_back: Callable[..., str], report: str, kind: str, status: str
) -> None:
    assert comes_back(report) == "1 read"
    with context.ledger.reading() as c:
        found = bounces.of_items(c, [item])[item]
        counted = bounces.counts(c)
    assert (found.kind, found.status) == (kind, status)
    assert counted == {"failed": int(kind == "failed"), "delayed": int(kind == "delayed")}


def test_the_same_report_counts_once_and_junk_is_left(
    context: Context, item: int, comes_back: Callable[..., str]
) -> None:
    assert comes_back(GMAIL_DELAY, OUT_OF_OFFICE, "junk \x00") == "1 read, 2 left that are no reports"
    assert comes_back(GMAIL_DELAY) == "1 read"
    assert comes_back(POSTFIX) == "1 read"
    with context.ledger.reading() as c:
        assert bounces.of_items(c, [item])[item].kind == "failed"
        assert bounces.counts(c) == {"failed": 1, "delayed": 0}


def test_a_message_with_what_no_ledger_keeps_holds_up_no_other(comes_back: Callable[..., str]) -> None:
    junk = EXCHANGE.replace(f"+{TOKEN}", "").replace(MESSAGE_ID, "<a\x00b@forms.example.org>")
    assert comes_back(junk, POSTFIX) == "1 read, 1 left that are no reports"


def test_a_report_of_a_mail_that_is_not_ours_is_left(context: Context, tmp_path: Path) -> None:
    (tmp_path / "mail" / "new" / "1").write_text(POSTFIX)
    with context.ledger.writing() as c:
        read = outbox.put(c, "bounces", "*", now=NOW)
    run_in(context, read)
    with context.ledger.reading() as c:
        done = outbox.get(c, read)
        assert bounces.counts(c) == {"failed": 0, "delayed": 0}
    assert done
    assert done.note == "0 read, 1 left that are no reports"


def test_staff_are_told_what_came_back(context: Context, item: int, comes_back: Callable[..., str]) -> None:
    comes_back(POSTFIX)
    with context.ledger.reading() as c:
        [alert] = outbox.listing(c, kind="alert")
        sent = outbox.get(c, item)
    assert sent
    assert sent.state == "done"
    send_alert(context, Work("alert", alert.target, (alert,), _NoLease()))  # type: ignore[arg-type]
    mails = [path.read_text() for path in context.settings.mail_folder.glob("alert*.eml")]
    assert len(mails) == 1
    assert "Mails that came back: 1" in mails[0]
    assert "550 5.1.1 User unknown" in mails[0]


class _NoLease:
    """A lease that is never lost."""

    def renew(self) -> bool:
        return True


def test_without_a_mailbox_nothing_is_read_and_a_mailbox_needs_an_address(context: Context, tmp_path: Path) -> None:
    [regular] = [one for one in REGULARS if one.kind == "bounces"]
    plain = read_settings({"CHANCERY_DATA": str(tmp_path)})
    with context.ledger.reading() as c:
        assert list(regular.targets(context, c)) == ["*"]
        assert list(regular.targets(replace(context, settings=plain), c)) == []
    with pytest.raises(SettingsError, match="BOUNCES_AT: nothing comes back there without BOUNCES_TO"):
        read_settings({"BOUNCES_AT": "maildir:///x"})
    for wrong in ("imaps://host/INBOX", "pop3://a:b@host", "maildir://"):
        with pytest.raises(SettingsError, match="BOUNCES_AT: it must be"):
            read_settings({"BOUNCES_AT": wrong, "BOUNCES_TO": TO})


@pytest.mark.parametrize(
    "sender",
    ["noreply@x.org", "Fund <no-reply@x.org>", "do_not.reply@x.org", "vtf-noreply@x.org", "ne-pas-repondre@x.org"],
)
def test_a_sender_who_takes_no_answers_is_none(sender: str) -> None:
    with pytest.raises(SettingsError, match=r"MAIL_FROM: .* takes no answers"):
        read_settings({"MAIL_FROM": sender})


@pytest.mark.parametrize("sender", ["Fund <fund@noreply.example.org>", "replies@x.org", "casino.replying@x.org"])
def test_a_sender_whom_people_can_answer_is_one(sender: str, tmp_path: Path) -> None:
    assert read_settings({"MAIL_FROM": sender, "CHANCERY_DATA": str(tmp_path)}).mail_from == sender
