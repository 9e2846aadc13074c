"""The one method of Drive v2 that gspread uses: a file's content from a CSV text."""

from typing import Any

from ..calls import Call
from ..clock import stamp
from .exports import EXPORTS, SHORT, import_csv
from .files import ROOT, File, permission_id
from .methods import file_of

SELF = "https://www.googleapis.com/drive/v2/files"
DOCS = "https://docs.google.com/spreadsheets"


def upload(call: Call) -> Any:
    file = file_of(call, "writer")
    import_csv(file.opened_book, call.raw.decode("utf-8-sig"), call.account.email)
    return _resource(file, call.account.email)


def _resource(file: File, me: str) -> dict[str, Any]:
    """The resource of Drive v2."""
    person = _person(file.owner, me)
    return {
        "kind": "drive#file",
        "id": file.key,
        "title": file.name,
        "mimeType": file.kind,
        "selfLink": f"{SELF}/{file.key}",
        "alternateLink": f"{DOCS}/d/{file.key}/edit?usp=drivesdk",
        "exportLinks": {kind: f"{DOCS}/export?id={file.key}&exportFormat={SHORT[kind]}" for kind in EXPORTS},
        "userPermission": _permission(file, me),
        "parents": [_parent(file, one) for one in file.parents],
        "labels": dict.fromkeys(("restricted", "starred", "hidden"), False) | {"viewed": True, "trashed": file.trashed},
        "owners": [person],
        "ownerNames": [file.owner],
        "lastModifyingUser": _person(file.modified_by, me),
        "lastModifyingUserName": file.modified_by,
        "createdDate": stamp(file.created),
        "modifiedDate": stamp(file.modified),
        "modifiedByMeDate": stamp(file.modified),
        "lastViewedByMeDate": stamp(file.modified),
        "markedViewedByMeDate": stamp(0),
        "version": str(file.version),
        "capabilities": {"canEdit": True, "canCopy": True},
        "spaces": ["drive"],
        "fileSize": "1024",
        "quotaBytesUsed": "1024",
        **dict.fromkeys(("editable", "copyable", "writersCanShare"), True),
        **dict.fromkeys(("appDataContents", "explicitlyTrashed", "copyRequiresWriterPermission"), False),
        "shared": len(file.permissions) > 1,
        **_links(file),
    }


def _links(file: File) -> dict[str, str]:
    """Pictures of the file and of its kind, and a tag that changes with it."""
    return {
        "thumbnailLink": f"https://docs.google.com/feeds/vt?gd=true&id={file.key}&v={file.version}",
        "iconLink": f"https://drive-thirdparty.googleusercontent.com/16/type/{file.kind}",
        "embedLink": f"{DOCS}/d/{file.key}/htmlembed",
        "etag": f'"{file.version}"',
    }


def _person(email: str, me: str) -> dict[str, Any]:
    return {
        "kind": "drive#user",
        "displayName": email,
        "emailAddress": email,
        "isAuthenticatedUser": email == me,
        "permissionId": permission_id(email),
        "picture": {"url": "https://lh3.googleusercontent.com/a/default-user=s64"},
    }


def _permission(file: File, me: str) -> dict[str, Any]:
    role = "owner" if file.owner == me else "writer"
    link = f"{SELF}/{file.key}/permissions/me"
    found = {"kind": "drive#permission", "id": "me", "type": "user", "role": role, "selfLink": link}
    return {**found, "etag": f'"{file.version}"', "pendingOwner": False}


def _parent(file: File, parent: str) -> dict[str, Any]:
    return {
        "kind": "drive#parentReference",
        "id": parent,
        "isRoot": parent == ROOT,
        "selfLink": f"{SELF}/{file.key}/parents/{parent}",
        "parentLink": f"{SELF}/{parent}",
    }
