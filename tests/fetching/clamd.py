"""A small clamd for the tests, which speaks the protocol of the real one and knows one virus."""

import socket
import struct
from contextlib import AbstractContextManager
from pathlib import Path

from tests.fetching.servers import listener

MOST_STREAM = 1_000_000


def eicar() -> bytes:
    """The test file of the European Institute for Computer Antivirus Research, put together when it is needed."""
    return rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def word(connection: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0"):
        said += connection.recv(1)
    return said


def exactly(connection: socket.socket, size: int) -> bytes:
    said = b""
    while len(said) < size:
        said += connection.recv(size - len(said))
    return said


def converse(connection: socket.socket) -> None:
    """As clamd(8) says: PING, or INSTREAM with parts after their lengths in network order, a zero at the end."""
    command = word(connection)
    if command == b"zPING\0":
        connection.sendall(b"PONG\0")
        return
    assert command == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack("!L", exactly(connection, 4))[0]:
        content += exactly(connection, size)
        if len(content) > MOST_STREAM:
            connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return
    found = eicar() in content
    connection.sendall(b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if found else b"stream: OK\0")


def clamd(path: Path | None = None) -> AbstractContextManager[str]:
    return listener(converse, str(path or ""))
