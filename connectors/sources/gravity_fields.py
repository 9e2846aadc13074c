"""Gravity Forms: the inputs of one field belong together, and what is a text there may be a list or files."""

import re
from collections.abc import Mapping

from connectors.ports import Entry
from connectors.sources.reading import is_address, named_file, object_entries
from connectors.sources.unpacking import unpacked

_INPUT = re.compile(r"(\d+)\.(\d+)")
NAME = frozenset({"2", "3", "4", "6", "8"})  # prefix, first, middle, last, suffix
ADDRESS = frozenset({"1", "2", "3", "4", "5", "6"})  # street, line 2, city, province, postcode, country
UPLOADS = ("/gravity_forms/", "gf-download=")


def field_entries(found: Mapping[str, object]) -> list[Entry]:
    """The entries of the fields: `1.3` and `1.6` are parts of `1`, but options that were ticked are a list."""
    inputs: dict[str, dict[str, object]] = {}
    entries: list[Entry] = []
    for name, value in found.items():
        if part := _INPUT.fullmatch(name):
            inputs.setdefault(part[1], {})[part[2]] = value
        else:
            entries.append(_entry(name, unpacked(value)))
    return [*entries, *(entry for key, parts in inputs.items() for entry in _inputs(key, parts))]


def _inputs(key: str, parts: Mapping[str, object]) -> list[Entry]:
    if parts.keys() <= NAME or parts.keys() == ADDRESS:
        return [Entry((key,), dict(parts))]
    # What kind of field it is is not sent; ticked options are by far the most, and may still be mapped one by one.
    ticked = [value for value in parts.values() if value not in ("", None)]
    single = [Entry((f"{key}.{part}",), value, is_system=True) for part, value in parts.items()]
    return [Entry((key,), ticked), *single]


def _entry(name: str, value: object) -> Entry:
    if isinstance(value, list) and value and all(is_address(one) for one in value):
        return Entry((name,), [named_file(str(one)) for one in value])
    if isinstance(value, str) and is_address(value) and any(mark in value for mark in UPLOADS):
        return Entry((name,), [named_file(value)])
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        rows = tuple(object_entries(row, f"{name}.") for row in value if isinstance(row, dict))
        return Entry((name,), value, rows=rows)
    return Entry((name,), value)
