"""LimeSurvey: an export of completed responses by RemoteControl (JSON-RPC), within a session of a user."""

import base64
import binascii
import json

from connectors.errors import ConnectorError
from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Session, Where
from connectors.sources.catch_up.parts import body, newest_of, numbers, rows_of
from connectors.sources.reading import as_object, object_at, text_at

PATH = "/index.php/admin/remotecontrol"
OVERLAP = 500  # numbers: a response gets its own when it is begun, and may be completed days later
NOTHING = "no data"


def _call(method: str, *said: object) -> Ask:
    return Ask(PATH, "POST", {"method": method, "params": list(said), "id": 1})


def _begin(_where: Where, token: str) -> Ask:
    name, _, password = token.partition(":")
    return _call("get_session_key", name, password)


def _key(found: object) -> str:
    key = text_at(as_object(found, "answer"), "result")
    if not key:
        raise ConnectorError("LimeSurvey begins no session for this name and password", permanent=True)
    return key


def _ask(where: Where, cursor: Cursor) -> Ask:
    """All in one page: by codes, short, completed, from a number on."""
    begun = max(int(cursor.since or 0) - OVERLAP, 0) + 1
    return _call(
        "export_responses", where["session"], where["survey"], "json", None, "complete", "code", "short", begun
    )


def _read(where: Where, cursor: Cursor, found: object) -> Page:
    """Each as the plugin would send it, so that it is known by the same number."""
    answer = as_object(found, "answer")
    if NOTHING in text_at(object_at(answer, "result"), "status").lower():
        return Page((), newest=cursor.newest)
    rows = [_alone(row) for row in rows_of(_exported(text_at(answer, "result")), "responses")]
    told = ({"survey": where["survey"], "respondId": text_at(row, "id"), "response": row} for row in rows)
    return Page(tuple(map(body, told)), newest=newest_of(cursor, numbers(rows, "id")))


def _exported(result: str) -> object:
    try:
        return json.loads(base64.b64decode(result, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise ConnectorError("LimeSurvey exports nothing that can be read") from None


def _alone(row: object) -> dict[str, object]:
    """A row may stand under its own number."""
    found = dict(as_object(row, "row"))
    [*only] = found.values()
    return only[0] if len(only) == 1 and isinstance(only[0], dict) else found


LIMESURVEY = Api(
    lambda _token: {},
    (Listing("completed", _ask, _read),),
    seconds=1,
    session=Session(_begin, _key),
)
"""It is one's own server, and limits nobody."""
