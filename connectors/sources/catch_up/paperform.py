"""Paperform: the submissions of a form, the newest first, told as the webhook tells them.

Known from the OpenAPI document of paperform.readme.io: /reference/listformsubmissions and /reference/listformfields.
The list has answers by the fields' own keys alone; titles, types and the author's keys are asked for before it. What
that document says of `after_date` is what `before_date` must mean, so neither is used.
"""

import json
from collections.abc import Mapping
from datetime import timedelta

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Session, Where
from connectors.sources.catch_up.parts import Row, bearer, body, newest_of, next_below, path, query, rows_of
from connectors.sources.reading import as_object, object_at, text_at

SIZE = 100  # the most
OVERLAP = timedelta(hours=1)
TOLD = ("title", "type", "custom_key")
"""What the webhook tells of a field."""
TIMES = ("created_at_utc", "created_at")
BESIDE = ("form_id", "device", "charge", *TIMES)


def _ask_fields(where: Where, _token: str) -> Ask:
    return Ask(path("v1", "forms", where["form"], "fields"))


def _fields(found: object) -> str:
    """What is told of each field, by its key."""
    rows = rows_of(object_at(as_object(found, "answer"), "results"), "fields")
    return json.dumps({text_at(row, "key"): {name: row.get(name) for name in TOLD} for row in rows})


def _ask(where: Where, cursor: Cursor) -> Ask:
    said = query(limit=SIZE, skip=cursor.at, sort="DESC")
    return Ask(f"{path('v1', 'forms', where['form'], 'submissions')}?{said}")


def _read(where: Where, cursor: Cursor, found: object) -> Page:
    """Whether there is more is for Paperform to say: it may give fewer at a time than it was asked for."""
    answer, fields = as_object(found, "answer"), json.loads(where["session"])
    rows = rows_of(object_at(answer, "results"), "submissions")
    times, count = [text_at(row, *TIMES) for row in rows], len(rows)
    at = next_below(cursor, times, count, OVERLAP, step=count) if rows and answer.get("has_more") is True else ""
    return Page(tuple(body(_told(row, fields)) for row in rows), at, newest_of(cursor, times))


def _told(row: Row, fields: Mapping[str, Row]) -> Row:
    data = [{**fields.get(key, {}), "key": key, "value": value} for key, value in object_at(row, "data").items()]
    about = {name: row[name] for name in BESIDE if row.get(name) is not None}
    return {"trigger": "submission", "submission_id": text_at(row, "id"), **about, "data": data}


PAPERFORM = Api(
    bearer,
    (Listing("submissions", _ask, _read),),
    seconds=1.1,
    server="https://api.paperform.co",
    session=Session(_ask_fields, _fields),
    tells_changes=False,
)
"""60 requests a minute. A submission has the time of its making alone, and the webhook tells it in another zone."""
