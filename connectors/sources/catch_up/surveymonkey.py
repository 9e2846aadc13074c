"""SurveyMonkey: the responses of a survey with their details, oldest change first; or the one that an event names."""

from datetime import timedelta

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import back, bearer, body, newest_of, path, query, rows_of
from connectors.sources.reading import as_object, object_at, text_at

SIZE = 100
OVERLAP = timedelta(minutes=5)
COUNTED = ("completed", "partial")


def _ask(where: Where, cursor: Cursor) -> Ask:
    said = query(
        simple="true",
        per_page=SIZE,
        page=cursor.at or 1,
        sort_by="date_modified",
        sort_order="ASC",
        start_modified_at=back(cursor.since, OVERLAP).removesuffix("Z"),
    )
    return Ask(f"{path('v3', 'surveys', where['survey'], 'responses', 'bulk')}?{said}")


def _read(_where: Where, cursor: Cursor, found: object) -> Page:
    rows = rows_of(found, "data")
    goes_on = text_at(object_at(as_object(found, "answer"), "links"), "next")
    counted = [row for row in rows if text_at(row, "response_status") in COUNTED]
    times = (text_at(row, "date_modified") for row in rows)
    at = str(int(cursor.at or 1) + 1) if goes_on else ""
    return Page(tuple(map(body, counted)), at, newest_of(cursor, times))


def _one(where: Where, response: str) -> Ask:
    return Ask(f"{path('v3', 'surveys', where['survey'], 'responses', response, 'details')}?simple=true")


SURVEYMONKEY = Api(
    bearer,
    (Listing("responses", _ask, _read),),
    seconds=0.6,
    server="https://api.surveymonkey.com",
    one=_one,
)
"""120 requests a minute; and 500 a day, of which asking every 15 minutes takes 96."""
