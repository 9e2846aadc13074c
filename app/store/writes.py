"""What follows from deliveries, gathered while they are judged and written together in their transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from app.store import audit, deliveries, outbox, sheets

SCREEN = "screen"
"""The word in the outbox for the rules of a call, run on its proposals."""


@dataclass(slots=True)
class Writes:
    """Rows that nothing in the transaction reads: one statement a table writes them for all deliveries at once."""

    settled: list[deliveries.Settled] = field(default_factory=list)
    audited: list[audit.Line] = field(default_factory=list)
    asked: list[outbox.Asked] = field(default_factory=list)
    followed: dict[str, datetime] = field(default_factory=dict)  # forms whose sheets must follow, and since when
    screened: dict[str, datetime] = field(default_factory=dict)  # calls whose rules must be run, and since when
    unshown: list[sheets.Unshown] = field(default_factory=list)

    def add(self, other: "Writes") -> None:
        """Take in what was gathered elsewhere."""
        self.settled += other.settled
        self.audited += other.audited
        self.asked += other.asked
        self.followed |= other.followed
        self.screened |= other.screened
        self.unshown += other.unshown

    def settle(self, connection: Connection, delivery_id: str) -> None:
        """Write down at once what became of messages, where one is called so: a look for it must find it."""
        if any(one.delivery_id == delivery_id for one in self.settled):
            self.settle_all(connection)

    def settle_all(self, connection: Connection) -> None:
        """Write down at once what became of all messages."""
        deliveries.settle(connection, self.settled)
        self.settled.clear()


@contextmanager
def gathered(connection: Connection) -> Iterator[Writes]:
    """A Writes that is written when the block ends well."""
    writes = Writes()
    yield writes
    audit.record_all(connection, writes.audited)
    sheets.put(connection, writes.unshown)
    shown = [outbox.Asked("sheet", form, due) for form, due in writes.followed.items()]
    screened = [outbox.Asked(SCREEN, form, due) for form, due in writes.screened.items()]
    outbox.put_all(connection, [*shown, *screened, *writes.asked])
    deliveries.settle(connection, writes.settled)
