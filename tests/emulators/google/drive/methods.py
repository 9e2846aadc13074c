"""The methods of the Drive API about files: one function each, from a call to the body of its answer."""

import json
from email import message_from_bytes
from email.message import Message
from typing import Any

from ..areas import Body
from ..calls import Answer, Call
from ..masks import chosen
from ..refusals import DriveRefusal, Refusal, no_file
from .exports import EXPORTS, import_csv
from .files import ROOT, SPREADSHEET, File, user
from .queries import query

USUAL = ("kind", "id", "name", "mimeType", "teamDriveId", "driveId")
CHANGEABLE = ("description", "appProperties", "properties", "starred")
NO_STORAGE = (
    "Service Accounts do not have storage quota. Leverage shared drives "
    "(https://developers.google.com/workspace/drive/api/guides/about-shareddrives), "
    "or use OAuth delegation (http://support.google.com/a/answer/7281227) instead."
)
NOT_ALLOWED = "The user does not have sufficient permissions for this file."


def file_of(call: Call, role: str = "reader") -> File:
    """The file that a call names. Raises DriveRefusal: what may not be seen is not there."""
    try:
        found = call.emulator.file(call.key, call.account, trashed=True)
    except Refusal as refusal:
        if refusal.code == 403 and call.key not in call.emulator.files:
            raise DriveRefusal(403, "insufficientFilePermissions", NOT_ALLOWED) from refusal
        raise no_file(call.key) from refusal
    if found.drive and not (call.flag("supportsAllDrives") or call.flag("supportsTeamDrives")):
        raise no_file(found.key)
    if not found.may(call.account, role):
        raise DriveRefusal(403, "insufficientFilePermissions", NOT_ALLOWED)
    return found


def shown(call: Call, body: Body, usual: tuple[str, ...] = USUAL) -> Any:
    """The fields that were asked for; without a mask the few that Drive gives."""
    if call.one("fields"):
        return chosen(body, call.mask) if call.mask else body
    return {name: body[name] for name in usual if name in body}


def get(call: Call) -> Any:
    if call.one("alt") == "media":
        message = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
        raise DriveRefusal(403, "fileNotDownloadable", message, location="alt")
    return shown(call, file_of(call).body(call.account))


def _upload(call: Call) -> tuple[Body, str, bytes]:
    """The metadata, media type and content of a call, whichever way they are sent."""
    kind = call.headers.get("Content-Type", "")
    if kind.startswith("multipart/related"):
        message = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + call.raw)
        first, second = [part for part in message.walk() if not part.is_multipart()]
        return json.loads(_content(first)), second.get_content_type(), _content(second)
    if call.path.startswith("/upload/"):
        return {}, kind.partition(";")[0], call.raw
    return call.body, "", b""


def _content(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def create(call: Call) -> Any:
    wanted, kind, media = _upload(call)
    parents = wanted.get("parents") or [ROOT]
    drive = call.emulator.drive_of(parents[0])
    if not drive and call.emulator.storage_full and call.account.email.endswith("gserviceaccount.com"):
        raise DriveRefusal(403, "storageQuotaExceeded", NO_STORAGE, domain="usageLimits")
    name = wanted.get("name", "Untitled")
    file = call.emulator.new_file(name, call.account, wanted.get("mimeType", kind or SPREADSHEET))
    file.drive, file.parents = drive, parents
    file.facts |= {one: wanted[one] for one in CHANGEABLE if one in wanted}
    _take_in(call, file, kind, media)
    return shown(call, file.body(call.account))


def _take_in(call: Call, file: File, kind: str, media: bytes) -> None:
    """A spreadsheet's content from what was uploaded: CSV is all that is understood here."""
    if not media or file.book is None:
        return
    if kind not in ("text/csv", "application/octet-stream"):
        raise DriveRefusal(400, "badRequest", f"This emulator cannot convert {kind} to a spreadsheet.")
    import_csv(file.book, media.decode("utf-8-sig", "replace"), call.account.email)


def delete(call: Call) -> None:
    file = file_of(call, "writer")
    if not file.may(call.account, "organizer" if file.drive else "owner") and not file.shared:
        raise DriveRefusal(403, "insufficientFilePermissions", NOT_ALLOWED)
    del call.emulator.files[file.key]
    file.on_change(file, "remove")


def update(call: Call) -> Any:
    file = file_of(call, "writer")
    wanted, kind, media = _upload(call)
    if "name" in wanted and file.book:
        new = {"properties": {"title": wanted["name"]}, "fields": "title"}
        file.book.apply([{"updateSpreadsheetProperties": new}], call.account.email)
    file.name = wanted.get("name", file.name)
    file.trashed = wanted.get("trashed", file.trashed)
    file.facts |= {one: wanted[one] for one in CHANGEABLE if one in wanted}
    gone = call.one("removeParents").split(",")
    added = [one for one in call.one("addParents").split(",") if one]
    file.parents = [one for one in file.parents if one not in gone] + added
    file.drive = call.emulator.drive_of(file.parents[0]) if added else file.drive
    _take_in(call, file, kind, media)
    file.changed(call.account.email, "trash" if wanted.get("trashed") else "update")
    return shown(call, file.body(call.account))


def copy(call: Call) -> Any:
    source, wanted = file_of(call), call.body
    file = call.emulator.new_file(wanted.get("name") or f"Copy of {source.name}", call.account, source.kind)
    file.parents, file.drive = wanted.get("parents", file.parents), source.drive
    if source.book and file.book:
        content = source.book.content.draft()
        content.properties = {**content.properties, "title": file.name}
        file.book.content = content
    return shown(call, file.body(call.account))


def listed(call: Call) -> Any:
    """Files that a query finds, the last changed first, a page at a time; the token is where the next page starts."""
    test, me = query(call.one("q")), call.account
    every = call.flag("includeItemsFromAllDrives") or call.flag("includeTeamDriveItems")
    found = [
        file
        for file in call.emulator.files.values()
        if file.role(me)
        and (every or not file.drive)
        and call.one("driveId", file.drive) == file.drive
        and test(file, me)
    ]
    found.sort(key=lambda file: file.modified, reverse=True)
    start, size = int(call.one("pageToken") or 0), min(1_000, int(call.one("pageSize") or 100))
    page = found[start : start + size]
    following = {"nextPageToken": str(start + size)} if start + size < len(found) else {}
    files = [file.body(me) for file in page]
    if not call.one("fields"):
        files = [{name: one[name] for name in USUAL if name in one} for one in files]
    answer: Body = {"kind": "drive#fileList", "incompleteSearch": False, **following, "files": files}
    return shown(call, answer, tuple(answer))


def export(call: Call) -> Any:
    file, kind = file_of(call), call.one("mimeType")
    if file.book is None:
        raise DriveRefusal(403, "fileNotExportable", "Export only supports Docs Editors files.")
    if kind not in EXPORTS:
        message = "The requested conversion is not supported."
        raise DriveRefusal(400, "badRequest", message, location="convertTo")
    return Answer(200, kind, EXPORTS[kind](file.book.content))


def about(call: Call) -> Any:
    if not call.one("fields"):
        message = "The 'fields' parameter is required for this method."
        raise DriveRefusal(400, "required", message, location="fields")
    limit = {} if call.emulator.storage_full else {"limit": "16106127360"}
    storage = {**limit, "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"}
    me = user(call.account.email, call.account)
    return shown(call, {"kind": "drive#about", "user": me, "storageQuota": storage, "canCreateDrives": True})
