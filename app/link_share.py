"""How many links by mail a draft and an address get: anybody can write somebody else's address into a page."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.mailbox import known_as
from app.store import drafts, letters
from app.store.drafts import Draft
from app.store.outbox import Item

MOST_OF_A_DRAFT, MOST_TO_ONE = 5, 5
"""Links of one draft, and links to one address whatever the form, within the hour."""
WITHIN = timedelta(hours=1)
LINKS = "links"
"""What these letters are about: they have a share of their own."""


class TooManyLinks(Exception):  # noqa: N818 - told to who asks
    """No further link goes out for now."""


def require_share(connection: Connection, waiting: Sequence[Item], draft: Draft, email: str, now: datetime) -> None:
    """Count the link that the last of a draft's `waiting` items is to mail. Raises TooManyLinks."""
    since = now - WITHIN
    if len(waiting) + drafts.count_links(connection, draft, since) > MOST_OF_A_DRAFT:
        raise TooManyLinks
    item, mailbox = waiting[-1].id, known_as(LINKS, email)
    if not letters.allow(connection, item, mailbox, most=MOST_TO_ONE, since=since, now=now):
        raise TooManyLinks
