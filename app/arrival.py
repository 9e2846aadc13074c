"""One delivery as the ledger will keep it: safe identities, and headers without secrets."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from unicodedata import category
from urllib.parse import quote, unquote

from connectors.exports.envelope import MARK
from connectors.ports import Received
from forms.definition import Form

WITHHELD = "[withheld]"
TELLING = re.compile("authorization|cookie|secret|token|password|api[-_]?key")
"""Parts of names of headers whose value lets its reader act for the sender."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a delivery shows, as its sender calls and words it."""

    key: str
    label: str = ""
    is_unmapped: bool = False  # no question of ours takes it


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a delivery before its answers are judged."""

    form: Form
    source: str
    delivery_id: str  # the same over retries of one message
    submission_id: str  # the same over edits of one submission
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime
    submitted_at: datetime
    language: str
    judged_at: datetime  # later than received_at
    delivery: int | None = None  # its number, where it is kept already
    version: str = ""  # what its sender calls this state of the submission
    replaces: str = ""  # the version it was made from, where its sender tells
    is_partial: bool = False  # its applicant is still at it
    is_admitted: bool = False  # staff let it in whatever the time is
    unmapped: tuple[str, ...] = ()  # the sender's keys that no question takes
    remarks: tuple[str, ...] = ()  # what the check of the answers has to say to staff
    told_of: frozenset[str] = frozenset()  # those of `unmapped` that a remark speaks of
    asked_by: str = ""  # who had it judged again
    asked: tuple[Asked, ...] = ()  # the questions it shows
    is_past: bool = False  # taken over from an export: nobody is written to
    suspicions: tuple[str, ...] = ()  # why it may be no person's

    @property
    def notes(self) -> tuple[str, ...]:
        """What staff should know of the sender's form, in English."""
        return self.remarks + tuple(
            f"{self.source} sent {name}, which no question takes: map it or list it under ignore."
            for name in self.unmapped
            if name not in self.told_of
        )


def arrival(
    form: Form,
    source: str,
    received: Received,
    *,
    headers: Mapping[str, str],
    body: bytes,
    received_at: datetime,
    unmapped: Sequence[str] = (),
) -> Arrival:
    """An Arrival, with the body's hash for a missing id, now for a time and the form's first language."""
    delivery_id = usable(received.delivery_id) or by_bytes(body)
    if received.is_past and received.submitted_at:
        received_at = min(received.submitted_at, received_at)  # its provider received it then
    return Arrival(
        form=form,
        source=source,
        delivery_id=delivery_id,
        submission_id=usable(received.submission_id) or delivery_id,
        headers=headers,
        body=body,
        received_at=received_at,
        # A sender's clock that runs ahead must not keep its own later edits out.
        submitted_at=min(received.submitted_at or received_at, received_at),
        judged_at=received_at,
        language=received.language if received.language in form.languages else form.languages[0],
        version=usable(received.version),
        replaces=usable(received.replaces),
        is_partial=received.is_partial,
        is_past=received.is_past,
        unmapped=tuple(clean(name) for name in unmapped[:50]),
    )


def by_bytes(body: bytes) -> str:
    """The identity of a delivery that has no other."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def usable(identity: str) -> str:
    """`identity` if it can be kept as it is and found again, else empty."""
    return identity if len(identity) <= 200 and identity.isprintable() else ""


def kept_headers(headers: Mapping[str, str], secrets: Sequence[str]) -> dict[str, str]:
    """The headers with every value withheld that holds a secret, by its name or by what it is, and without our mark."""
    everything = unquote("\n".join(headers.values()))
    shown = [secret for secret in secrets if secret and secret in everything]
    kept = {}
    for name, value in headers.items():
        lowered, is_telling = _named(name)
        if is_telling or (shown and any(secret in unquote(value) for secret in shown)):
            kept[lowered] = WITHHELD
        else:
            kept[lowered] = clean(value)
    kept.pop(MARK, None)
    return kept


@lru_cache(1024)
def _named(name: str) -> tuple[str, bool]:
    """How a header is kept, and whether its name says that its value is not for everybody."""
    lowered = clean(name).lower()
    return lowered, TELLING.search(lowered) is not None


def without_secrets(body: bytes, secrets: Sequence[str]) -> bytes:
    """A body as it may be shown: some senders put our secret, or the address that it is part of, into it."""
    for secret in filter(None, secrets):
        for written in {secret, quote(secret, safe=""), secret.replace("/", "\\/")}:
            body = body.replace(written.encode(), WITHHELD.encode())
    return body


def clean(text: str) -> str:
    """`text`, at most 500 characters of it, with what no database or page should meet replaced."""
    if text.isprintable():
        return text[:500]
    return "".join(c if c.isprintable() or category(c) == "Zs" else "\ufffd" for c in text[:500])
