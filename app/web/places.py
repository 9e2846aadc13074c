"""Where a request comes from, as far as it can be told: what limits and brakes count by."""

import ipaddress
from functools import lru_cache

IPV6_NETWORK = 64
"""Bits that one subscriber has in common: whoever has one IPv6 address has all of such a network."""
LONGEST = 64


@lru_cache(4096)
def place_of(address: str | None) -> str:
    """An IPv4 address, the /64 of an IPv6 one; what is no address stands for itself, cut short."""
    said = (address or "").strip()
    try:
        found = ipaddress.ip_address(_without_port(said).partition("%")[0])
    except ValueError:
        return said[:LONGEST]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, IPV6_NETWORK), strict=False))


def _without_port(said: str) -> str:
    """Some proxies tell the port too: `192.0.2.1:4711`, `[2001:db8::1]:4711`."""
    if said.startswith("["):
        return said[1:].partition("]")[0]
    return said.partition(":")[0] if said.count(":") == 1 else said
