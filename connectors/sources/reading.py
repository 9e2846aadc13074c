"""Takes a provider's JSON apart: typed look-ups with reasons, and the placing of answers by our paths."""

from collections.abc import Mapping
from datetime import UTC, datetime

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.ports import Entry


def json_object(body: bytes) -> Mapping[str, object]:
    """The JSON object that `body` is. Raises Unreadable."""
    return as_object(strict_json.loads(body), "The body")


def as_object(value: object, name: str) -> Mapping[str, object]:
    """`value`, if it is a JSON object. Raises Unreadable naming `name`."""
    if isinstance(value, dict):
        return value
    raise Unreadable(f"{name} is not a JSON object.")


def as_list(value: object, name: str) -> list[object]:
    """`value`, if it is a JSON list. Raises Unreadable naming `name`."""
    if isinstance(value, list):
        return value
    raise Unreadable(f"{name} is not a JSON list.")


def text_at(found: Mapping[str, object], *names: str) -> str:
    """The first non-empty text (or whole number, written out) under one of `names`, else empty."""
    for name in names:
        value = found.get(name)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def moment_at(found: Mapping[str, object], *names: str) -> datetime | None:
    """The time under the first of `names` that has one, as `as_moment` reads it."""
    return as_moment(text_at(found, *names))


def as_moment(text: str) -> datetime | None:
    """An ISO 8601 time in UTC (taken as UTC where it names no zone), or None."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def object_entries(found: Mapping[str, object], before: str = "") -> tuple[Entry, ...]:
    """An entry for each key of a JSON object, called `before` and the key; a list of objects is a repeat."""
    return tuple(_entry(before + name, value) for name, value in found.items())


def _entry(key: str, value: object) -> Entry:
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        return Entry((key,), value, rows=tuple(object_entries(row, f"{key}.") for row in value))
    return Entry((key,), value)


def place(answers: dict[str, object], path: str, value: object) -> None:
    """Put `value` at the dotted `path`. Raises Unreadable where two different answers meet."""
    *groups, name = path.split(".")
    here = answers
    for group in groups:
        inner = here.setdefault(group, {})
        if not isinstance(inner, dict):
            raise Unreadable(f"Two answers meet at {path}: check the mapping of this source.")
        here = inner
    present = here.get(name)
    # Branches of a form may map to one path; only the branch taken has an answer.
    if present in (None, "", []):
        here[name] = value
    elif value not in (None, "", [], present):
        raise Unreadable(f"Two answers meet at {path}: check the mapping of this source.")
