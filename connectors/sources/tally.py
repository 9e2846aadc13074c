"""Tally: signed webhooks with a field for each question; choices are option ids beside the options' texts."""

from collections.abc import Collection, Mapping

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.reading import (
    json_object,
    language_at,
    listed_files,
    moment_at,
    object_at,
    objects_at,
    system_entries,
    text_at,
)
from connectors.sources.signatures import HmacScheme

EVENT = "FORM_RESPONSE"
ONE_OF_MANY = frozenset({"MULTIPLE_CHOICE", "DROPDOWN"})
"""Types that are sent as a list, and mostly hold one choice; a single one is given as its text."""
SYSTEM_TYPES = frozenset({"CALCULATED_FIELDS", "PAYMENT"})
HIDDEN = "HIDDEN_FIELDS"
Found = Mapping[str, object]


def read(request: HookRequest) -> Received:
    """Read a response. A mapping's keys are field keys (`question_…`) or, of a hidden field, `hidden.<name>`."""
    event = json_object(request.body)
    kind = text_at(event, "eventType")
    data = object_at(event, "data")
    if not kind.startswith(EVENT) or not isinstance(data.get("fields"), list):
        raise Unreadable(f"The event is no form response (eventType {EVENT}, data.fields).")
    fields = objects_at(data, "fields")
    hidden = {text_at(field, "label"): field.get("value") for field in fields if field.get("type") == HIDDEN}
    return Received(
        delivery_id=text_at(event, "eventId"),
        submission_id=text_at(data, "submissionId", "responseId"),
        version=text_at(event, "createdAt"),
        entries=(*_entries(fields), *system_entries(data, "tally.", ("fields",))),
        submitted_at=moment_at(event, "createdAt") or moment_at(data, "createdAt"),
        language=language_at(hidden, "lang", "language"),
        is_partial=data.get("isCompleted") is False or kind.endswith("PARTIAL"),
    )


def _entries(fields: list[Found]) -> list[Entry]:
    ticks = {
        f"{text_at(field, 'key')}_{text_at(option, 'id')}"
        for field in fields
        for option in objects_at(field, "options")
    }
    return [entry for field in fields if text_at(field, "key", "label") for entry in _of_field(field, ticks)]


def _of_field(field: Found, ticks: Collection[str]) -> list[Entry]:
    """The entries of a field: one, and in a matrix one more a row. Checkboxes come again, each by itself."""
    label, kind = text_at(field, "label"), text_at(field, "type")
    key = text_at(field, "key") or label
    keys = (key, f"hidden.{label}") if kind == HIDDEN and label else (key,)
    own = Entry(keys, _value(field), label, is_system=kind in SYSTEM_TYPES or key in ticks)
    return [own, *_rows(field, key, label)]


def _value(field: Found) -> object:
    value = field.get("value")
    if files := listed_files(value, "name"):
        return files
    texts = _texts(field, "options")
    if isinstance(value, dict) and isinstance(field.get("rows"), list):
        rows = _texts(field, "rows")
        return {rows.get(row, row): _chosen(picked, _texts(field, "columns")) for row, picked in value.items()}
    is_one = text_at(field, "type") in ONE_OF_MANY
    return _chosen(value, texts, is_one=is_one) if texts or is_one else value


def _rows(field: Found, key: str, label: str) -> list[Entry]:
    """The rows of a matrix by their ids, named as Tally names single checkboxes."""
    value, rows, columns = field.get("value"), _texts(field, "rows"), _texts(field, "columns")
    answered = value.items() if isinstance(value, dict) else ()
    return [
        Entry((f"{key}_{row}",), _chosen(picked, columns), f"{label} ({rows[row]})", is_system=True)
        for row, picked in answered
        if row in rows
    ]


def _texts(field: Found, name: str) -> dict[str, str]:
    """The texts of options by their ids (of an option that is a picture, its id)."""
    return {text_at(one, "id"): text_at(one, "text", "name", "label", "id") for one in objects_at(field, name)}


def _chosen(value: object, texts: Mapping[str, str], *, is_one: bool = True) -> object:
    """The texts of what was chosen; what is no known option is kept as it is (the text of "Other")."""
    if not isinstance(value, list):
        return texts.get(value, value) if isinstance(value, str) else value
    chosen = [texts.get(one, one) if isinstance(one, str) else one for one in value]
    return chosen[0] if is_one and len(chosen) == 1 else chosen


TALLY = Source("Tally", HmacScheme(header="tally-signature"), read)
"""Tally signs the body alone: an old delivery sent again is caught by its id, not by a time."""
