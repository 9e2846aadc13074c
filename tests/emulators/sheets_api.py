"""The Google Sheets API on this machine, as far as this project and gspread call it, with the faults it can have."""

import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import gspread
from emulators import field_mask
from emulators.sheets_book import Book, Refusal, Tab, invalid
from flask import Flask, Response, jsonify, request
from google.auth.credentials import AnonymousCredentials
from gspread.http_client import HTTPClient
from gspread.utils import a1_range_to_grid_range
from werkzeug.serving import WSGIRequestHandler, make_server

HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")


@dataclass
class SheetsApi:
    """The service: spreadsheets by key, the faults to come, and a count of calls."""

    books: dict[str, Book] = field(default_factory=dict)
    read_faults: deque[str] = field(default_factory=deque)
    write_faults: deque[str] = field(default_factory=deque)
    calls: list[tuple[str, str]] = field(default_factory=list)
    between: deque[Callable[[], None]] = field(default_factory=deque)  # what staff do just after the next reads
    lock: threading.Lock = field(default_factory=threading.Lock)
    address: str = ""

    def book(self, key: str) -> Book:
        return self.books.setdefault(key, Book(key))

    def client(self) -> gspread.Client:
        """A gspread client whose requests come here."""
        base = self.address

        class HereClient(HTTPClient):
            def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
                for host in HOSTS:
                    endpoint = endpoint.replace(host, base, 1) if endpoint.startswith(f"{host}/") else endpoint
                return super().request(method, endpoint, *args, **kwargs)

        client = gspread.authorize(AnonymousCredentials(), http_client=HereClient)
        client.set_timeout(10)
        return client


def _known(api: SheetsApi, key: str) -> Book:
    if key not in api.books:
        raise Refusal(404, "NOT_FOUND", "Requested entity was not found.")
    if not api.books[key].shared:
        raise Refusal(403, "PERMISSION_DENIED", "The caller does not have permission")
    return api.books[key]


def _answer(book: Book) -> dict[str, Any]:
    """The whole resource, or the part that `ranges`, `includeGridData` and `fields` ask for."""
    mask = request.args.get("fields", "")
    with_cells = "data" in mask if mask else request.args.get("includeGridData") == "true"
    return field_mask.chosen(_resource(book, request.args.getlist("ranges"), with_cells=with_cells), mask)


def _resource(book: Book, ranges: list[str], *, with_cells: bool) -> dict[str, Any]:
    """The spreadsheet, of its tabs those that the ranges name, each with one piece of data for each range."""
    asked = [_range(book, one) for one in ranges] or [(tab, {}) for tab in book.tabs]
    sheets = []
    for tab in [tab for tab in book.tabs if any(tab is one for one, _ in asked)]:
        data = {"data": [_data(tab, area) for one, area in asked if one is tab]} if with_cells else {}
        kept = {"developerMetadata": tab.metadata, "merges": tab.merges}
        sheets.append({"properties": tab.properties, **data, **{name: value for name, value in kept.items() if value}})
    properties = {"title": book.title, "locale": "en_US", "timeZone": "Etc/UTC"}
    return {"spreadsheetId": book.key, "properties": properties, "sheets": sheets}


def _data(tab: Tab, area: dict[str, int]) -> dict[str, Any]:
    rows = tab.cells[area.get("startRowIndex", 0) : min(area.get("endRowIndex", tab.last_row), tab.last_row)]
    columns = slice(area.get("startColumnIndex", 0), area.get("endColumnIndex"))
    filled = [{"values": values} if (values := _without_empty_end(row[columns])) else {} for row in rows]
    return {**({"rowData": filled} if filled else {}), "columnMetadata": tab.columns[columns]}


def _without_empty_end(row: list[Any]) -> list[Any]:
    last = max((number + 1 for number, cell in enumerate(row) if cell not in ("", {})), default=0)
    return row[:last]


def _range(book: Book, a1: str) -> tuple[Tab, dict[str, int]]:
    title, _, cells = a1.rpartition("!") if "!" in a1 else (a1, "", "")
    if title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    if not any(tab.title == title for tab in book.tabs):  # nobody says that case does not count here
        raise invalid(f"Unable to parse range: {a1}")
    return book.tab(title), dict(a1_range_to_grid_range(cells)) if cells else {}


def _values(book: Book, a1: str) -> dict[str, Any]:
    tab, area = _range(book, a1)
    rows = tab.values()[area.get("startRowIndex", 0) : area.get("endRowIndex")]
    rows = [row[area.get("startColumnIndex", 0) : area.get("endColumnIndex")] for row in rows]
    return {"range": a1, "majorDimension": "ROWS", "values": [_without_empty_end(row) for row in rows]}


def _updated(book: Book, body: dict[str, Any]) -> dict[str, Any]:
    """Apply a batch; the answer shows the spreadsheet as it left it, if asked to."""
    if not body["requests"]:
        raise invalid("Must specify at least one request.")
    answer: dict[str, Any] = {"spreadsheetId": book.key, "replies": book.apply(body["requests"])}
    if body.get("includeSpreadsheetInResponse"):
        with_cells = body.get("responseIncludeGridData", False)
        answer["updatedSpreadsheet"] = _resource(book, body.get("responseRanges", []), with_cells=with_cells)
    return field_mask.chosen(answer, request.args.get("fields", ""))


def _refused(refusal: Refusal) -> tuple[Response, int]:
    body = {"error": {"code": refusal.code, "message": refusal.message, "status": refusal.status}}
    return jsonify(body), refusal.code


def _drop() -> None:
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)


def _unavailable() -> None:
    raise Refusal(503, "UNAVAILABLE", "The service is currently unavailable.")


def _quota() -> None:
    raise Refusal(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Write requests'")


FAULTS: dict[str, tuple[bool, Callable[[], None]]] = {
    "429": (False, _quota),
    "503 before": (False, _unavailable),
    "503 after": (True, _unavailable),
    "dropped before": (False, _drop),
    "dropped after": (True, _drop),
}
"""The word for a fault -> whether the request was applied, and how its answer goes wrong."""


def _with_fault(faults: deque[str], work: Callable[[], Any]) -> Response:
    word = faults.popleft() if faults else ""
    applied, go_wrong = FAULTS.get(word, (True, lambda: None))
    answer = work() if applied else {}
    go_wrong()
    return jsonify(answer)


def make_app(api: SheetsApi) -> Flask:
    """The routes over one SheetsApi."""
    app = Flask("sheets")
    app.register_error_handler(Refusal, _refused)

    def read(key: str, work: Callable[[Book], Any]) -> Response:
        with api.lock:
            api.calls.append(("read", request.path))
            answer = _with_fault(api.read_faults, lambda: work(_known(api, key)))
            if api.between:
                api.between.popleft()()
            return answer

    @app.get("/v4/spreadsheets/<key>")
    def spreadsheet(key: str) -> Response:
        return read(key, _answer)

    @app.get("/v4/spreadsheets/<key>/values/<path:a1>")
    def values(key: str, a1: str) -> Response:
        return read(key, lambda book: _values(book, a1))

    @app.get("/v4/spreadsheets/<key>/values:batchGet")
    def batch_get(key: str) -> Response:
        ranges = request.args.getlist("ranges")
        return read(key, lambda book: {"spreadsheetId": key, "valueRanges": [_values(book, one) for one in ranges]})

    @app.post("/v4/spreadsheets/<key>:batchUpdate")
    def batch_update(key: str) -> Response:
        with api.lock:
            api.calls.append(("write", request.path))
            book, body = _known(api, key), request.get_json()
            return _with_fault(api.write_faults, lambda: _updated(book, body))

    return app


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the name it has above
        """Say nothing: dropped connections are meant."""


@contextmanager
def running_sheets_api() -> Iterator[SheetsApi]:
    """The API on a free port of this machine for the length of the block."""
    api = SheetsApi()
    server = make_server("127.0.0.1", 0, make_app(api), threaded=True, request_handler=_Silent)
    api.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))  # seconds between looks at the end
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
