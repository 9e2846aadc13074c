"""GitHub: its webhooks, or whatever else signs as it does; the body is read as it stands."""

from dataclasses import replace

from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.generic import entries_of
from connectors.sources.signatures import GITHUB as SIGNED

ABOUT = frozenset({"sender", "repository", "organization", "enterprise", "installation", "hook", "hook_id", "zen"})
"""What says where an event comes from, and no answer."""
EVENT = "x-github-event"


def read(request: HookRequest) -> Received:
    """Read an event, as JSON or as the form field `payload`; its name is the key `x-github-event`."""
    entries = tuple(
        replace(entry, is_system=entry.is_system or entry.keys[0] in ABOUT) for entry in entries_of(request)
    )
    event = request.headers.get(EVENT, "")
    named = (Entry((EVENT,), event, is_system=True),) if event else ()
    return Received(delivery_id=request.headers.get("x-github-delivery", ""), entries=(*entries, *named))


GITHUB = Source("GitHub", SIGNED, read)
