"""The mailboxes that bounces come to: each message is looked at once, and whatever it is it stays there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dovecot import LACKING, dovecot

from connectors.bounces.imap import ImapBox
from connectors.bounces.mailbox import LARGEST, Mailbox
from connectors.bounces.maildir import MaildirBox
from connectors.errors import ConnectorError

FOLDERS = ("new", "cur", "tmp")


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """A Maildir with a report, junk, and something too large to be a report."""
    folder = tmp_path / "mail"
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    (folder / "new" / "1.host").write_bytes(b"From: a\n\na report\n")
    (folder / "new" / "2.host").write_bytes(b"\xff junk \x00")
    (folder / "new" / "3.host").write_bytes(b"From: a\n\na report\n" + b"x" * (LARGEST + 100))
    return folder


@pytest.fixture(params=["maildir", pytest.param("imap", marks=pytest.mark.skipif(bool(LACKING), reason=LACKING))])
def box(request: pytest.FixtureRequest, maildir: Path, tmp_path: Path) -> Iterator[Mailbox]:
    if request.param == "maildir":
        yield MaildirBox(maildir)
        return
    with dovecot(maildir) as url:
        yield ImapBox(url)


def is_report(content: bytes) -> bool:
    return b"a report" in content


def flags(maildir: Path) -> dict[str, str]:
    """What is in the mailbox, with the flags of each."""
    return {path.name[0]: path.name.partition(":2,")[2] for path in (maildir / "cur").iterdir()}


def test_a_report_is_seen_and_anything_else_is_flagged_and_left(box: Mailbox, maildir: Path) -> None:
    assert box.look(is_report) == (1, 2)
    assert flags(maildir) == {"1": "S", "2": "F", "3": "F"}
    assert box.look(is_report) == (0, 0)


def test_what_was_not_kept_is_looked_at_again(box: Mailbox, maildir: Path) -> None:
    def breaks(_content: bytes) -> bool:
        raise ConnectorError("the ledger is away")

    with pytest.raises(ConnectorError):
        box.look(breaks)
    assert not {flag for flag in flags(maildir).values() if flag}
    assert box.look(is_report) == (1, 2)


@pytest.mark.skipif(bool(LACKING), reason=LACKING)
@pytest.mark.parametrize(("good", "bad"), [("p%40ss", "wrong"), ("INBOX", "No%20such")])
def test_a_mailbox_that_cannot_be_opened_says_so(good: str, bad: str, maildir: Path, tmp_path: Path) -> None:
    with dovecot(maildir) as url, pytest.raises(ConnectorError, match="bounces cannot be read"):
        ImapBox(url.replace(good, bad)).look(is_report)


def test_a_mailbox_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="cannot be used"):
        MaildirBox(tmp_path / "none").look(is_report)
    with pytest.raises(ConnectorError, match="bounces cannot be read"):
        ImapBox("imap://a:b@127.0.0.1:1/INBOX").look(is_report)
