"""The job that removes files which only forgotten drafts had named, a day after those were forgotten."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.context import Context
from app.store import named_files, outbox
from app.store.drafts import Draft
from jobs.work import Work

GRACE = timedelta(days=1)
"""Nothing is removed that was kept within it: a page may hold it that is not saved yet."""
WORD = "unused-files"


def ask_to_remove(connection: Connection, forgotten: Iterable[Draft], now: datetime) -> None:
    """Have the files of drafts looked at once the grace is over, in the transaction that forgets them."""
    files = named_files.hashes_in(json.dumps([one.answers for one in forgotten]))
    if files:
        outbox.put(connection, WORD, "*", now=now + GRACE, payload={"files": sorted(files)})


def remove_unused(context: Context, work: Work) -> str:
    """Remove those that nothing names any more; one that was kept anew meanwhile stays. Raises ConnectorError."""
    asked = {file for item in work.items for file in item.payload["files"]}
    with context.ledger.reading() as connection:
        unused = sorted(named_files.unnamed(connection, asked))
    removed = 0
    for file in unused:
        work.still_ours()
        removed += context.files.remove(file, before=context.now() - GRACE)
    return f"{removed} of {len(asked)} removed"
