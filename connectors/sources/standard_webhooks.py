"""Standard Webhooks: any sender that follows the open specification, with answers by our own names."""

from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.reading import as_object, json_object, moment_at, text_at
from connectors.sources.signatures import STANDARD_WEBHOOKS


def read(request: HookRequest) -> Received:
    """Read an event: `data` is the answers, or holds `answers` and beside them `id`, `language`, `submitted_at`.

    Without an id of its own a submission is known by the delivery's.
    """
    event = json_object(request.body)
    data = as_object(event.get("data"), "data")
    delivery_id = request.headers.get("webhook-id", "")
    envelope = data if "answers" in data else {}
    answers = as_object(data["answers"], "data.answers") if envelope else data
    return Received(
        delivery_id=delivery_id,
        submission_id=text_at(envelope, "id") or delivery_id,
        entries=tuple(Entry((name,), value) for name, value in answers.items()),
        submitted_at=moment_at(envelope, "submitted_at") or moment_at(event, "timestamp"),
        language=text_at(envelope, "language"),
        is_ours=True,
    )


STANDARD = Source("Standard Webhooks", STANDARD_WEBHOOKS, read)
