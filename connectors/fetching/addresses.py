"""Which addresses of the net are public: those of this machine and of the networks around it are not."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that is given out of IPv6 (RFC 4291, 2.4); whatever else is there has a meaning of its own."""
TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 by way of a translator (NAT64, RFC 6052)."""
NOT_FOR_HOSTS = (
    IPv4Network("100.64.0.0/10"),  # between a provider and its customers (RFC 6598)
    IPv4Network("192.0.0.0/24"),  # of protocols (RFC 6890)
    IPv4Network("192.88.99.0/24"),  # relays of 6to4 (RFC 7526)
    IPv6Network("3fff::/20"),  # of documentation (RFC 9637)
)


def is_public(text: str) -> bool:
    """Whether anybody can reach this address, and so may we for anybody."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return all(_is_public(one) for one in (address, *_embedded(address)))


def _is_public(address: Address) -> bool:
    special = (
        address.is_private,
        address.is_loopback,
        address.is_link_local,
        address.is_multicast,
        address.is_reserved and address not in TRANSLATED,
        address.is_unspecified,
        any(address.version == one.version and address in one for one in NOT_FOR_HOSTS),
    )
    return not any(special) and (address.version == 4 or address in GLOBAL_UNICAST or address in TRANSLATED)


def _embedded(address: Address) -> Iterator[IPv4Address]:
    """The addresses of IPv4 that an address of IPv6 leads to."""
    if isinstance(address, IPv6Address):
        found = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        yield from (one for one in found if one is not None)
        if address in TRANSLATED:
            yield IPv4Address(int(address) & 0xFFFFFFFF)
