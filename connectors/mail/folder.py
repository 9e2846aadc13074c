"""Mail as .eml files in a folder: the default, and the way to look at what would be sent."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from connectors.errors import ConnectorError
from connectors.mail.addresses import ready
from connectors.workbooks import write_atomically

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class FolderMailer:
    """Writes each message to one file named after its Message-ID, so that a repeat changes nothing."""

    folder: Path

    def send(self, message: EmailMessage, return_path: str = "") -> None:
        """Write the message as it would arrive; raises ConnectorError when the disk refuses."""
        arriving = ready(message)
        if return_path:
            arriving["Return-Path"] = f"<{return_path}>"  # RFC 5321, 4.4
        content = arriving.as_bytes()
        name = _file_name(str(message["Message-ID"] or sha256(content).hexdigest()))
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self.folder / name, content, mode=0o600)
        except OSError as fault:
            raise ConnectorError(f"{self.folder} cannot be written: {fault}") from fault


def _file_name(message_id: str) -> str:
    """A file name for each id; where letters had to go, a hash keeps two ids apart."""
    bare = message_id.strip().removeprefix("<").removesuffix(">")
    name = re.sub(r"[^A-Za-z0-9.@_-]", "", bare).lstrip(".")[:LONGEST_NAME]
    return f"{name}.eml" if name == bare else f"{name}-{sha256(bare.encode()).hexdigest()[:16]}.eml"
