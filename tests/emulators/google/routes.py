"""Which method of the APIs an address calls, and whether that is a read or a write for the quotas."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from . import sheets_methods as sheets
from .accounts import Account
from .calls import Answer, Call, NoRoute, query_of
from .drive import methods as drive

if TYPE_CHECKING:
    from .emulator import Emulator

READ, WRITE, DRIVE = "read", "write", "drive"
BOOK, FILE = "/v4/spreadsheets/(?P<key>[^/:]+)", "/drive/v3/files/(?P<key>[^/]+)"


@dataclass(frozen=True, slots=True)
class Route:
    """A method: its verb and address, and what carries it out."""

    verb: str
    address: re.Pattern[str]
    kind: str
    work: Callable[[Call], Any]

    def answer(self, call: Call) -> Answer:
        body = self.work(call)
        if body is None:
            return Answer(204, "text/html", b"")
        return body if isinstance(body, Answer) else Answer.json(body)


def _route(verb: str, address: str, kind: str, work: Callable[[Call], Any]) -> Route:
    return Route(verb, re.compile(address), kind, work)


ROUTES = (
    _route("GET", BOOK, READ, sheets.get),
    _route("POST", f"{BOOK}:getByDataFilter", READ, sheets.get_by_data_filter),
    _route("POST", f"{BOOK}:batchUpdate", WRITE, sheets.batch_update),
    _route("GET", f"{BOOK}/values:batchGet", READ, sheets.values_batch_get),
    _route("POST", f"{BOOK}/values:batchGetByDataFilter", READ, sheets.values_batch_get_by_data_filter),
    _route("GET", f"{BOOK}/values/(?P<range>.+)", READ, sheets.values_get),
    _route("GET", f"{BOOK}/developerMetadata/(?P<number>[0-9]+)", READ, sheets.metadata_get),
    _route("POST", f"{BOOK}/developerMetadata:search", READ, sheets.metadata_search),
    _route("GET", FILE, DRIVE, drive.get),
)


def found(
    emulator: "Emulator", method: str, target: str, account: Account, headers: Any, body: bytes
) -> tuple[Route, Call]:
    """The method that is called. Raises NoRoute."""
    path, _, query = target.partition("?")
    path = unquote(path)
    for route in ROUTES:
        if route.verb == method and (match := route.address.fullmatch(path)):
            return route, Call(emulator, account, path, match.groupdict(), query_of(query), body, headers)
    raise NoRoute
