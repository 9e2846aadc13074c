"""Netlify: the submissions of a form, the newest first."""

from datetime import timedelta

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import bearer, body, newest_of, next_below, path, query, rows_of
from connectors.sources.reading import text_at

SIZE = 100
OVERLAP = timedelta(hours=1)


def _ask(where: Where, cursor: Cursor) -> Ask:
    said = query(per_page=SIZE, page=int(cursor.at or 0) + 1)
    return Ask(f"{path('api', 'v1', 'forms', where['form'], 'submissions')}?{said}")


def _read(_where: Where, cursor: Cursor, found: object) -> Page:
    rows = rows_of(found)
    times = [text_at(row, "created_at") for row in rows]
    return Page(tuple(map(body, rows)), next_below(cursor, times, SIZE, OVERLAP), newest_of(cursor, times))


NETLIFY = Api(bearer, (Listing("submissions", _ask, _read),), seconds=0.5, server="https://api.netlify.com")
"""500 requests a minute."""
