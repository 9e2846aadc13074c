"""A file as Drive knows it."""

from dataclasses import dataclass, field
from typing import Any

from ..accounts import Account
from ..book import Book
from ..clock import Clock, stamp
from ..refusals import no_file

SPREADSHEET = "application/vnd.google-apps.spreadsheet"


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
    shared: bool = True
    permissions: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def spreadsheet(cls, key: str, name: str, owner: Account, clock: Clock) -> "File":
        """A new spreadsheet of this account."""
        now = clock.now()
        found = cls(key, name, owner.email, clock, created=now, modified=now, modified_by=owner.email)
        found.book = Book.blank(key, name)
        found.book.on_change = found.changed
        return found

    @property
    def opened_book(self) -> Book:
        if self.book is None:
            raise no_file(self.key)
        return self.book

    def changed(self, who: str) -> None:
        """Somebody changed it just now."""
        self.modified, self.modified_by = self.clock.now(), who or self.owner
        self.version += 1
        if self.book:
            self.name = self.book.title

    def body(self) -> dict[str, Any]:
        """The resource of Drive v3."""
        return {
            "kind": "drive#file",
            "id": self.key,
            "name": self.name,
            "mimeType": self.kind,
            "trashed": self.trashed,
            "version": str(self.version),
            "createdTime": stamp(self.created),
            "modifiedTime": stamp(self.modified),
            "lastModifyingUser": user(self.modified_by),
            "owners": [user(self.owner)],
            "capabilities": {"canEdit": True, "canComment": True, "canShare": True, "canDownload": True},
            "webViewLink": f"https://docs.google.com/spreadsheets/d/{self.key}/edit?usp=drivesdk",
        }


def user(email: str) -> dict[str, Any]:
    """A User of Drive v3."""
    return {"kind": "drive#user", "displayName": email.partition("@")[0], "me": False, "emailAddress": email}
