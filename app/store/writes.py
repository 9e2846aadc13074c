"""What follows from deliveries, gathered while they are judged and written together in their transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from app.store import audit, deliveries, outbox, sheets


@dataclass(slots=True)
class Writes:
    """Rows that nothing in the transaction reads: one statement a table writes them for all deliveries at once."""

    settled: list[deliveries.Settled] = field(default_factory=list)
    audited: list[audit.Line] = field(default_factory=list)
    asked: list[outbox.Asked] = field(default_factory=list)
    followed: dict[str, datetime] = field(default_factory=dict)  # forms whose sheets must follow, and since when
    unshown: list[sheets.Unshown] = field(default_factory=list)

    def add(self, other: "Writes") -> None:
        """Take in what was gathered elsewhere."""
        self.settled += other.settled
        self.audited += other.audited
        self.asked += other.asked
        self.followed |= other.followed
        self.unshown += other.unshown


@contextmanager
def gathered(connection: Connection) -> Iterator[Writes]:
    """A Writes that is written when the block ends well."""
    writes = Writes()
    yield writes
    audit.record_all(connection, writes.audited)
    sheets.put(connection, writes.unshown)
    asked = [outbox.Asked("sheet", form, due) for form, due in writes.followed.items()]
    outbox.put_all(connection, [*asked, *writes.asked])
    deliveries.settle(connection, writes.settled)
