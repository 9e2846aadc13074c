"""Paperform: answers under the question's key or the key that the form's author gave it; nothing is signed."""

from collections.abc import Iterator, Mapping

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import (
    is_address,
    json_object,
    listed_files,
    moment_at,
    named_file,
    objects_at,
    system_entries,
    text_at,
)

PARTIAL = "partial_submission"
FILES = frozenset({"file", "image", "signature", "video", "audio"})
Found = Mapping[str, object]


def read(request: HookRequest) -> Received:
    """Read a submission. A mapping's keys are custom keys or, where a question has none, its key."""
    event = json_object(request.body)
    data = event.get("data")
    if not isinstance(data, list | dict):
        raise Unreadable("The body holds no answers (data).")
    submission = text_at(event, "submission_id", "partial_submission_id", "id")
    created = text_at(event, "created_at_utc", "created_at")
    return Received(
        submission_id=submission,
        entries=(*_entries(event), *system_entries(event, "paperform.", ("data",))),
        submitted_at=moment_at(event, "created_at_utc", "created_at"),
        is_partial=text_at(event, "trigger") == PARTIAL or not (submission or created),
    )


def _entries(event: Found) -> Iterator[Entry]:
    """The answers: a list that describes each question or, as the API gives them, just values by key."""
    data = event.get("data")
    if isinstance(data, dict):
        yield from (Entry((key,), _value("", value)) for key, value in data.items())
    for answer in objects_at(event, "data"):
        title = text_at(answer, "title")
        keys = tuple(key for key in (text_at(answer, "custom_key"), text_at(answer, "key")) if key) or (title,)
        yield Entry(keys, _value(text_at(answer, "type"), answer.get("value")), title)


def _value(kind: str, value: object) -> object:
    """The answer as it is; files as such, whether they come as addresses or described."""
    if files := listed_files([value] if isinstance(value, dict) else value, "name", "filename"):
        return files
    addresses = value if isinstance(value, list) else [value]
    if kind in FILES and addresses and all(is_address(one) for one in addresses):
        return [named_file(str(one)) for one in addresses]
    return value


PAPERFORM = Source("Paperform", AnySecret(), read)
"""Paperform sets no headers: the secret stands in the address."""
