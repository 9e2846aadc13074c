"""ODK Central: the OData feed of a form, with repeats, of what was sent or changed since."""

from datetime import timedelta
from urllib.parse import urlsplit

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import back, basic, body, newest_of, path, rows_of
from connectors.sources.catch_up.parts import query as written
from connectors.sources.reading import as_object, object_at, text_at

SIZE = 250
OVERLAP = timedelta(minutes=5)
NEXT = "@odata.nextLink"


def _ask(where: Where, cursor: Cursor) -> Ask:
    feed = f"{path('v1', 'projects', where['project'], 'forms', where['form'] + '.svc')}/Submissions"
    return Ask(f"{feed}?{cursor.at or _begun(back(cursor.since, OVERLAP))}")


def _begun(since: str) -> str:
    changed = f"__system/submissionDate ge {since} or __system/updatedAt ge {since}" if since else ""
    return written(**{"$top": SIZE, "$expand": "*", "$filter": changed})


def _read(_where: Where, cursor: Cursor, found: object) -> Page:
    rows = rows_of(found, "value")
    at = _query(text_at(as_object(found, "answer"), NEXT))
    times = (text_at(object_at(row, "__system"), "updatedAt", "submissionDate") for row in rows)
    return Page(tuple(map(body, rows)), at if rows else "", newest_of(cursor, times))


def _query(address: str) -> str:
    """What the next page is asked with; the server stays the one that was named."""
    try:
        return urlsplit(address).query
    except ValueError:
        return ""


ODK_CENTRAL = Api(basic, (Listing("submissions", _ask, _read),), seconds=0.5)
"""It is one's own server, and limits nobody."""
