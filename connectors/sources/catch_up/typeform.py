"""Typeform: the Responses API, the newest first, page by page before the last token."""

from datetime import timedelta

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import back, bearer, body, newest_of, path, query, rows_of
from connectors.sources.reading import text_at

SIZE = 200
OVERLAP = timedelta(hours=1)  # "very recent" responses may be missing for half an hour


def _ask(where: Where, cursor: Cursor) -> Ask:
    said = query(page_size=SIZE, since=back(cursor.since, OVERLAP), before=cursor.at)
    return Ask(f"{path('forms', where['form'], 'responses')}?{said}")


def _read(where: Where, cursor: Cursor, found: object) -> Page:
    """Each as the webhook would tell it."""
    rows = rows_of(found, "items")
    events = ({"event_type": "form_response", "form_response": {"form_id": where["form"], **row}} for row in rows)
    at = text_at(rows[-1], "token") if len(rows) == SIZE else ""
    return Page(tuple(map(body, events)), at, newest_of(cursor, (text_at(row, "submitted_at") for row in rows)))


TYPEFORM = Api(bearer, (Listing("completed", _ask, _read),), seconds=0.5, server="https://api.typeform.com")
"""Two requests a second."""
