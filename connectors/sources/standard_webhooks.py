"""Standard Webhooks: any sender that follows the open specification, with answers by our own names."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from connectors.ports import HookRequest, Received
from connectors.sources.reading import as_object, json_object, moment_at, text_at
from connectors.sources.signatures import HmacScheme, fresh

SCHEME = HmacScheme(
    header="webhook-signature",
    prefix="v1,",
    signed="{webhook-id}.{webhook-timestamp}.{body}",
    several=True,
)
ENVELOPE = ("id", "answers", "language", "submitted_at")


class StandardWebhooks:
    """The source `standard-webhooks`: `data` is the answers, or holds `answers`.

    Beside `answers` may stand `id` (of the submission), `language` and `submitted_at`.
    There is no mapping: a key that is no question of ours is a problem of the answers.
    """

    def authentic(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:
        """Whether a `v1` signature of id, time and body is right and the time within 300 s of `now`."""
        recent = fresh(request.headers.get("webhook-timestamp", ""), now)
        return SCHEME.proves(request, [key(secret) for secret in secrets]) and recent

    def read(self, request: HookRequest, mapping: Mapping[str, str], ignore: Sequence[str]) -> Received:  # noqa: ARG002
        """Read an event; without an id of its own a submission is known by the delivery's."""
        event = json_object(request.body)
        data = as_object(event.get("data"), "data")
        delivery_id = request.headers.get("webhook-id", "")
        if "answers" not in data:
            return Received(delivery_id, delivery_id, data, submitted_at=moment_at(event, "timestamp"))
        return Received(
            delivery_id=delivery_id,
            submission_id=text_at(data, "id") or delivery_id,
            answers=as_object(data["answers"], "data.answers"),
            submitted_at=moment_at(data, "submitted_at") or moment_at(event, "timestamp"),
            language=text_at(data, "language"),
            unmapped=tuple(f"data.{name}" for name in data if name not in (*ENVELOPE, *ignore)),
        )

    def sign(self, body: bytes, secret: str, now: datetime) -> Mapping[str, str]:
        """The three headers; the id is made from the body, so that the same sample has the same id."""
        headers = {
            "webhook-id": "msg_" + hashlib.sha256(body).hexdigest()[:24],
            "webhook-timestamp": str(int(now.timestamp())),
        }
        return {**headers, SCHEME.header: SCHEME.sign(body, headers, key(secret))}


def key(secret: str) -> bytes:
    """The bytes of a `whsec_<base64>` secret (padding may be missing), empty where it is none."""
    text = secret.removeprefix("whsec_").rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        return b""
