"""KoboToolbox: the data of an asset by the numbers of submissions; and those that were edited, which keep theirs."""

import json
from collections.abc import Callable

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import body, latest, numbers, path, query, rows_of

SIZE = 300  # of 1000 at most
OVERLAP = 100  # numbers: of two that are written at once the greater may be seen first
EDITED = {"meta/deprecatedID": {"$exists": True}}


def _asking(about: dict[str, object]) -> Callable[[Where, Cursor], Ask]:
    def ask(where: Where, cursor: Cursor) -> Ask:
        begun = int(cursor.at) if cursor.at else max(int(cursor.since or 0) - OVERLAP, 0)
        wanted = json.dumps({"_id": {"$gt": begun}, **about})
        said = query(format="json", limit=SIZE, sort='{"_id":1}', query=wanted)
        return Ask(f"{path('api', 'v2', 'assets', where['asset'], 'data')}/?{said}")

    return ask


def _read(_where: Where, cursor: Cursor, found: object) -> Page:
    rows = rows_of(found, "results")
    last = latest(*numbers(rows, "_id"))
    return Page(tuple(map(body, rows)), last if len(rows) == SIZE else "", latest(cursor.newest, last))


def _read_edited(where: Where, cursor: Cursor, found: object) -> Page:
    """An edit may be of any submission, so each round looks at all that were edited."""
    page = _read(where, cursor, found)
    return Page(page.bodies, page.at)


KOBOTOOLBOX = Api(
    lambda token: {"authorization": f"Token {token}"},
    (Listing("new", _asking({}), _read), Listing("edited", _asking(dict(EDITED)), _read_edited)),
    seconds=1,
)
"""No limit is documented; one a second is polite."""
