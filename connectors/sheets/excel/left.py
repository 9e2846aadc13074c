"""How a workbook was left, so that rows can be added to it later without reading it."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

from connectors.ports import Left
from connectors.sheets.excel.archive import Section, listing_digest
from connectors.sheets.excel.looks import NO_HABIT, Look


@dataclass(frozen=True, slots=True)
class Noted:
    """Of a tab: where its header (from 0) and columns are, its last rows (from 1), how those to come look."""

    header_row: int
    places: Mapping[str, int]
    last: int  # that has a key
    bottom: int  # in the text, whether or not anything stands in it; 0 where it was not asked
    look: Look = NO_HABIT
    rows: Section | None = None  # all rows as they are packed, where the service has packed them

    def as_json(self) -> dict[str, Any]:
        """The same as the ledger keeps it."""
        return {
            "header_row": self.header_row,
            "places": dict(self.places),
            "last": self.last,
            "bottom": self.bottom,
            "look": self.look.noted(),
            "rows": asdict(self.rows) if self.rows else None,
        }

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Noted | None":
        """Of what was kept as JSON; none for what another version of the service has kept."""
        try:
            rows = Section(**said["rows"]) if said["rows"] else None
            return cls(**{**said, "look": Look.of(said["look"]), "rows": rows})
        except (KeyError, TypeError):
            return None


def left_as(path: Path, file: IO[bytes], noted: Noted) -> Left:
    """How a file is left, which is open still."""
    return Left(str(path), state_of(file), noted.as_json())


def state_of(file: IO[bytes]) -> str:
    """What tells a file from any other that it has been or will be."""
    file.flush()
    with ZipFile(file) as archive:
        digest = listing_digest(archive, file)
    found = os.fstat(file.fileno())
    return f"{found.st_size} {found.st_mtime_ns} {digest}"
