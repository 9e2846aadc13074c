"""Formbricks: a response while it grows and when it is finished, signed where the webhook was given a secret."""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.either import Either
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import (
    json_object,
    language_at,
    moment_at,
    named_file,
    object_at,
    system_entries,
    text_at,
)
from connectors.sources.signatures import STANDARD_WEBHOOKS

FINISHED = "responseFinished"
EVENTS = frozenset({"responseCreated", "responseUpdated", FINISHED})
STORED = "/storage/"
CONTACT = ("contactAttributes", "personAttributes")
"""What is known of who answers, as newer and older versions call it."""


def read(request: HookRequest) -> Received:
    """Read a response as it stands now. A mapping's keys are question ids and names of hidden fields.

    The same response comes many times, each time whole: its `updatedAt` says which state is the newer one.
    """
    event = json_object(request.body)
    kind = text_at(event, "event")
    if kind not in EVENTS:
        raise Unreadable(f"The event is no response (event {', '.join(sorted(EVENTS))}).")
    response = object_at(event, "data")
    answers = response.get("data")
    if not isinstance(answers, dict):
        raise Unreadable("The response holds no answers (data.data).")
    return Received(
        delivery_id=request.headers.get("webhook-id", ""),
        submission_id=text_at(response, "id"),
        version=text_at(response, "updatedAt"),
        entries=(*_entries(answers), *_about(response)),
        submitted_at=moment_at(response, "updatedAt") or moment_at(response, "createdAt"),
        language=language_at(response, "language"),
        is_partial=response.get("finished") is not True and kind != FINISHED,
    )


def _entries(answers: Mapping[str, object]) -> Iterator[Entry]:
    for key, value in answers.items():
        yield Entry((key,), _value(value))
        # An address and a contact are lists without names: their parts can be had by number.
        if isinstance(value, list) and len(value) > 1:
            yield from (Entry((f"{key}.{number}",), one, is_system=True) for number, one in enumerate(value, 1))


def _about(response: Mapping[str, object]) -> Iterator[Entry]:
    yield from system_entries(object_at(response, "variables"), "variables.")
    for name in CONTACT:
        yield from system_entries(object_at(response, name), "contact.")
    yield from system_entries(response, "formbricks.", ("data", "variables", *CONTACT))


def _value(value: object) -> object:
    """The answer as it is, or the files that its addresses in Formbricks' storage name."""
    addresses = value if isinstance(value, list) else [value]
    if not addresses or not all(_is_stored(one) for one in addresses):
        return value
    return [named_file(str(one), _name(str(one))) for one in addresses]


def _is_stored(value: object) -> bool:
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        return False
    try:
        return STORED in urlsplit(value).path
    except ValueError:
        return False


def _name(address: str) -> str:
    """The file's name as it was uploaded: `name--fid--<id>.pdf` in the address."""
    stored = unquote(urlsplit(address).path.rsplit("/", 1)[-1])
    name, mark, rest = stored.partition("--fid--")
    return f"{name}.{rest.rpartition('.')[2]}" if mark and "." in rest else name


FORMBRICKS = Source("Formbricks", Either(STANDARD_WEBHOOKS, AnySecret()), read)
"""Without a secret of its own, and in older versions, a webhook is unsigned: then the secret stands in the address."""
