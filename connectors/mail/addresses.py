"""Addresses as every server takes them: an international domain in its ASCII form (RFC 5891)."""

from collections.abc import Iterable
from email.message import EmailMessage
from email.utils import formataddr, getaddresses

import idna

from connectors.errors import ConnectorError
from connectors.mail.policy import HEADERS, MAIL


def ready(message: EmailMessage) -> EmailMessage:
    """The message as it goes out, the domains of its addresses in ASCII.

    Raises ConnectorError (permanent) for an address without such a form.
    """
    message.policy = MAIL
    for header in HEADERS:
        value = str(message.get(header, ""))
        if not value.isascii():
            pairs = [(name, ascii_address(address)) for name, address in getaddresses([value])]
            _require_ascii(address for _, address in pairs)
            del message[header]
            message[header] = ", ".join(formataddr(pair) for pair in pairs)
    return message


def _require_ascii(addresses: Iterable[str]) -> None:
    odd = next((one for one in addresses if not one.isascii()), None)
    if odd is not None:
        raise ConnectorError(
            f"no mail goes to {odd!r}: not every server takes its letters. Ask for another address", permanent=True
        )


def ascii_address(address: str) -> str:
    """An address with its domain in ASCII, as far as it has such a form."""
    local, at, domain = address.rpartition("@")
    try:
        return local + at + idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return address
