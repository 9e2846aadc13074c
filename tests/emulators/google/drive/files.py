"""A file as Drive knows it, and who may do what with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from ..accounts import Account
from ..book import Book
from ..clock import Clock, stamp
from ..refusals import invalid

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
ROOT = "0AEmulatorRootFolder"
ROLES = ("", "reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")


@dataclass
class File:
    """One file, with what Drive says of it."""

    key: str
    name: str
    owner: str
    clock: Clock
    kind: str = SPREADSHEET
    book: Book | None = None
    created: float = 0.0
    modified: float = 0.0
    modified_by: str = ""
    version: int = 1
    trashed: bool = False
    shared: bool = True  # with every account, as by a link that lets anyone edit
    drive: str = ""  # the Shared Drive it is in
    parents: list[str] = field(default_factory=lambda: [ROOT])
    permissions: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)  # description, appProperties and the like
    on_change: Callable[["File", str], None] = lambda _file, _what: None

    @classmethod
    def made(cls, key: str, name: str, owner: Account, clock: Clock, kind: str = SPREADSHEET) -> "File":
        """A new file of this account."""
        now = clock.now()
        found = cls(key, name, owner.email, clock, kind, created=now, modified=now, modified_by=owner.email)
        found.permissions = {one["id"]: one for one in [permission("user", "owner", owner.email)]}
        if kind == SPREADSHEET:
            found.book = Book.blank(key, name, clock.moment)
            found.book.content.owner = owner.email
            found.book.on_change = found.changed
        return found

    @property
    def opened_book(self) -> Book:
        """What is in it. Raises Refusal when it is no spreadsheet."""
        if self.book is None:
            raise invalid("This operation is not supported for this document")
        return self.book

    def changed(self, who: str, what: str = "update") -> None:
        """Somebody changed it just now."""
        self.modified, self.modified_by = self.clock.now(), who or self.owner
        self.version += 1
        if self.book:
            self.name = self.book.title
        self.on_change(self, what)

    def role(self, account: Account) -> str:
        """The highest role that an account has; nothing when it may not see the file."""
        kinds = {"user": account.email, "group": account.email, "domain": account.email.partition("@")[2]}
        found: list[str] = [
            one["role"]
            for one in self.permissions.values()
            if one["type"] == "anyone" or kinds[one["type"]] in (one.get("emailAddress"), one.get("domain"))
        ]
        return max([*found, "writer" if self.shared else ""], key=ROLES.index)

    def may(self, account: Account, role: str) -> bool:
        return ROLES.index(self.role(account)) >= ROLES.index(role)

    def body(self, account: Account) -> dict[str, Any]:
        """The resource of Drive v3 as this account sees it."""
        edit = self.may(account, "writer")
        can = {"canEdit": edit, "canComment": self.may(account, "commenter"), "canDownload": True, "canCopy": True}
        found = {
            "kind": "drive#file",
            "id": self.key,
            "name": self.name,
            "mimeType": self.kind,
            "starred": False,
            "trashed": self.trashed,
            "explicitlyTrashed": self.trashed,
            "parents": self.parents,
            "spaces": ["drive"],
            "version": str(self.version),
            "createdTime": stamp(self.created),
            "modifiedTime": stamp(self.modified),
            "modifiedByMe": self.modified_by == account.email,
            "lastModifyingUser": user(self.modified_by, account),
            "ownedByMe": self.owner == account.email,
            "shared": len(self.permissions) > 1,
            "capabilities": {**can, "canShare": edit, "canRename": edit, "canTrash": edit, "canModifyContent": edit},
            "permissions": list(self.permissions.values()),
            "permissionIds": list(self.permissions),
            "size": "1024",
            "quotaBytesUsed": "1024",
            "webViewLink": f"https://docs.google.com/spreadsheets/d/{self.key}/edit?usp=drivesdk",
            **self.facts,
        }
        if self.drive:
            return {**found, "driveId": self.drive, "teamDriveId": self.drive}
        return {**found, "owners": [user(self.owner, account)]}


def permission(kind: str, role: str, who: str = "") -> dict[str, Any]:
    """A Permission of Drive v3; `who` is an e-mail address or a domain."""
    number = {"anyone": "anyoneWithLink"}.get(kind, permission_id(who))
    found = {"kind": "drive#permission", "id": number, "type": kind, "role": role}
    if kind == "anyone":
        return {**found, "allowFileDiscovery": False}
    if kind == "domain":
        return {**found, "domain": who, "displayName": who}
    return {**found, "emailAddress": who, "displayName": who, "deleted": False, "pendingOwner": False}


def permission_id(who: str) -> str:
    return str(crc32(who.encode())).zfill(20)


def user(email: str, me: Account) -> dict[str, Any]:
    """A User of Drive v3."""
    return {
        "kind": "drive#user",
        "displayName": email,
        "me": email == me.email,
        "permissionId": permission_id(email),
        "emailAddress": email,
    }
