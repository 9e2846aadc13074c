"""KoboToolbox: REST service deliveries, all answers as text, keyed by XLSForm path."""

from collections.abc import Mapping

from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.kobo_files import Attachments
from connectors.sources.odk_rows import keys_of
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import json_object, moment_at, text_at

SYSTEM_KEYS = frozenset(
    {
        *("formhub/uuid", "start", "end", "today", "username", "deviceid"),
        *("subscriberid", "simserial", "phonenumber", "audit", "background-audio"),
    }
)
SYSTEM_PREFIXES = ("_", "meta/")
UUID = "uuid:"


def read(request: HookRequest) -> Received:
    """Read one submission as Kobo's API would give it.

    A repeat is mapped itself (`group/repeat` -> `budget`) and so are its questions (`group/repeat/cost` ->
    `budget.unit_cost`), unless they are called so, with dots for `/`. An edit has the same `_id` and a new uuid, and
    tells which one it was made from.
    """
    found = json_object(request.body)
    uuid = text_at(found, "_uuid", "meta/instanceID").removeprefix(UUID)
    return Received(
        delivery_id=uuid,
        submission_id=text_at(found, "_id"),
        version=uuid,
        replaces=text_at(found, "meta/deprecatedID").removeprefix(UUID),
        entries=_entries(found, Attachments(found.get("_attachments"))),
        submitted_at=moment_at(found, "_submission_time"),
    )


def _entries(found: Mapping[str, object], attachments: Attachments) -> tuple[Entry, ...]:
    return tuple(_entry(key, value, attachments) for key, value in found.items())


def _entry(key: str, value: object, attachments: Attachments) -> Entry:
    is_system = key in SYSTEM_KEYS or key.startswith(SYSTEM_PREFIXES)
    if not is_system and isinstance(value, list) and all(isinstance(row, dict) for row in value):
        return Entry(keys_of(key), value, rows=tuple(_entries(row, attachments) for row in value))
    return Entry(keys_of(key), attachments.answer(key, value), is_system=is_system)


KOBOTOOLBOX = Source("KoboToolbox", AnySecret(best="basic"), read)
"""Kobo signs nothing; a secret stands in the Basic password, in a header of our own, or in the address."""
