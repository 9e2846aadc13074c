"""How many links by mail a draft and an address get: anybody can write somebody else's address into a page."""

from datetime import timedelta
from secrets import token_hex

from sqlalchemy import Connection

from app.mailbox import known_as
from app.store import letters, outbox

MOST_OF_A_DRAFT, MOST_TO_ONE = 10, 5
"""Links of one draft, to whomever, and links to one address, whatever the form: within the hour."""
WITHIN = timedelta(hours=1)
LINKS = "links"
"""What these letters are about: they have a share of their own."""


class TooManyLinks(Exception):  # noqa: N818 - told to who asks
    """No further link goes out for now."""


def put_link(connection: Connection, asked: outbox.Asked, email: str) -> None:
    """Ask for a letter that holds a link, which goes to `email`. Raises TooManyLinks, with something written."""
    now, lane = asked.due, f"{asked.target}.{token_hex(8)}"  # its own: a fault of one sends no other again
    item = outbox.put(connection, asked.kind, lane, now=now, payload=asked.payload)
    mailbox, since = known_as(LINKS, email), now - WITHIN
    if not letters.allow(connection, item, mailbox, most=MOST_TO_ONE, since=since, now=now):
        raise TooManyLinks
    if letters.of_lanes(connection, asked.kind, asked.target, since=since) > MOST_OF_A_DRAFT:
        raise TooManyLinks
