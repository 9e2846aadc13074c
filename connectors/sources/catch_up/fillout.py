"""Fillout: the finished submissions of a form since a time, the oldest first."""

from datetime import timedelta

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import back, bearer, body, newest_of, path, query, rows_of
from connectors.sources.reading import text_at

SIZE = 150
OVERLAP = timedelta(minutes=5)


def _ask(where: Where, cursor: Cursor) -> Ask:
    said = query(limit=SIZE, offset=cursor.at, afterDate=back(cursor.since, OVERLAP), sort="asc", status="finished")
    return Ask(f"{path('v1', 'api', 'forms', where['form'], 'submissions')}?{said}")


def _read(_where: Where, cursor: Cursor, found: object) -> Page:
    rows = rows_of(found, "responses")
    at = str(int(cursor.at or 0) + SIZE) if len(rows) == SIZE else ""
    return Page(tuple(map(body, rows)), at, newest_of(cursor, (text_at(row, "submissionTime") for row in rows)))


FILLOUT = Api(bearer, (Listing("finished", _ask, _read),), seconds=0.5, server="https://api.fillout.com")
"""Five requests a second."""
