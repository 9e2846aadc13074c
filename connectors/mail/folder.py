"""Mail as .eml files in a folder: the default, and the way to look at what would be sent."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from connectors.errors import ConnectorError
from connectors.workbooks import write_atomically


@dataclass(frozen=True, slots=True)
class FolderMailer:
    """Writes each message to one file named after its Message-ID, so that a repeat changes nothing."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Write the message; raises ConnectorError when the disk refuses."""
        name = re.sub(r"[^A-Za-z0-9.@_-]", "", str(message["Message-ID"]))
        try:
            write_atomically(self.folder / f"{name}.eml", message.as_bytes(policy=SMTP))
        except OSError as fault:
            raise ConnectorError(f"{self.folder} cannot be written: {fault}") from fault
