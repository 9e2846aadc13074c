"""Bounces in a Maildir folder, where the mail server of this machine leaves them."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from connectors.bounces.mailbox import LARGEST, MOST, IsReport
from connectors.errors import ConnectorError


@dataclass(frozen=True, slots=True)
class MaildirBox:
    """A Maildir (`new`, `cur`, `tmp`): what was looked at goes from `new` to `cur`, as every reader of mail does it."""

    folder: Path

    def look(self, is_report: IsReport) -> tuple[int, int]:
        """What is new. Raises ConnectorError."""
        try:
            paths = sorted(one for one in (self.folder / "new").iterdir() if one.is_file())
            found = [self._looked_at(path, is_report) for path in islice(paths, MOST)]
        except OSError as fault:
            raise ConnectorError(f"the folder of bounces cannot be used: {fault}") from fault
        return sum(found), len(found) - sum(found)

    def _looked_at(self, path: Path, is_report: IsReport) -> bool:
        is_one = path.stat().st_size <= LARGEST and is_report(path.read_bytes())
        path.rename(self.folder / "cur" / f"{path.name.partition(':')[0]}:2,{'S' if is_one else 'F'}")
        return is_one
