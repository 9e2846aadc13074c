"""Google Forms by Apps Script: our own script (docs/sources/google-forms.gs), or what other people's scripts post."""

from collections.abc import Callable, Mapping

from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.either import Either
from connectors.sources.google_answers import drive_file, is_response, read_response
from connectors.sources.google_events import read_event
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import json_object, moment_at, objects_at, text_at
from connectors.sources.signatures import HmacScheme

SIGNED_BY_SCRIPT = HmacScheme(
    header="x-chancery-signature",
    prefix="v1,",
    signed="{x-chancery-time}.{body}",
    time_in="x-chancery-time",
)
"""What google-forms.gs does with Utilities.computeHmacSha256Signature."""

SYSTEM = ("form_id", "response_id", "submitted_at", "respondent_email")
GRIDS = ("GRID", "CHECKBOX_GRID")


def read(request: HookRequest) -> Received:
    """Read a response: ours by item id, Google's own event objects by title or position, others by their names."""
    found = json_object(request.body)
    if isinstance(found.get("items"), list):
        return _ours(found)
    if is_response(found):
        return read_response(found)
    return read_event(found)


def _ours(found: Mapping[str, object]) -> Received:
    response_id, time = text_at(found, "response_id", "responseId"), text_at(found, "submitted_at", "timestamp")
    return Received(
        delivery_id=f"{response_id}@{time}" if response_id and time else "",
        submission_id=response_id,
        version=time,
        submitted_at=moment_at(found, "submitted_at", "timestamp"),
        entries=(
            *(_item(item) for item in objects_at(found, "items") if text_at(item, "id")),
            *(Entry((name,), found[name], is_system=True) for name in SYSTEM if name in found),
        ),
    )


def _item(item: Mapping[str, object]) -> Entry:
    key, label, kind, value = text_at(item, "id"), text_at(item, "title"), text_at(item, "type"), item.get("value")
    if kind in GRIDS and isinstance(value, list):
        answered = _grid(item.get("rows"), value)
        rows = tuple((Entry((f"{key}.row",), row), Entry((f"{key}.answer",), said)) for row, said in answered.items())
        return Entry((key,), answered, label, rows)
    return Entry((key,), VALUES.get(kind, _as_it_is)(value), label)


def _grid(titles: object, answers: list[object]) -> dict[str, object]:
    """The answer to each row; a row without a title is called by its place."""
    known = titles if isinstance(titles, list) else []
    return {str(known[index]) if index < len(known) else str(index): said for index, said in enumerate(answers)}


def _files(value: object) -> object:
    ids = value if isinstance(value, list) else [value]
    return [drive_file(one) for one in ids if isinstance(one, str) and one]


def _as_it_is(value: object) -> object:
    return value


VALUES: Mapping[str, Callable[[object], object]] = {"FILE_UPLOAD": _files}

GOOGLE_FORMS = Source("Google Forms (Apps Script)", Either(SIGNED_BY_SCRIPT, AnySecret()), read)
"""Google signs nothing: our script does; other people's show the secret in the address or in a header."""
