"""Which files the ledger names, by the hash of their content: what nothing names any more need not be kept."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, select

from app.store.drafts import PAGE
from app.store.portions import portions
from app.store.tables import attachments, deliveries, drafts, submission_versions

HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
AT_ONCE = 200  # rows in memory
MARK = "sha256"
"""What stands in every answer that is a file kept here."""


def hashes_in(text: str) -> set[str]:
    """Every SHA-256 in hexadecimal that stands in a text."""
    return set(HASH.findall(text))


def unnamed(connection: Connection, files: Iterable[str]) -> set[str]:
    """Those of `files` that no draft names, nothing that our pages sent, no version of a submission, no attachment.

    Answers of others cannot name files that are kept here; what such a sender holds is an attachment. All that may
    name one is read once, however many are asked for.
    """
    left = set(files)
    for some in portions(sorted(left)):
        left.difference_update(connection.scalars(select(attachments.c.sha256).where(attachments.c.sha256.in_(some))))
    for text in _texts(connection):
        left -= hashes_in(text)
    return left


def _texts(connection: Connection) -> Iterator[str]:
    """Whatever may name a file, row by row."""
    for answers in (cast(drafts.c.answers, Text), cast(submission_versions.c.answers, Text)):
        yield from _rows(connection, select(answers).where(answers.contains(MARK)))
    sent = select(deliveries.c.body).where(deliveries.c.source == PAGE)
    yield from (body.decode(errors="replace") for body in _rows(connection, sent))


def _rows(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    return iter(connection.execute(query, execution_options={"yield_per": AT_ONCE}).scalars())
