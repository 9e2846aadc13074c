"""How the settings of mail are read: a sender who takes answers, and the mailbox that bounces come to."""

import re
from email.utils import parseaddr
from urllib.parse import urlsplit

UNANSWERED = re.compile(
    r"(?<![a-z])(((do)?[._-]?not?|never)[._-]?(reply|response|answer|respond)|ne[._-]?pas[._-]?repondre)", re.IGNORECASE
)
IMAP = re.compile(r"imaps?://[^:/@\s]+:[^:/@\s]+@[^:/@?#\s]+(:[0-9]{1,5})?(/[^?#\s]*)?", re.IGNORECASE)


def answered(text: str) -> str:
    """A sender to whom people can answer. Raises ValueError."""
    local = parseaddr(text)[1].rpartition("@")[0]
    if UNANSWERED.search(local):
        raise ValueError(f"{local!r} takes no answers, and people do answer: name an address that somebody reads")
    return text


def mailbox(text: str) -> str:
    """The URL of a mailbox. Raises ValueError, whose text repeats no password."""
    if text and not text.startswith("maildir:///") and not (IMAP.fullmatch(text) and _has_port(text)):
        raise ValueError(
            "it must be imaps://USER:PASSWORD@host/FOLDER, or maildir:///path/of/the/folder; odd letters of the"
            " password are written as %XX"
        )
    return text


def _has_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
