"""Bounces in a mailbox of a mail server (IMAP4rev1, RFC 3501)."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from connectors.bounces.mailbox import LARGEST, MOST, IsReport
from connectors.errors import ConnectorError

TIMEOUT = 30  # seconds
PORT, TLS_PORT = 143, 993
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class ImapBox:
    """The folder at `url`, imaps://user:password@host/FOLDER; imap:// begins with STARTTLS, but on this machine."""

    url: str

    def look(self, is_report: IsReport) -> tuple[int, int]:
        """What is neither seen nor flagged, the oldest first. Raises ConnectorError."""
        with self._opened() as box:
            uids = [one.decode() for one in _found(box.uid("SEARCH", "UNSEEN", "UNFLAGGED"))[0].split()[:MOST]]
            found = [_looked_at(box, uid, is_report) for uid in uids]
        return sum(found), len(found) - sum(found)

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        parts = urlsplit(self.url)
        folder = unquote(parts.path.lstrip("/")) or "INBOX"
        try:
            box = _connected(parts.scheme, parts.hostname or "localhost", parts.port)
            try:
                box.login(unquote(parts.username or ""), unquote(parts.password or ""))
                _found(box.select(f'"{folder}"'))
                yield box
            finally:
                with suppress(imaplib.IMAP4.error, OSError):
                    box.logout()
        except (imaplib.IMAP4.error, OSError) as fault:
            raise ConnectorError(f"the mailbox of bounces cannot be read: {fault}") from fault


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    """A password never travels in the clear to another machine."""
    if scheme == "imaps":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port or TLS_PORT, ssl_context=context, timeout=TIMEOUT)
    box = imaplib.IMAP4(host, port or PORT, timeout=TIMEOUT)
    if "STARTTLS" in box.capabilities and host not in THIS_MACHINE:
        box.starttls(ssl.create_default_context())
    elif host not in THIS_MACHINE:
        box.shutdown()
        raise ConnectorError(f"{host} offers no encryption, and the password is not sent without. Use imaps://")
    return box


def _looked_at(box: imaplib.IMAP4, uid: str, is_report: IsReport) -> bool:
    content = _content(box, uid)
    is_one = bool(content) and is_report(content)
    _found(box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)" if is_one else r"(\Flagged)"))
    return is_one


def _content(box: imaplib.IMAP4, uid: str) -> bytes:
    """A message; nothing for one that is too large to be a report."""
    answer = _found(box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST + 1}>)"))
    content = next((bytes(one[1]) for one in answer if isinstance(one, tuple)), b"")
    return content if len(content) <= LARGEST else b""


def _found(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server found. Raises IMAP4.error where it refused."""
    word, found = answer
    if word != "OK":
        raise imaplib.IMAP4.error(f"the server says {word}")
    return [one if one is not None else b"" for one in found]
