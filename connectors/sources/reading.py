"""Takes a provider's JSON apart: typed look-ups with reasons, and the placing of answers by our paths."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.ports import Entry

_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?", re.DOTALL)


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


def object_at(found: Mapping[str, object], name: str) -> Mapping[str, object]:
    """The object under `name`, empty where there is none."""
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def objects_at(found: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    """The objects in the list under `name`; what is no object there is left out."""
    value = found.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


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


def language_at(found: Mapping[str, object], *names: str) -> str:
    """The language (ISO 639-1) under the first of `names` that has one, else empty."""
    written = _LANGUAGE.fullmatch(text_at(found, *names))
    return written[1].lower() if written else ""


def refuse_machines(found: Mapping[str, object], *traps: str) -> None:
    """Whoever fills in a field that people do not see is likely a machine: staff decide. Raises Unreadable."""
    for trap in traps:
        if found.get(trap):
            raise Unreadable(
                f"The field {trap}, which people do not see, is filled in: this is likely not from a person."
            )


def is_address(value: object) -> bool:
    """Whether `value` is the web address of a file, say."""
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def named_file(address: str, name: str = "") -> dict[str, object]:
    """A file as an answer has it, named by the end of its address where nothing else names it."""
    try:
        end = urlsplit(address).path.rsplit("/", 1)[-1]
    except ValueError:  # a broken address is told of where the answer is read
        end = ""
    return {"name": name or unquote(end) or "file", "url": address}


def listed_files(value: object, *names: str) -> list[dict[str, object]] | None:
    """The files of a list of objects with a `url` and a name under one of `names`; None where it is no such list."""
    if (
        not isinstance(value, list)
        or not value
        or not all(isinstance(one, dict) and text_at(one, "url") for one in value)
    ):
        return None
    return [named_file(text_at(one, "url"), text_at(one, *names)) for one in value]


def system_entries(found: Mapping[str, object], before: str, leave_out: Collection[str] = ()) -> tuple[Entry, ...]:
    """What a provider says of itself, called `before` and the key: so that none of it is called as a question is."""
    return tuple(
        Entry((before + name,), value, is_system=True) for name, value in found.items() if name not in leave_out
    )


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
