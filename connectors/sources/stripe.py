"""Stripe: its events, or whatever else signs as it does; the body is read as it stands."""

from dataclasses import replace
from datetime import UTC, datetime

from connectors.ports import HookRequest, Received, Source
from connectors.sources.generic import flat_entries, json_of
from connectors.sources.reading import object_at, text_at
from connectors.sources.signatures import STRIPE as SIGNED

ABOUT = frozenset(
    {
        *("id", "object", "api_version", "created", "livemode", "pending_webhooks"),
        *("request", "type", "account", "context", "related_object"),
    }
)
"""What an event says of itself beside its `data`."""


def read(request: HookRequest) -> Received:
    """Read an event: what it is about stands under `data.object`, and is one submission over all its events."""
    event = json_of(request.body)
    event_id = text_at(event, "id")
    is_event = event.get("object") == "event"
    return Received(
        delivery_id=event_id,
        submission_id=text_at(object_at(object_at(event, "data"), "object"), "id") or event_id,
        version=event_id,
        entries=tuple(replace(one, is_system=is_event and one.keys[0] in ABOUT) for one in flat_entries(event)),
        submitted_at=_moment(event.get("created")),
    )


def _moment(seconds: object) -> datetime | None:
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds < 10**11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


STRIPE = Source("Stripe", SIGNED, read)
