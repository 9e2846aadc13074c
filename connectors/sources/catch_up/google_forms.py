"""Google Forms: the responses of a form since a time, asked with the installation's own credentials."""

from datetime import timedelta

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import back, bearer, body, newest_of, path, query, rows_of
from connectors.sources.reading import as_object, text_at

SIZE = 500  # of 5000 at most
OVERLAP = timedelta(minutes=5)


def _ask(where: Where, cursor: Cursor) -> Ask:
    since = back(cursor.since, OVERLAP)
    said = query(pageSize=SIZE, pageToken=cursor.at, filter_=f"timestamp >= {since}" if since else "")
    return Ask(f"{path('v1', 'forms', where['form'], 'responses')}?{said}")


def _read(_where: Where, cursor: Cursor, found: object) -> Page:
    """A form without responses is answered with an empty object."""
    answer = as_object(found, "answer")
    rows = rows_of(answer, "responses") if "responses" in answer else []
    times = (text_at(row, "lastSubmittedTime", "createTime") for row in rows)
    return Page(tuple(map(body, rows)), text_at(answer, "nextPageToken"), newest_of(cursor, times))


GOOGLE_FORMS = Api(
    bearer,
    (Listing("responses", _ask, _read),),
    seconds=0.5,
    server="https://forms.googleapis.com",
    has_tokens=False,
)
"""180 such requests a minute."""
