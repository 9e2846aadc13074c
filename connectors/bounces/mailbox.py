"""The port of mailboxes that bounces come to."""

from collections.abc import Callable
from typing import Protocol

LARGEST = 2_000_000  # bytes: a report encloses the message that came back, with its letters
MOST = 500  # messages that are looked at in a run; the next run takes the others

IsReport = Callable[[bytes], bool]
"""Keeps the report that a message is; False for any other message."""


class Mailbox(Protocol):
    """A place that is read regularly, and of which nothing is ever removed."""

    def look(self, is_report: IsReport) -> tuple[int, int]:
        """Look once at each message that nobody has looked at; how many were reports, and how many were not.

        A report is marked as seen once it is kept. Anything else, and what is too large to be one, is left unread and
        flagged, for a person to see. Raises ConnectorError.
        """
