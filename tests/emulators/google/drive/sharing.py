"""The methods of the Drive API about permissions, comments, changes, channels and Shared Drives."""

from typing import Any

from ..areas import Body
from ..calls import Call
from ..clock import stamp
from ..refusals import DriveRefusal
from .files import ROLES, File, permission, user
from .methods import file_of, shown

USUAL = ("kind", "id", "type", "role", "allowFileDiscovery")


def permissions(call: Call) -> Any:
    found = list(file_of(call).permissions.values())
    if not call.one("fields"):
        found = [{name: one[name] for name in USUAL if name in one} for one in found]
    return shown(call, {"kind": "drive#permissionList", "permissions": found}, ("kind", "permissions"))


def _permission(call: Call, file: File) -> Body:
    number = call.parts["permissionId"]
    if number not in file.permissions:
        raise DriveRefusal(404, "notFound", f"Permission not found: {number}.", location="permissionId")
    return file.permissions[number]


def permission_get(call: Call) -> Any:
    return shown(call, _permission(call, file_of(call)), USUAL)


def permission_create(call: Call) -> Any:
    file, wanted = file_of(call, "writer"), call.body
    if wanted.get("role") not in ROLES[1:] or wanted.get("type") not in ("user", "group", "domain", "anyone"):
        raise DriveRefusal(400, "required", "The permission type and role fields are required.")
    if wanted["type"] in ("user", "group") and "@" not in wanted.get("emailAddress", ""):
        told = "The specified emailAddress is invalid or not applicable for the given permission type."
        raise DriveRefusal(400, "invalidSharingRequest", told, location="permission.emailAddress")
    made = permission(wanted["type"], wanted["role"], wanted.get("emailAddress") or wanted.get("domain", ""))
    if made["role"] == "owner":
        _hand_over(file, made)
    file.permissions = {**file.permissions, made["id"]: made}
    file.on_change(file, "permissions")
    return shown(call, made, USUAL)


def _hand_over(file: File, made: Body) -> None:
    file.permissions = {
        number: {**one, "role": "writer"} if one["role"] == "owner" else one for number, one in file.permissions.items()
    }
    file.owner = made["emailAddress"]


def permission_update(call: Call) -> Any:
    file = file_of(call, "writer")
    made = {**_permission(call, file), "role": call.body.get("role", "reader")}
    if made["role"] == "owner":
        _hand_over(file, made)
    file.permissions = {**file.permissions, made["id"]: made}
    return shown(call, made, USUAL)


def permission_delete(call: Call) -> None:
    file = file_of(call, "writer")
    gone = _permission(call, file)
    if gone["role"] == "owner":
        raise DriveRefusal(403, "cannotRemoveOwner", "The owner of a file cannot be removed.")
    file.permissions = {number: one for number, one in file.permissions.items() if one is not gone}


def comments(call: Call) -> Any:
    if not call.one("fields"):
        message = "The 'fields' parameter is required for this method."
        raise DriveRefusal(400, "required", message, location="fields")
    return shown(call, {"kind": "drive#commentList", "comments": file_of(call).comments})


def comment_create(call: Call) -> Any:
    file, now = file_of(call, "commenter"), stamp(call.emulator.clock.now())
    made: Body = {
        "kind": "drive#comment",
        "id": f"comment-{len(file.comments) + 1}",
        "createdTime": now,
        "modifiedTime": now,
        "author": user(call.account.email, call.account),
        "deleted": False,
        "replies": [],
        **{name: call.body[name] for name in ("content", "anchor", "quotedFileContent") if name in call.body},
    }
    file.comments = [*file.comments, made]
    return shown(call, made, tuple(made))


def start_page_token(call: Call) -> Any:
    number = str(len(call.emulator.changes) + 1)
    return shown(call, {"kind": "drive#startPageToken", "startPageToken": number}, ("kind", "startPageToken"))


def changes(call: Call) -> Any:
    """What changed since a token: of each file its last change."""
    start = int(call.one("pageToken") or 1)
    latest = {key: moment for key, moment, _ in call.emulator.changes[start - 1 :]}
    found = [_change(call, key, moment) for key, moment in latest.items()]
    following = str(len(call.emulator.changes) + 1)
    answer = {"kind": "drive#changeList", "changes": found, "newStartPageToken": following}
    return shown(call, answer, tuple(answer))


def _change(call: Call, key: str, moment: float) -> Body:
    file = call.emulator.files.get(key)
    made = {"kind": "drive#change", "changeType": "file", "type": "file", "time": stamp(moment), "fileId": key}
    if file is None or not file.role(call.account):
        return {**made, "removed": True}
    return {**made, "removed": False, "file": file.body(call.account)}


def watch_file(call: Call) -> Any:
    return call.emulator.channels.watch(call.body, file_of(call).key)


def watch_changes(call: Call) -> Any:
    return call.emulator.channels.watch(call.body, "")


def stop(call: Call) -> None:
    call.emulator.channels.stop(call.body)


def drives(call: Call) -> Any:
    found = [{"kind": "drive#drive", "id": one, "name": name} for one, name in call.emulator.drives.items()]
    return shown(call, {"kind": "drive#driveList", "drives": found}, ("kind", "drives"))


def drive_create(call: Call) -> Any:
    number = f"0ADrive{len(call.emulator.drives) + 1}"
    call.emulator.drives[number] = call.body.get("name", "")
    made = {"kind": "drive#drive", "id": number, "name": call.emulator.drives[number]}
    return shown(call, made, tuple(made))
