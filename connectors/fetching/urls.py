"""Which web addresses are fetched from, before any name in them is looked up."""

import re
from collections.abc import Set
from ipaddress import ip_address

import httpx

from connectors.errors import Unwanted

PORTS = {"http": 80, "https": 443}
LONGEST = 2_000
MADE_UP = re.compile(r"(?:.*\.)?(?:example|invalid|example\.(?:com|net|org))\.?")
"""Names that are kept free for examples (RFC 2606): nothing stands there, and nobody needs to be asked."""
NAME = re.compile(r"[a-z0-9._-]+")
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


def fetchable(text: str | httpx.URL, trusted: Set[str] = frozenset()) -> httpx.URL:
    """The address if it can be fetched from; only trusted hosts have ports of their own. Raises Unwanted."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise Unwanted("the address cannot be read") from None
    host, port = host_of(url), port_of(url)
    if url.scheme not in PORTS or not host:
        raise Unwanted("only addresses that begin with http:// or https:// are fetched")
    if len(str(url)) > LONGEST:
        raise Unwanted(f"the address is longer than {LONGEST} characters")
    if url.userinfo:
        raise Unwanted("the address names a user")
    if not literal(host) and (not NAME.fullmatch(host) or _is_odd_number(host)):
        raise Unwanted("the address has neither a name nor, written as usual, the number of a machine")
    if not is_trusted(host, port, trusted) and port not in PORTS.values():
        raise Unwanted(f"{host}: only the ports 80 and 443 are fetched from, not {port}")
    return url


def is_made_up(text: str) -> bool:
    """Whether an address is one of those that documents and samples show."""
    try:
        return bool(MADE_UP.fullmatch(host_of(httpx.URL(text))))
    except httpx.InvalidURL:
        return False


def host_of(url: httpx.URL) -> str:
    """The host as it is asked for in the net, in ASCII."""
    return url.raw_host.decode("ascii")


def port_of(url: httpx.URL) -> int:
    """The port, said or not."""
    return PORTS.get(url.scheme, 0) if url.port is None else url.port


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Whom the address speaks to."""
    return url.scheme, host_of(url), port_of(url)


def is_trusted(host: str, port: int, trusted: Set[str]) -> bool:
    """Whether the installation says that this host may be fetched from, wherever it stands."""
    name = f"[{host}]" if ":" in host else host
    return not trusted.isdisjoint({name, f"{name}:{port}"})


def literal(host: str) -> str:
    """The host if it is itself the number of a machine (and names no network card of ours), else empty."""
    try:
        return "" if "%" in host else str(ip_address(host))
    except ValueError:
        return ""


def _is_odd_number(name: str) -> bool:
    """Whether a C library reads a number where nobody else sees one: 0x7f.1, 2130706433, 0177.0.0.1."""
    return bool(NUMBER.fullmatch(name.rstrip(".").rpartition(".")[2]))
