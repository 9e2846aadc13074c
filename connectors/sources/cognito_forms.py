"""Cognito Forms: an entry as typed, nested JSON under the fields' internal names."""

from collections.abc import Mapping

from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import json_object, language_at, moment_at, object_at, system_entries, text_at
from connectors.sources.unpacking import with_files

OWN = ("Form", "Entry", "Id")
ROW_OWN = ("Id", "ItemNumber")
"""What Cognito adds to each row of a repeating section."""


def read(request: HookRequest) -> Received:
    """Read a new or an updated entry: both endpoints send the same. Keys are internal names, as `Name.First`."""
    found = json_object(request.body)
    form, entry = object_at(found, "Form"), object_at(found, "Entry")
    numbers = (text_at(form, "Id"), text_at(entry, "Number"))
    return Received(
        submission_id=text_at(found, "Id") or ("-".join(numbers) if all(numbers) else ""),
        version=text_at(entry, "Version"),
        submitted_at=moment_at(entry, "Timestamp", "DateUpdated", "DateSubmitted", "DateCreated"),
        language=language_at(entry, "Language", "Locale"),
        is_partial=text_at(entry, "Status") == "Incomplete",
        entries=(
            *(one for name, value in found.items() if not _is_own(name) for one in _entries(name, value)),
            *system_entries(entry, before="Entry."),
            *system_entries(form, before="Form."),
            *(Entry((name,), found[name], is_system=True) for name in found if name == "Id" or name.startswith("$")),
        ),
    )


def _is_own(name: str) -> bool:
    return name in OWN or name.startswith("$")


def _entries(key: str, value: object) -> list[Entry]:
    """A section is its fields, a repeating section its rows; a name or an address has parts."""
    files = with_files(value)
    if files is not value:
        return [Entry((key,), files)]
    if isinstance(value, dict) and any(isinstance(one, (dict, list)) for one in value.values()):
        return [entry for name, one in value.items() for entry in _entries(f"{key}.{name}", one)]
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        return [Entry((key,), value, rows=tuple(_row(key, row) for row in value if isinstance(row, dict)))]
    return [Entry((key,), value)]


def _row(key: str, row: Mapping[str, object]) -> tuple[Entry, ...]:
    own = [Entry((f"{key}.{name}",), row[name], is_system=True) for name in ROW_OWN if name in row]
    fields = [one for name, value in row.items() if name not in ROW_OWN for one in _entries(f"{key}.{name}", value)]
    return (*fields, *own)


COGNITO_FORMS = Source("Cognito Forms", AnySecret(), read)
"""Cognito signs nothing and sets no header: the secret stands in the address."""
