"""Deliveries made beforehand: signed as Standard Webhooks asks, each with an id of its own, ready to be sent."""

import base64
import hmac
import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

SECRET = "whsec_" + base64.b64encode(b"only for the intake bench, never for real").decode()
SENTENCE = "Officers of the licensing authority learn to assess and to record what they decide. "

ANSWERS: dict[str, object] = {
    "title": "Training of licensing officers",
    "organisation": "Ministry of Trade, Department of Licences",
    "country": "MDG",
    "address": "12 Independence Avenue, second floor",
    "city": "Antananarivo",
    "postcode": "101",
    "contact": "A. Rakotomalala",
    "position": "Head of department",
    "email": "licences@trade.example.org",
    "phone": "+261 20 22 123 45",
    "summary": SENTENCE * 4,
    "objective": SENTENCE * 2,
    "activities": SENTENCE * 3,
    "results": SENTENCE * 2,
    "beneficiaries": 120,
    "women": 64,
    "starts": "2027-02-01",
    "ends": "2027-11-30",
    "new_partner": True,
    "kind": "training",
    "region": "africa",
    "topics": ["licences", "reporting"],
    "staff": "18250.50",
    "travel": "6400.00",
    "goods": "3120.75",
    "services": "9900.00",
    "own_funds": "5000.00",
    "requested": "32671.25",
    "remarks": "The rooms are ours.",
    "agreed": True,
}
"""Right answers to the thirty questions of forms/intake."""
OBLIGATORY = ("title", "organisation", "country", "city", "contact", "email", "summary", "objective", "starts", "ends")
"""Those that the peers look for; this service checks all thirty."""


def body(name: str) -> bytes:
    """The event of one submission."""
    data = {"id": name, "language": "en", "answers": ANSWERS}
    return json.dumps({"type": "form.submitted", "data": data}).encode()


def delivery(name: str, content: bytes, now: int) -> dict[str, str]:
    """The headers that prove the content, for the length of five minutes."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    mark = base64.b64encode(hmac.digest(key, f"{name}.{now}.".encode() + content, "sha256")).decode()
    return {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{mark}",
    }


def one() -> tuple[dict[str, str], bytes]:
    """Headers and body of a delivery that was never sent before."""
    name = uuid.uuid4().hex
    content = body(name)
    return delivery(name, content, int(time.time())), content


def requests(count: int) -> Iterator[bytes]:
    """HTTP requests but for their first line; every one differs in its id alone."""
    mark, run, now = "00000000-00000000", uuid.uuid4().hex[:8], int(time.time())
    before, after = body(mark).split(mark.encode())
    for number in range(count):
        name = f"{run}-{number:08}"
        content = before + name.encode() + after
        headers = {"host": "127.0.0.1", "content-length": str(len(content)), **delivery(name, content, now)}
        yield "".join(f"{key}: {value}\r\n" for key, value in headers.items()).encode() + b"\r\n" + content


def write(path: Path, count: int) -> None:
    """A stack of requests as load.lua reads it: the length of each on a line before it."""
    with path.open("wb") as stack:
        for request in requests(count):
            stack.write(b"%d\n%b" % (len(request), request))
