"""Formbricks: the finished responses of a survey, the newest first."""

from datetime import timedelta

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import body, header, newest_of, next_below, query, rows_of
from connectors.sources.reading import text_at

SIZE = 100
OVERLAP = timedelta(days=1)  # responses are listed by when they were begun


def _ask(where: Where, cursor: Cursor) -> Ask:
    said = query(surveyId=where["survey"], limit=SIZE, skip=cursor.at)
    return Ask(f"/api/v1/management/responses?{said}")


def _read(_where: Where, cursor: Cursor, found: object) -> Page:
    rows = rows_of(found, "data")
    times = [text_at(row, "createdAt") for row in rows]
    events = ({"event": "responseFinished", "data": row} for row in rows if row.get("finished") is True)
    at = next_below(cursor, times, SIZE, OVERLAP, step=SIZE)
    return Page(tuple(map(body, events)), at, newest_of(cursor, times))


FORMBRICKS = Api(header("x-api-key"), (Listing("finished", _ask, _read),), seconds=1)
"""No limit of this list is known; one request a second is polite."""
