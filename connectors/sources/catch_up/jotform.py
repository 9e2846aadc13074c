"""Jotform: the submissions of a form, the newest first, that are new or were changed since."""

import json
from collections.abc import Callable

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import body, header, newest_of, path, query, rows_of
from connectors.sources.reading import text_at

SIZE = 100
NOT_COUNTED = ("DELETED", "INPROGRESS")


def _listing(name: str, field: str) -> Listing:
    """What has a greater `field` than the greatest that was seen; times are those of the account's clock."""
    return Listing(name, _asking(field), _reading(field))


def _asking(field: str) -> Callable[[Where, Cursor], Ask]:
    def ask(where: Where, cursor: Cursor) -> Ask:
        wanted = json.dumps({f"{field}:gt": cursor.since}) if cursor.since else ""
        said = query(limit=SIZE, offset=cursor.at, orderby=field, filter_=wanted)
        return Ask(f"{path('form', where['form'], 'submissions')}?{said}")

    return ask


def _reading(field: str) -> Callable[[Where, Cursor, object], Page]:
    def read(_where: Where, cursor: Cursor, found: object) -> Page:
        rows = rows_of(found, "content")
        counted = [row for row in rows if text_at(row, "status") not in NOT_COUNTED]
        at = str(int(cursor.at or 0) + SIZE) if len(rows) == SIZE else ""
        return Page(tuple(map(body, counted)), at, newest_of(cursor, (text_at(row, field) for row in rows)))

    return read


JOTFORM = Api(
    header("apikey"),
    (_listing("new", "id"), _listing("edited", "updated_at")),
    seconds=1,
    server="https://api.jotform.com",
)
"""1,000 requests a day in the smallest plan, of which asking every 15 minutes takes 192."""
