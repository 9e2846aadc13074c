"""What may be asked of the outside world: the ports that every backend keeps, and the values they exchange."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from typing import IO, Any, Protocol, runtime_checkable

CellValue = str | int | float | Decimal | bool | date | datetime | None
"""What may stand in one cell; datetimes are aware (UTC) and shown as UTC."""

OWNERS = ("service", "both", "staff")
"""Who writes a column: the service, the service once and then staff, staff alone."""

DELETED = ("restore", "keep out", "withdraw")
"""What becomes of a row that staff take away: it comes back, it stays away, or its submission counts as withdrawn."""


@dataclass(frozen=True, slots=True)
class HookRequest:
    """What a provider sent: raw bytes, headers (names in lower case), and the secret that stood in the address."""

    body: bytes
    headers: Mapping[str, str]
    in_address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as its provider has it, under names that stay the same whatever its question is labelled."""

    keys: tuple[str, ...]  # the names by which a mapping may know it, the best first
    value: object = None  # text, number, boolean, list, mapping of its parts, or files: [{"name": …, "url": …}]
    label: str = ""  # what people read there; it may change at any time
    rows: tuple[tuple["Entry", ...], ...] | None = None  # of a repeat: the entries of each row
    fault: str = ""  # why the value cannot be read, which matters only where the answer is wanted
    is_system: bool = False  # the provider's own, not missed where no question takes it


@dataclass(frozen=True, slots=True)
class Received:
    """A delivery read: what it is, and its answers by the provider's own names."""

    delivery_id: str = ""  # the same over retries of one message
    submission_id: str = ""  # the same over edits of one submission
    entries: tuple[Entry, ...] = ()
    version: str = ""  # what the provider calls this state of the submission
    replaces: str = ""  # the delivery id or version that this one was made from, where the provider tells it
    submitted_at: datetime | None = None  # the provider's time of this state, aware
    language: str = ""  # ISO 639-1, empty when the provider does not say
    is_partial: bool = False  # an applicant is still at it
    is_ours: bool = False  # the names are our own: each of them must be a question
    is_past: bool = False  # a row of an export: it was received when it was submitted, and nobody is written to
    to_fetch: str = ""  # a thin delivery: the submission that must be asked of the provider's API


@dataclass(frozen=True, slots=True)
class Shown:
    """How a request proves who sent it: headers, and what is added to the address as its last part."""

    headers: Mapping[str, str]
    in_address: str = ""


class Proof(Protocol):
    """One means by which a provider's deliveries are proved."""

    def holds(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:
        """Whether one of the live `secrets` proves the request (constant time, never raises)."""

    def show(self, body: bytes, secret: str, now: datetime) -> Shown:
        """How a sender would prove `body` (for samples and tests)."""

    def fault(self, secret: str) -> str:
        """Why nothing could ever be proved with `secret`, in words that follow "it"; empty where it is usable."""


def _alone(request: HookRequest) -> Sequence[HookRequest]:
    return (request,)


@dataclass(frozen=True, slots=True)
class Source:
    """A form provider: how its deliveries are proved and read."""

    title: str  # what people call it
    proof: Proof
    read: Callable[[HookRequest], Received]  # of an authentic delivery; raises connectors.errors.Unreadable
    split: Callable[[HookRequest], Sequence[HookRequest]] = _alone  # one a submission, of a body that lists several
    asks: bool = False  # to prove a delivery somebody may have to be asked, which takes time


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a shared tab: `key` finds it for ever, `header` is what people read.

    `owner` says who writes below the header: "service" we, always; "both" we once, when the row is added, staff from
    then on; "staff" never we (its key is "staff:" and the header).
    """

    key: str
    header: str
    format: str = "text"
    width: int = 18
    owner: str = "service"
    dropdown: tuple[str, ...] = ()  # what may be chosen; other text is taken all the same
    was: tuple[str, ...] = ()  # earlier keys


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One tab of one workbook and its columns, the service's and staff's."""

    workbook: str  # file stem in the shared folder, or the title in Google
    tab: str
    columns: tuple[SheetColumn, ...]
    google: str = ""  # spreadsheet id or URL
    owner: str = ""  # who keeps the tab: one that says another's name is left alone; empty where nobody asks
    deleted: str = "restore"  # a word of DELETED
    right_to_left: bool = False  # how a tab is made; staff may turn it


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row wanted in a sheet; `key` is its identity."""

    key: str
    values: Mapping[str, CellValue]
    kept: Mapping[str, CellValue] = field(default_factory=dict)  # what staff's columns and those of both held last
    was_shown: bool = False  # so that staff took it away where it does not stand
    is_gone: bool = False  # that is known, and it stays away


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A cell of the row `key` that does not hold what was last known of it."""

    key: str
    column: str
    was: CellValue
    now: CellValue


@dataclass(frozen=True, slots=True)
class Noticed:
    """What staff have done to a tab since it was last read."""

    edits: tuple[CellEdit, ...] = ()  # in their own columns and those of both
    replaced: tuple[CellEdit, ...] = ()  # in the service's columns: `now` is about to be written over
    gone: tuple[str, ...] = ()  # keys of rows that they took away, and that stay away
    back: tuple[str, ...] = ()  # keys of such rows that stand there again
    who: str = ""  # who was last at it, where the place tells


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something in a tab that is not as the ledger has it; what is not told is empty."""

    why: str  # a word of connectors.sheets.drift
    key: str = ""  # of the row
    row: int | None = None  # where it stands, counted from 1
    column: str = ""  # its key
    standing: CellValue = None  # what stands there: a value, a header


def ignored(_noticed: Noticed) -> None:
    """For whoever does not keep what staff did."""


@dataclass(frozen=True, slots=True)
class Left:
    """How a sheet was left: in which place, what tells whether it is so still, and what its backend made a note of."""

    place: str
    file: str
    noted: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one sync changed."""

    appended: int = 0
    updated: int = 0
    unchanged: int = 0
    notes: tuple[str, ...] = ()  # what staff should know: duplicate keys, missing columns made again
    left: Left | None = field(default=None, compare=False)  # none where the sheet must be read to be added to


@dataclass(frozen=True, slots=True)
class CallsLeft:
    """How many calls a place takes of us before we must wait."""

    reads: int
    writes: int


class SheetBackend(Protocol):
    """A place where tables are shared with staff."""

    def upsert(
        self, spec: SheetSpec, rows: Sequence[SheetRow], keep: Callable[[Noticed], None] = ignored
    ) -> SyncResult:
        """Make every row of `rows` stand once in the tab; raises ConnectorError.

        `keep` is given what staff did, before anything is written over; where it raises, nothing is.
        """

    def look(self, spec: SheetSpec, rows: Sequence[SheetRow]) -> tuple[Deviation, ...]:
        """What differs from `rows`, in the order of the tab; writes nothing. Raises ConnectorError."""

    def disown(self, spec: SheetSpec) -> None:
        """Let the tab say nothing any more of who keeps it. Raises ConnectorError."""

    def where(self, spec: SheetSpec) -> str:
        """Where staff open it: a path or a URL."""


@runtime_checkable
class Follows(Protocol):
    """A SheetBackend that writes what is new without comparing the whole sheet, as long as that is safe."""

    def begin(self, spec: SheetSpec, before: Callable[[], None]) -> Left | None:
        """Make the sheet without rows where there is none, just after `before`; None where there is one.

        Raises ConnectorError.
        """

    def append(
        self,
        spec: SheetSpec,
        new: Iterable[SheetRow],
        changed: Sequence[SheetRow],
        left: Left,
        keep: Callable[[Noticed], None] = ignored,
    ) -> SyncResult | None:
        """Add rows that do not stand there and change some that do; None where the sheet must be compared first.

        `keep` is given what staff did to the rows to change, as in SheetBackend.upsert. Raises ConnectorError.
        """


@runtime_checkable
class Telling(Protocol):
    """A SheetBackend that tells whether somebody else has been at a sheet, and may be asked to say so by itself."""

    def touched(self, spec: SheetSpec, left: Left) -> bool:
        """Whether somebody else has been at it since it was `left`; costs little. Raises ConnectorError."""

    def watch(self, spec: SheetSpec, address: str, token: str) -> str:
        """Have an address told of changes for a day; says what came of it. Raises ConnectorError."""


@runtime_checkable
class Metered(Protocol):
    """A SheetBackend that may be called so many times a minute."""

    def calls_left(self) -> CallsLeft:
        """What is left of this minute."""


class Mailer(Protocol):
    """A way to hand over e-mail."""

    def send(self, message: EmailMessage, return_path: str = "") -> None:
        """Hand over one message for good; what cannot be delivered comes back to `return_path`, else to its sender.

        Raises ConnectorError where it was not taken, OutcomeUnknown where it may have been.
        """


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept: how long it is, and its content in parts."""

    size: int  # bytes
    parts: Iterator[bytes]  # to be read once; raises ConnectorError
    path: Path | None = None  # where it is a file of this machine, too


class FileStore(Protocol):
    """A place for files outside the web root and for the service alone, each under the SHA-256 of its content.

    What is no such hash in hexadecimal is refused with ValueError. However large a file is, memory stays flat.
    """

    def put(self, digest: str, content: IO[bytes]) -> None:
        """Keep what `content` (seekable) has from where it is, whole or not at all. Raises ConnectorError."""

    def get(self, digest: str) -> Stored | None:
        """The file; None where it is not here. Raises ConnectorError where that cannot be told."""

    def remove(self, digest: str, before: datetime) -> bool:
        """Remove the file if it was put for the last time before then; whether it was. Raises ConnectorError."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What `chancery doctor` found of one thing."""

    name: str
    ok: bool
    said: str
    remedy: str = ""
