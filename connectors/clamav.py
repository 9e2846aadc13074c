"""Asks ClamAV about content, over the socket of its daemon clamd (INSTREAM, clamd(8)).

Own lines: the clients that there are speak IPv4 alone, or are under the GPL.
"""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from struct import pack

from connectors.errors import ConnectorError
from connectors.file_types import FileRefused
from forms.types import messages

AT_ONCE = 65_536
LONGEST_REPLY = 4_096
UNIX = "unix://"


@dataclass(frozen=True, slots=True)
class ClamAV:
    """The daemon at `host:port`, or at the socket `unix:///its/path`."""

    address: str
    seconds: float = 60

    def scan(self, name: str, data: bytes) -> bool:
        """True: nothing is found. Raises FileRefused for a find, ConnectorError where nobody can say."""
        reply = self._asked(_stream(data))
        if reply.endswith(" FOUND"):
            raise FileRefused(name, messages.FILE_HARMFUL)
        if reply != "stream: OK":
            raise ConnectorError(f"the scanner at {self.address} cannot say whether {name} is clean: {reply!r}")
        return True

    def answers(self) -> bool:
        """Whether the daemon is there. Raises ConnectorError when it is not."""
        return self._asked([b"zPING\0"]) == "PONG"

    def _asked(self, parts: Iterator[bytes] | list[bytes]) -> str:
        try:
            with self._connected() as connection:
                for part in parts:
                    connection.sendall(part)
                return _reply(connection)
        except OSError as fault:
            raise ConnectorError(f"the scanner at {self.address} cannot be reached: {fault}") from fault

    def _connected(self) -> socket.socket:
        if not self.address.startswith(UNIX):
            host, _, port = self.address.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), timeout=self.seconds)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self.seconds)
        try:
            connection.connect(self.address.removeprefix(UNIX))
        except OSError:
            connection.close()
            raise
        return connection


def _stream(data: bytes) -> Iterator[bytes]:
    """The content in parts, each after its length, and an empty one at the end."""
    yield b"zINSTREAM\0"
    for start in range(0, len(data), AT_ONCE):
        part = data[start : start + AT_ONCE]
        yield pack("!L", len(part)) + part
    yield pack("!L", 0)


def _reply(connection: socket.socket) -> str:
    """What the daemon says, up to the zero that ends it; nothing where it ends before."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_REPLY:
        more = connection.recv(LONGEST_REPLY)
        if not more:
            break
        said += more
    reply, end, _ = said.partition(b"\0")
    return reply.decode("utf-8", "replace").strip() if end else ""
