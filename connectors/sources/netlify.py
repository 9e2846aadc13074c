"""Netlify Forms: an outgoing webhook with a signed token, or the event that a site's own function passes on."""

from collections.abc import Mapping

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.either import Either
from connectors.sources.netlify_token import NetlifyToken
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import json_object, moment_at, object_at, objects_at, refuse_machines, text_at
from connectors.sources.unpacking import with_files

TRAP = "bot-field"
"""The field that Netlify has sites hide; what comes by a site's own function may have it filled in."""
SYSTEM = frozenset({"ip", "user_agent", "referrer", TRAP, "form-name", "g-recaptcha-response"})
OWN = ("number", "form_id", "form_name", "site_url", "site_name", "created_at")
"""What Netlify tells of the form, as `netlify.<name>`: the form's own fields may have any of these names."""


def read(request: HookRequest) -> Received:
    """Read a submission, bare or as `payload`. Keys are the names of the form's fields."""
    found = json_object(request.body)
    payload = object_at(found, "payload") or found
    data = object_at(payload, "data") or object_at(payload, "human_fields")
    if not data:
        raise Unreadable("The body holds no submission of Netlify (data).")
    refuse_machines(data, TRAP)
    labels = {text_at(one, "name"): text_at(one, "title") for one in objects_at(payload, "ordered_human_fields")}
    number = text_at(payload, "id")
    return Received(
        delivery_id=number,
        submission_id=number,
        submitted_at=moment_at(payload, "created_at"),
        entries=(*_fields(data, labels), *_own(payload)),
    )


def _fields(data: Mapping[str, object], labels: Mapping[str, str]) -> list[Entry]:
    return [
        Entry((name,), with_files(value), labels.get(name, ""), is_system=name in SYSTEM)
        for name, value in data.items()
    ]


def _own(payload: Mapping[str, object]) -> list[Entry]:
    return [Entry((f"netlify.{name}",), payload[name], is_system=True) for name in OWN if name in payload]


NETLIFY = Source("Netlify Forms", Either(NetlifyToken(), AnySecret()), read)
"""A webhook with a JWS secret is signed; a function that passes the event on shows the secret itself."""
