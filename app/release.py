"""Releases what staff's decisions ask for, or lets nothing come of it; who did so is in the audit log."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app import alerts
from app.context import Context
from app.store import audit, held, submissions, withdrawals
from app.store.outbox import Item
from app.typed_text import kept_text
from connectors.errors import ConnectorError

RELEASED, DROPPED, EDITED = "mail released", "mail not sent", "mail edited"
LONGEST_SUBJECT, LONGEST_BODY = 300, 20_000  # characters


@dataclass(frozen=True, slots=True)
class Waiting:
    """A held item, the form that it is about, and the reference of its submission."""

    item: Item
    form: str
    reference: str
    is_withdrawn: bool  # so that it would not go

    @property
    def mail(self) -> str:
        """The name of the mail."""
        return str(self.item.payload["mail"])


def waiting(context: Context, connection: Connection, form: str = "", mail: str = "") -> list[Waiting]:
    """Everything that staff have to release, the oldest first; of one form or one mail where they are named."""
    items = held.waiting(connection)
    forms = alerts.forms_of(context, connection, items)
    keys = {one.id: one.target.partition(" ")[0] for one in items}
    known = submissions.references(connection, keys=keys.values())
    withdrawn = withdrawals.of_rows(connection, set(keys.values()))
    found = [Waiting(one, forms[one.id], known.get(keys[one.id], ""), keys[one.id] in withdrawn) for one in items]
    return [one for one in found if form in {"", one.form} and mail in {"", one.mail}]


def release(context: Context, items: Collection[int], *, who: str) -> int:
    """Make held items due; returns how many were held."""
    now = context.now()
    with context.ledger.writing() as connection:
        done = held.release(connection, items, now=now)
        audit.record_all(connection, [audit.Line(now, who, RELEASED, f"outbox {one}", {}) for one in done])
    return len(done)


def drop(context: Context, items: Collection[int], *, who: str) -> int:
    """Let nothing come of held items; returns how many were held."""
    now = context.now()
    with context.ledger.writing() as connection:
        done = held.drop(connection, items, note=f"not sent: {who} decided so", now=now)
        audit.record_all(connection, [audit.Line(now, who, DROPPED, f"outbox {one}", {}) for one in done])
    return len(done)


@dataclass(frozen=True, slots=True)
class Edit:
    """A held mail as staff want it; `seen` is the stamp of what they looked at."""

    subject: str
    body: str
    seen: str


def stamp(item: Item) -> str:
    """The same for a mail as long as nobody edits it."""
    edited = item.payload.get("edited")
    return str(edited["at"]) if edited else ""


def edit(context: Context, number: int, wanted: Edit | None, *, who: str) -> None:
    """Keep what a held mail is to say, literally, or (None) have it say again what its form does.

    Raises ConnectorError where it is not held any more, was edited meanwhile, or says nothing.
    """
    now = context.now()
    texts = {} if wanted is None else _texts(wanted)
    with context.ledger.writing() as connection:
        item = held.get(connection, number)
        if item is None:
            raise ConnectorError("it does not wait any more: somebody released it, or decided anew", permanent=True)
        if wanted is not None and wanted.seen != stamp(item):
            raise ConnectorError("somebody else edited it meanwhile: look at it again", permanent=True)
        payload = {word: value for word, value in item.payload.items() if word != "edited"}
        edited = {**texts, "by": who, "at": now.isoformat()}
        held.change(connection, number, {**payload, "edited": edited} if texts else payload)
        audit.record(connection, who=who, act=EDITED, what=f"outbox {number}", now=now, details=texts)


def _texts(wanted: Edit) -> Mapping[str, str]:
    """What a mail is to say, as it is kept."""
    subject = _text("subject", " ".join(wanted.subject.split()), LONGEST_SUBJECT)
    return {"subject": subject, "body": _text("text", wanted.body, LONGEST_BODY)}


def _text(word: str, said: str, longest: int) -> str:
    text = kept_text(said, len(said))
    if not text:
        raise ConnectorError(f"the {word} is empty: write one", permanent=True)
    if len(text) > longest:
        raise ConnectorError(f"the {word} has {len(text):,} characters, and may have {longest:,}", permanent=True)
    return text
