"""What may be asked of the outside world: the ports that every backend keeps, and the values they exchange."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from email.message import EmailMessage
from typing import Protocol

CellValue = str | int | float | Decimal | bool | date | datetime | None
"""What may stand in one cell; datetimes are aware (UTC) and shown as UTC."""

OWNERS = ("service", "both", "staff")
"""Who writes a column: the service, the service once and then staff, staff alone."""


@dataclass(frozen=True, slots=True)
class HookRequest:
    """What a provider sent: raw bytes and headers (names in lower case)."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Received:
    """A delivery read: what it is and what it answers, by path of our questions."""

    delivery_id: str  # the same over retries of one message
    submission_id: str  # the same over edits of one submission
    answers: Mapping[str, object]  # nested as the form's questions are
    submitted_at: datetime | None = None  # the provider's time, aware
    language: str = ""  # ISO 639-1, empty when the provider does not say
    unmapped: tuple[str, ...] = ()  # provider keys that map to no question


class Source(Protocol):
    """A form provider: how its deliveries are proved and read."""

    def authentic(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:
        """Whether one of the live `secrets` proves the request (constant time, never raises)."""

    def read(self, request: HookRequest, mapping: Mapping[str, str], ignore: Sequence[str]) -> Received:
        """Read an authentic delivery. Raises connectors.errors.Unreadable with the reason."""

    def sign(self, body: bytes, secret: str, now: datetime) -> Mapping[str, str]:
        """The headers with which this provider would send `body` (for samples and tests)."""


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


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row wanted in a sheet; `key` is its identity."""

    key: str
    values: Mapping[str, CellValue]


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one sync changed."""

    appended: int = 0
    updated: int = 0
    unchanged: int = 0
    notes: tuple[str, ...] = ()  # what staff should know: duplicate keys, missing columns made again


class SheetBackend(Protocol):
    """A place where tables are shared with staff."""

    def upsert(self, spec: SheetSpec, rows: Sequence[SheetRow]) -> SyncResult:
        """Make every row of `rows` stand once in the tab; raises ConnectorError."""

    def where(self, spec: SheetSpec) -> str:
        """Where staff open it: a path or a URL."""


class Mailer(Protocol):
    """A way to hand over e-mail."""

    def send(self, message: EmailMessage) -> None:
        """Hand over one message for good; raises ConnectorError."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What `chancery doctor` found of one thing."""

    name: str
    ok: bool
    said: str
    remedy: str = ""
