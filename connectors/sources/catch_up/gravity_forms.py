"""Gravity Forms: the entries of a form by the site's REST API, the last changed first."""

import json
from datetime import timedelta

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import basic, body, newest_of, next_below, path, query, rows_of
from connectors.sources.reading import text_at

SIZE = 100
OVERLAP = timedelta(hours=1)


def _ask(where: Where, cursor: Cursor) -> Ask:
    said = query(
        **{
            "sorting[key]": "date_updated",
            "sorting[direction]": "DESC",
            "paging[page_size]": SIZE,
            "paging[current_page]": int(cursor.at or 0) + 1,
            "search": json.dumps({"status": "active"}),
        }
    )
    return Ask(f"{path('wp-json', 'gf', 'v2', 'forms', where['form'], 'entries')}?{said}")


def _read(_where: Where, cursor: Cursor, found: object) -> Page:
    rows = rows_of(found, "entries")
    times = [text_at(row, "date_updated", "date_created") for row in rows]
    return Page(tuple(map(body, rows)), next_below(cursor, times, SIZE, OVERLAP), newest_of(cursor, times))


GRAVITY_FORMS = Api(basic, (Listing("entries", _ask, _read),), seconds=1)
"""It is one's own site, and limits nobody."""
