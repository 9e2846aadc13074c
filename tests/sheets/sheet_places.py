"""A sheet in one of the places it can live, with the service at one side and staff at the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from emulators.staff import Staff

from connectors.ports import SheetBackend, SheetColumn, SheetRow, SheetSpec, SyncResult

KEY = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdef"
COLUMNS = (
    SheetColumn("$reference", "Reference", width=16),
    SheetColumn("state", "State"),
    SheetColumn("asked", "Asked (USD)", "money"),
    SheetColumn("starts", "Starts", "date"),
    SheetColumn("$received", "Received", "datetime"),
    SheetColumn("paid", "Dues paid", "yes_no"),
)
STAFFS = tuple(SheetColumn(f"staff:{title}", title, width=24, owner="staff") for title in ("Screened by", "Remarks"))
SPEC = SheetSpec("VTF proposals", "2026 call", (*COLUMNS, *STAFFS), google=KEY)


@dataclass(frozen=True)
class Place:
    """A shared sheet: the backend, its spec and staff at it."""

    backend: SheetBackend
    staff: Staff
    spec: SheetSpec = SPEC

    def sync(self, rows: Sequence[SheetRow]) -> SyncResult:
        return self.backend.upsert(self.spec, rows)

    def column(self, header: str) -> int:
        return self.staff.rows()[0].index(header)

    def shown(self, header: str) -> list[object]:
        """What stands under a header, from the top."""
        rows = self.staff.rows()
        return [row[rows[0].index(header)] for row in rows[1:]]
