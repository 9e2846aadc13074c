"""What the APIs have in common: tokens shown, queries written, answers taken apart."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import quote, urlencode

from connectors.errors import ConnectorError
from connectors.sources.catch_up.api import Cursor
from connectors.sources.reading import as_moment, text_at

Row = Mapping[str, object]


def bearer(token: str) -> Mapping[str, str]:
    """As OAuth has it (RFC 6750)."""
    return {"authorization": f"Bearer {token}"}


def basic(token: str) -> Mapping[str, str]:
    """Of a token that is written `name:password` (RFC 7617)."""
    return {"authorization": f"Basic {base64.b64encode(token.encode()).decode()}"}


def header(name: str) -> Callable[[str], Mapping[str, str]]:
    """In a header of the provider's own."""
    return lambda token: {name: token}


def path(*parts: str) -> str:
    """A path whose parts can hold anything."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def query(**said: object) -> str:
    """The query of what is said; `_` at the end of a name is Python's."""
    return urlencode({name.rstrip("_"): value for name, value in said.items() if value not in ("", None)})


def body(row: object) -> bytes:
    """The same bytes for the same submission, in whatever order it was written."""
    return json.dumps(row, sort_keys=True).encode()


def rows_of(found: object, name: str = "") -> list[Row]:
    """The list of submissions in an answer, under `name` or the answer itself. Raises ConnectorError."""
    listed = found if not name else found.get(name) if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise ConnectorError(f"the answer holds no list of submissions ({name or 'a list'})")
    return [one for one in listed if isinstance(one, dict)]


def latest(*said: str) -> str:
    """The latest of times of one kind, or the greatest of numbers."""
    return max(said, key=lambda one: (len(one) if one.isdigit() else 0, one), default="")


def back(since: str, overlap: timedelta) -> str:
    """A little before `since`: what was written then may have been seen only later."""
    moment = as_moment(since)
    return f"{moment - overlap:%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def next_below(cursor: Cursor, times: Sequence[str], size: int, overlap: timedelta, step: int = 1) -> str:
    """The next place in a list that has the newest first; empty once it is at what was read before."""
    until, oldest = as_moment(back(cursor.since, overlap)), as_moment(min(times, default=""))
    if len(times) < size or (until and oldest and oldest < until):
        return ""
    return str(int(cursor.at or 0) + step)


def numbers(rows: Iterable[Row], name: str) -> list[str]:
    """The numbers of rows, as far as they have one."""
    return [said for row in rows if (said := text_at(row, name)).isdecimal() and said.isascii()]


def newest_of(cursor: Cursor, said: Iterable[str]) -> str:
    """The newest of this round."""
    return latest(cursor.newest, *said)
