"""The files that were kept of frozen shortlists: workbooks and packets, by what the audit log says of them."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from app.config import Settings
from app.store import audit

WORKBOOK, PACKET = "workbook", "packet"
MADE = {"shortlist made": WORKBOOK, "packet made": PACKET}
"""Act of the audit log -> what it speaks of."""


def place_of(settings: Settings, name: str) -> Path:
    """Where a file of this name is kept."""
    return settings.documents / "shortlists" / name


def names_of(connection: Connection, form: str) -> Mapping[int, Mapping[str, str]]:
    """Number of a shortlist -> kind of file -> the name of the newest."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for entry in audit.about(connection, form, tuple(MADE)):
        if "shortlist" in entry.details:  # those of old have none
            found[int(entry.details["shortlist"])][MADE[entry.act]] = Path(str(entry.details["file"])).name
    return found
