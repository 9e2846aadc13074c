"""Attachments: the files that a submission names the address of, and what became of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256 as digest

from sqlalchemy import Connection, delete, select, update

from app.store.insert import insert_unless_there
from app.store.tables import attachments

WAITING, KEPT, REFUSED, FAILED = "waiting", "kept", "refused", "failed"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of one submission; `state` is waiting, kept, refused (by our rules) or failed (could not be had)."""

    id: int
    submission_id: int
    place: str  # of the answer that first named it: `budget.2.offer.0`
    name: str
    url: str
    url_sha256: str
    state: str
    reason: str
    size: int | None
    sha256: str
    type: str
    fetched_at: datetime | None


def want(connection: Connection, submission: int, *, place: str, name: str, url: str) -> None:
    """Write down that a file is to be fetched; one that the submission named before stays as it is."""
    values = {
        "submission_id": submission,
        "place": place,
        "name": name,
        "url": url,
        "url_sha256": _digest(url),
        "state": WAITING,
        "reason": "",
        "sha256": "",
        "type": "",
    }
    keys = ("submission_id", "url_sha256")
    connection.execute(insert_unless_there(connection, attachments, keys, attachments.c.id), values)


def forget(connection: Connection, submission: int, *, but: Collection[str]) -> int:
    """Want nothing any more but what stands at these addresses; what is kept stays. Returns how many were dropped."""
    gone = (
        delete(attachments)
        .where(attachments.c.submission_id == submission, attachments.c.state != KEPT)
        .where(attachments.c.url_sha256.not_in([_digest(url) for url in but]))
    )
    return connection.execute(gone).rowcount


def of_submission(connection: Connection, submission: int) -> list[Attachment]:
    """Every file of a submission, in the order in which they were named."""
    query = select(attachments).where(attachments.c.submission_id == submission).order_by(attachments.c.id)
    return [Attachment(**row._asdict()) for row in connection.execute(query)]


def keep(
    connection: Connection,
    attachment: int,
    file: Mapping[str, object],
    *,
    type: str,  # noqa: A002 - the column's word
    now: datetime,
) -> None:
    """Write down that a file is here: its size and hash, and what it is."""
    found = {"size": file["size"], "sha256": file["sha256"], "type": type}
    values = {**found, "state": KEPT, "reason": "", "fetched_at": now}
    connection.execute(update(attachments).where(attachments.c.id == attachment).values(**values))


def give_up(connection: Connection, attachment: int, *, state: str, reason: str, now: datetime) -> None:
    """Write down that a file was refused, or could not be had; one that is kept stays so."""
    missing = (attachments.c.id == attachment, attachments.c.state != KEPT)
    connection.execute(update(attachments).where(*missing).values(state=state, reason=reason, fetched_at=now))


def _digest(url: str) -> str:
    """What an address is found by: it may be longer than an index can hold."""
    return digest(url.encode("utf-8", "surrogatepass")).hexdigest()
