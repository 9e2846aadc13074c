"""Connections that go where was looked: a name is resolved once, every address of it checked, and one of them used.

TLS, above it, still asks for a certificate of the name.
"""

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpcore

from connectors.errors import ConnectorError, Unwanted
from connectors.fetching.addresses import is_public
from connectors.fetching.urls import is_trusted, literal

Resolve = Callable[[str, int], Sequence[str]]
"""From a name and a port to the addresses of the machine; raises OSError."""


def resolved(host: str, port: int) -> list[str]:
    """The addresses that this machine's resolver knows, best first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment (of the monotonic clock) at which everything about one fetch must have been done."""

    at: float

    def within(self, seconds: float | None) -> float:
        """So many seconds, or fewer where less is left. Raises httpcore.ReadTimeout when nothing is."""
        left = self.at - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole of it is over")
        return left if seconds is None else min(seconds, left)


@dataclass(frozen=True, slots=True)
class PinnedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses alone, and lets nothing on a connection outlast the deadline."""

    resolve: Resolve
    trusted: Set[str]
    deadline: Deadline
    below: httpcore.NetworkBackend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that answers. Raises Unwanted where one of them is not public."""
        addresses = self._checked(host, port)
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout, local_address, socket_options)

    def _connect(self, address: str, port: int, timeout: float | None, *how: Any) -> httpcore.NetworkStream:
        stream = self.below.connect_tcp(address, port, self.deadline.within(timeout), *how)
        return _Timed(stream, self.deadline)

    def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = [literal(host)] if literal(host) else self.resolve(host, port)
        except (OSError, UnicodeError):
            addresses = []
        if not addresses:
            raise ConnectorError(f"{host}: there is no machine of this name")
        if not is_trusted(host, port, self.trusted) and not all(is_public(one) for one in addresses):
            raise Unwanted(f"{host} does not stand in the public internet")
        return addresses


@dataclass(slots=True)
class _Timed(httpcore.NetworkStream):
    """A connection on which each step ends by the deadline."""

    below: httpcore.NetworkStream
    deadline: Deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.below.read(max_bytes, self.deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.below.write(buffer, self.deadline.within(timeout))

    def close(self) -> None:
        self.below.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self.below.start_tls(ssl_context, server_hostname, self.deadline.within(timeout)), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.below.get_extra_info(info)
