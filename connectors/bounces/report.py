"""A message to the address of bounces, read: which mail it is about, and what became of that (RFC 3464, RFC 3461)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import parseaddr

FAILED, DELAYED = "failed", "delayed"
ACTIONS = {"failed": FAILED, "delayed": DELAYED}
"""Action of RFC 3464, 2.3.3 -> what we keep; the others (delivered, relayed, expanded) are no news."""
ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
"""Where a mail server writes the address that it delivered to."""
PROGRAMS = re.compile(r"(mailer-daemon|postmaster|mail-?daemon|mdaemon)@?", re.IGNORECASE)
GAVE_UP = re.compile(
    r"failure notice|undeliver|returned mail|delivery (status notification|failure|has failed)|could not be delivered"
    r"|not be delivered|non remis|no se ha podido entregar|unzustellbar",
    re.IGNORECASE,
)
LONGEST_SAID, LONGEST_STATUS = 500, 20
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")  # RFC 3463


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server says of one of our messages."""

    token: str  # of the address that it came to; empty where that is not to be seen
    message_id: str  # of the message that it speaks of, as far as it encloses that; else empty
    recipient: str
    kind: str  # FAILED or DELAYED
    status: str  # RFC 3463, such as 5.1.1; empty where none is said
    said: str  # in its own words, one line


def read_report(content: bytes, bounces_to: str) -> Report | None:
    """The report that a message is; None for whatever else it is. `bounces_to` is the address without its token."""
    try:
        message = message_from_bytes(content)
        parts = list(message.walk())
        found = _by_standard(parts) or _by_words(message, parts)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return None  # CPython's parser is not total: what it stumbles over is no report
    if found is None:
        return None
    recipient, kind, status, said = found
    return Report(
        token=_token(message, bounces_to),
        message_id=_line(_message_id(parts)),
        recipient=_line(recipient)[:320],
        kind=kind,
        status=status[:LONGEST_STATUS],
        said=_line(said)[:LONGEST_SAID],
    )


Found = tuple[str, str, str, str]
"""Recipient, kind, status, words."""


def _by_standard(parts: list[Message]) -> Found | None:
    """The first recipient of a delivery status (RFC 3464, 2.3) who did not get the message, or not yet."""
    told = [_of_recipient(one) for part in parts if part.get_content_type() == "message/delivery-status"
            for one in _fields(part)]  # fmt: skip
    news = [one for one in told if one is not None]
    return next((one for one in news if one[1] == FAILED), next(iter(news), None))


def _fields(part: Message) -> Iterator[Message]:
    """The groups of fields of a delivery status, which Python reads as messages."""
    inner = part.get_payload()
    if isinstance(inner, list):
        yield from (one for one in inner if isinstance(one, Message))


def _of_recipient(fields: Message) -> Found | None:
    kind = ACTIONS.get(str(fields.get("Action", "")).strip().lower())
    if kind is None:
        return None
    recipient = str(fields.get("Original-Recipient") or fields.get("Final-Recipient") or "")
    status = STATUS.search(str(fields.get("Status", "")))
    said = str(fields.get("Diagnostic-Code", ""))
    return _behind_type(recipient), kind, status[0] if status else "", _behind_type(said)


def _behind_type(value: str) -> str:
    """`rfc822; ana@example.org`, without its type."""
    return value.partition(";")[2].strip() if ";" in value else value.strip()


def _by_words(message: Message, parts: list[Message]) -> Found | None:
    """A report without a delivery status, as qmail writes: from a program of a mail server, which says it gave up."""
    if str(message.get("Auto-Submitted", "")).lower().startswith("auto-replied"):
        return None
    text = next((_text(part) for part in parts if part.get_content_type() == "text/plain"), "")
    is_program = bool(PROGRAMS.match(parseaddr(str(message.get("From", "")))[1])) or message.get("Return-Path") == "<>"
    if not is_program or not GAVE_UP.search(f"{message.get('Subject', '')}\n{text[:2_000]}"):
        return None
    named = re.search(r"<([^<>\s@]+@[^<>\s@]+)>:?\s*\n?(.*)", text)
    status = STATUS.search(text)
    said = named[2] if named else str(message.get("Subject", ""))
    return (named[1] if named else ""), FAILED, status[0] if status else "", said


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _token(message: Message, bounces_to: str) -> str:
    local, _, domain = bounces_to.rpartition("@")
    pattern = re.compile(rf"{re.escape(local)}\+([0-9a-f]{{24}})@{re.escape(domain)}", re.IGNORECASE)
    headers = " ".join(str(value) for name in ADDRESSED for value in message.get_all(name, []))
    found = pattern.search(headers)
    return found[1].lower() if found else ""


def _message_id(parts: list[Message]) -> str:
    """The name of the message that is enclosed, whole or as its headers alone."""
    for part in parts[1:]:
        enclosed = part.get("Message-ID")
        if enclosed:
            return str(enclosed)
        if part.get_content_type() == "text/rfc822-headers":
            found = re.search(r"^Message-ID:\s*(<[^>\s]+>)", _text(part), re.IGNORECASE | re.MULTILINE)
            return _line(found[1]) if found else ""
    return ""


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
