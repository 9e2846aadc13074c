"""Which method of the APIs an address calls, what carries it out, and whether the quotas count it a read or a write."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from . import sheets_methods as sheets
from . import values_methods as values
from .accounts import Account
from .calls import Answer, Call, NoRoute, query_of
from .discovery import Method, method
from .drive import methods as drive
from .drive import sharing, uploads_v2

if TYPE_CHECKING:
    from .emulator import Emulator

READ, WRITE, DRIVE = "read", "write", "drive"
Work = Callable[[Call], Any]
METHODS: dict[str, tuple[str, Work]] = {
    "sheets.spreadsheets.create": (WRITE, sheets.create),
    "sheets.spreadsheets.get": (READ, sheets.get),
    "sheets.spreadsheets.getByDataFilter": (READ, sheets.get_by_data_filter),
    "sheets.spreadsheets.batchUpdate": (WRITE, sheets.batch_update),
    "sheets.spreadsheets.values.batchGet": (READ, sheets.values_batch_get),
    "sheets.spreadsheets.values.batchGetByDataFilter": (READ, sheets.values_batch_get_by_data_filter),
    "sheets.spreadsheets.values.batchUpdate": (WRITE, values.batch_update),
    "sheets.spreadsheets.values.batchUpdateByDataFilter": (WRITE, values.batch_update_by_data_filter),
    "sheets.spreadsheets.values.batchClear": (WRITE, values.batch_clear),
    "sheets.spreadsheets.values.batchClearByDataFilter": (WRITE, values.batch_clear_by_data_filter),
    "sheets.spreadsheets.values.append": (WRITE, values.append),
    "sheets.spreadsheets.values.clear": (WRITE, values.values_clear),
    "sheets.spreadsheets.values.update": (WRITE, values.update),
    "sheets.spreadsheets.values.get": (READ, sheets.values_get),
    "sheets.spreadsheets.developerMetadata.get": (READ, sheets.metadata_get),
    "sheets.spreadsheets.developerMetadata.search": (READ, sheets.metadata_search),
    "sheets.spreadsheets.sheets.copyTo": (WRITE, sheets.copy_to),
    "drive.files.list": (DRIVE, drive.listed),
    "drive.files.create": (DRIVE, drive.create),
    "drive.files.get": (DRIVE, drive.get),
    "drive.files.update": (DRIVE, drive.update),
    "drive.files.delete": (DRIVE, drive.delete),
    "drive.files.copy": (DRIVE, drive.copy),
    "drive.files.export": (DRIVE, drive.export),
    "drive.files.watch": (DRIVE, sharing.watch_file),
    "drive.permissions.list": (DRIVE, sharing.permissions),
    "drive.permissions.create": (DRIVE, sharing.permission_create),
    "drive.permissions.get": (DRIVE, sharing.permission_get),
    "drive.permissions.update": (DRIVE, sharing.permission_update),
    "drive.permissions.delete": (DRIVE, sharing.permission_delete),
    "drive.comments.list": (DRIVE, sharing.comments),
    "drive.comments.create": (DRIVE, sharing.comment_create),
    "drive.about.get": (DRIVE, drive.about),
    "drive.changes.getStartPageToken": (DRIVE, sharing.start_page_token),
    "drive.changes.list": (DRIVE, sharing.changes),
    "drive.changes.watch": (DRIVE, sharing.watch_changes),
    "drive.channels.stop": (DRIVE, sharing.stop),
    "drive.drives.list": (DRIVE, sharing.drives),
    "drive.drives.create": (DRIVE, sharing.drive_create),
}
"""The id of a method in Google's discovery documents -> its kind for the quotas, and what carries it out."""


@dataclass(frozen=True, slots=True)
class Route:
    """A method that is carried out here."""

    kind: str
    work: Work
    method: Method

    def answer(self, call: Call) -> Answer:
        call.check()
        body = self.work(call)
        if body is None:
            return Answer(204, "text/html", b"")
        return body if isinstance(body, Answer) else Answer.json(body)


V2_UPLOAD = Method("drive", "PUT", re.compile("/upload/drive/v2/files/(?P<fileId>[^/]+)"), {}, "", "")
ROUTES = (
    *(Route(kind, work, method(name)) for name, (kind, work) in METHODS.items()),
    Route(DRIVE, uploads_v2.upload, V2_UPLOAD),
)


def found(
    emulator: "Emulator", verb: str, target: str, account: Account, headers: Any, body: bytes
) -> tuple[Route, Call]:
    """The method that is called. Raises NoRoute."""
    path, _, query = target.partition("?")
    path = unquote(path)
    for route in ROUTES:
        if route.method.verb == verb and (match := route.method.address.fullmatch(path)):
            call = Call(emulator, account, path, match.groupdict(), query_of(query), body, headers, route.method)
            return route, call
    raise NoRoute
