"""How a provider's API token is shown, and to which machines: its own, and no other that an answer names."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

import httpx

from connectors.fetching.urls import host_of, is_trusted, port_of


@dataclass(frozen=True, slots=True)
class Access:
    """The word before the token (RFC 9110, 11.6.2), and the provider's hosts."""

    scheme: str
    hosts: frozenset[str]
    has_own_servers: bool = False  # whether people run its software themselves, on hosts that the installation trusts


ACCESS: Mapping[str, Access] = {
    "typeform": Access("Bearer", frozenset({"api.typeform.com", "api.eu.typeform.com", "api.typeform.eu"})),
    "kobotoolbox": Access(
        "Token",
        frozenset({"kf.kobotoolbox.org", "kc.kobotoolbox.org", "eu.kobotoolbox.org", "kc-eu.kobotoolbox.org"}),
        has_own_servers=True,
    ),
}


def headers_for(source: str, url: str, token: str, trusted: Set[str] = frozenset()) -> dict[str, str]:
    """What proves to a provider that we may have what stands there; nothing for anybody else."""
    access = ACCESS.get(source)
    if access is None or not token:
        return {}
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        return {}
    host, port = host_of(parts), port_of(parts)
    is_theirs = parts.scheme == "https" and host in access.hosts and port == 443
    is_own = access.has_own_servers and is_trusted(host, port, trusted)
    return {"authorization": f"{access.scheme} {token}"} if is_theirs or is_own else {}
