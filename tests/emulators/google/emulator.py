"""The emulator: its files, accounts, quotas, clock and faults, and what happens to one call."""

import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from . import routes
from .accounts import OWNER, STAFF, Account, account_of
from .book import Book
from .calls import Answer, Call, NoRoute
from .clock import Clock
from .control import controlled
from .drive.channels import Channels
from .drive.files import SPREADSHEET, File
from .faults import BEFORE, LATE, Fault, Faults, parsed
from .quotas import Quotas
from .refusals import Refusal, denied, not_found
from .tokens import token

PRIVATE = "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc"


class Logged(NamedTuple):
    """One call: whether it reads or writes for the quota, and what was asked by whom."""

    kind: str
    path: str
    method: str
    account: str


@dataclass
class Emulator:
    """Both services, over the same files."""

    files: dict[str, File] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    calls: list[Logged] = field(default_factory=list)
    between: deque[Callable[[], None]] = field(default_factory=deque)  # what staff do just after the next reads
    open: bool = True  # whether every account may edit files that others make
    storage_full: bool = False  # whether service accounts cannot make files of their own
    drives: dict[str, str] = field(default_factory=dict)  # Shared Drives: their names by id
    changes: list[tuple[str, float, str]] = field(default_factory=list)  # which file, when, what
    late: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)
    channels: Channels = field(init=False)
    read_faults: deque[str | Fault] = field(init=False)
    write_faults: deque[str | Fault] = field(init=False)
    quotas: Quotas = field(default_factory=Quotas)
    lock: threading.RLock = field(default_factory=threading.RLock)
    address: str = ""

    def __post_init__(self) -> None:
        self.channels = Channels(self.clock)
        self.read_faults, self.write_faults = self.faults.waiting["read"], self.faults.waiting["write"]

    def book(self, key: str) -> Book:
        """The spreadsheet of this key, shared with everybody; made when there is none."""
        if key not in self.files:
            self._keep(File.made(key, "Shared", OWNER, self.clock))
        return self.files[key].opened_book

    def new_file(self, name: str, owner: Account, kind: str = SPREADSHEET) -> File:
        """A new file of an account; others may use it when sharing is open."""
        key = f"1{secrets.token_urlsafe(32)}"  # 44 letters, as Google has it
        file = self._keep(File.made(key, name, owner, self.clock, kind))
        file.shared = self.open
        return file

    def _keep(self, file: File) -> File:
        self.files[file.key] = file
        file.on_change = self._changed
        self._changed(file, "add")
        return file

    def _changed(self, file: File, what: str) -> None:
        self.changes.append((file.key, self.clock.now(), what))
        self.channels.changed(file.key, what)

    def drive_of(self, parent: str) -> str:
        """The Shared Drive that a folder is, or is in."""
        if parent in self.drives:
            return parent
        return self.files[parent].drive if parent in self.files else ""

    def file(self, key: str, account: Account, *, writing: bool = False, trashed: bool = False) -> File:
        """A file that may be seen, or written. Raises Refusal, as the Sheets API does."""
        if key == PRIVATE:
            raise denied()
        if key not in self.files or (self.files[key].trashed and not trashed):
            raise not_found()
        if not self.files[key].may(account, "writer" if writing else "reader"):
            raise denied()
        return self.files[key]

    def handle(self, method: str, target: str, headers: Any, body: bytes) -> Answer:
        """What is answered to one call. Raises Cut when the connection is to be cut instead."""
        path = target.partition("?")[0]
        with self.lock:
            self.settle()
            if path.startswith("/emulator"):
                return controlled(self, method, path, body)
            if path == "/token":
                return token(body)
            try:
                return self._called(method, target, headers, body)
            except NoRoute:
                return Answer.html(404, "<title>Error 404 (Not Found)!!1</title>")
            except Refusal as refusal:
                return Answer.json(refusal.body(), refusal.code)

    def _called(self, method: str, target: str, headers: Any, body: bytes) -> Answer:
        if real := headers.get("X-HTTP-Method-Override"):  # an address too long, sent as a body
            method, target, body = real, f"{target}?{body.decode()}", b""
        account = account_of(headers.get("Authorization", ""))
        route, call = routes.found(self, method, target, account, headers, body)
        self.calls.append(Logged(route.kind, call.path, method, account.email))
        self.quotas.take(route.kind, account, self.clock.now())
        fault = self.faults.next(route.kind)
        answer = self._go_wrong(fault, route, call) if fault else route.answer(call)
        if route.kind == "read" and self.between:
            self.between.popleft()()
        return answer

    def _go_wrong(self, fault: Fault, route: "routes.Route", call: Call) -> Answer:
        wrong, when = parsed(fault.word)
        if when == LATE:
            self.late.append((self.clock.now() + fault.seconds, lambda: _carry_out(route, call)))
        elif when != BEFORE:
            route.answer(call)
        raise wrong(route.kind)

    def settle(self) -> None:
        """Carry out what was to be carried out by now."""
        with self.lock:
            now = self.clock.now()
            due = sorted((one for one in self.late if one[0] <= now), key=lambda one: one[0])
            self.late = [one for one in self.late if one[0] > now]
            for _, work in due:
                work()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)
        self.settle()

    def undo(self, key: str) -> None:
        """A person takes the last change of a spreadsheet back, whoever made it."""
        with self.lock:
            self.book(key).undo(STAFF.email)

    def staff(self, key: str, *requests: dict[str, Any]) -> list[dict[str, Any]]:
        """What a person does to a spreadsheet by hand."""
        with self.lock:
            return self.book(key).apply(requests, STAFF.email)


def _carry_out(route: "routes.Route", call: Call) -> None:
    try:
        route.answer(call)
    except Refusal:
        return  # nobody hears of it any more
