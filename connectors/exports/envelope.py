"""A row of an export as the body of a delivery: JSON in a small envelope, written once and read like any other.

    {"export": {"submission": "…", "submitted": "2026-05-04T10:00:00+00:00", "version": "…", "unfinished": false,
                "dates": "day-first"},
     "answers": [{"column": "Your name", "keys": ["t_name"], "value": "Ada"},
                 {"column": "Costs", "keys": ["plan/budget"], "rows": [[{"column": …}, …], …]}],
     "others": {"Network ID": "…"}}

`column` is the heading as it stood there, `keys` what it was known by when it was taken in; `as` says how its text is
read (`date`, `files`, `choices`). `others` are columns that are no answers.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.exports.moments import day
from connectors.ports import Entry, HookRequest, Received
from connectors.sources.reading import (
    as_list,
    as_object,
    is_address,
    json_object,
    moment_at,
    named_file,
    object_at,
    objects_at,
    text_at,
)

MARK = "x-chancery-export"
"""The header that says that a body is such an envelope; only we write it, a sender's own is left out."""
DATE, FILES, CHOICES = "date", "files", "choices"
Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A row to be kept: its body, and the ids by which its delivery and its submission are known."""

    body: bytes
    delivery_id: str
    submission_id: str


def packed(about: dict[str, object], answers: list[Json], others: Json) -> Envelope:
    """The envelope of a row. What it says makes its id, so that the same row again is the same delivery."""
    said = [_without_keys(one) for one in answers]
    digest = hashlib.sha256(_json([about, said])).hexdigest()[:40]
    submission = str(about.get("submission") or f"row:{digest}")
    told = {"export": dict(about) | {"submission": submission}, "answers": answers, "others": others}
    return Envelope(_json(told), f"export:{digest}", submission)


def _without_keys(answer: Json) -> Json:
    rows = answer.get("rows")
    kept: dict[str, object] = {name: one for name, one in answer.items() if name not in {"keys", "as"}}
    if isinstance(rows, list):
        kept["rows"] = [[_without_keys(one) for one in row] for row in rows]
    return kept


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()


def is_row(request: HookRequest) -> bool:
    """Whether a delivery is a row of an export."""
    return MARK in request.headers


def read(request: HookRequest) -> Received:
    """Read a row. Keys are those that its headings were known by, and the headings themselves. Raises Unreadable."""
    found = json_object(request.body)
    about = object_at(found, "export")
    order = text_at(about, "dates")
    return Received(
        delivery_id=request.headers.get(MARK, ""),
        submission_id=text_at(about, "submission"),
        version=text_at(about, "version"),
        submitted_at=moment_at(about, "submitted"),
        is_partial=about.get("unfinished") is True,
        is_past=True,
        entries=tuple(_entry(one, order) for one in objects_at(found, "answers")),
    )


def _entry(answer: Json, order: str) -> Entry:
    heading = text_at(answer, "column")
    keys = tuple(str(one) for one in as_list(answer.get("keys") or [], "keys"))
    names = tuple(dict.fromkeys((*keys, heading)))
    if isinstance(answer.get("rows"), list):
        rows = tuple(
            tuple(_entry(as_object(one, heading), order) for one in as_list(row, heading))
            for row in as_list(answer["rows"], heading)
        )
        return Entry(names, None, heading, rows=rows)
    return Entry(names, _value(answer.get("value"), text_at(answer, "as"), order), heading)


def _value(value: object, way: str, order: str) -> object:
    if not isinstance(value, str):
        return value
    if way == DATE:
        return day(value, order)
    if way == FILES:
        addresses = [one for one in value.replace(",", " ").split() if is_address(one)]
        return [named_file(one) for one in addresses] or value
    return value
