"""The export job: makes the exports of a form that are too long to be waited for, and removes old ones."""

from typing import Any

from app.context import Context
from app.export import kept
from app.export.asked import Asked, Mistaken
from app.export.understanding import understood
from app.export.writing import make
from app.store.outbox import Item
from connectors.errors import ConnectorError
from jobs.work import Work


def make_exports(context: Context, work: Work) -> str:
    """Each that is asked for stands in a file called as its item. Raises ConnectorError."""
    removed = kept.remove_old(context.settings, work.target, context.now())
    made = [_made(context, work, item) for item in work.items if item.payload]
    return "; ".join([*made, *([f"{removed} removed"] if removed else [])]) or "nothing to remove"


def _made(context: Context, work: Work, item: Item) -> str:
    said: dict[str, Any] = dict(item.payload)
    try:
        export = understood(context, Asked.of(said["asked"]))
        suffix = export.kind.suffix_for([part.table for part in export.parts])
        path = kept.place(context.settings, work.target, str(item.id), suffix)
        return str(make(context, export, path, said["who"], work.still_ours))
    except Mistaken as fault:
        raise ConnectorError(str(fault), permanent=True) from fault
    except OSError as fault:
        raise ConnectorError(f"the export cannot be written: {fault}") from fault
