"""How many letters an address gets: anybody can write somebody else's into a public form, over and over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from app.context import Context
from app.mailbox import known_as
from app.store import letters
from connectors.errors import ConnectorError

MOST = 10
"""Letters to one address about one form in an hour: who sends in for a whole ministry needs a few."""
WITHIN = timedelta(hours=1)


@contextmanager
def counted(context: Context, item: int, form: str, address: str) -> Iterator[bool]:
    """Whether the letter of an outbox item may go now. It counts from before it goes, unless it is refused for good.

    After any other fault it may have gone all the same; its next try counts as the same letter.
    """
    now = context.now()
    with context.ledger.writing() as connection:
        may_go = letters.allow(connection, item, known_as(form, address), most=MOST, since=now - WITHIN, now=now)
    try:
        yield may_go
    except ConnectorError as fault:
        if fault.permanent:
            with context.ledger.writing() as connection:
                letters.take_back(connection, item)
        raise
