"""Addresses as every server takes them: an international domain in its ASCII form (RFC 5891)."""

from email.message import EmailMessage
from email.utils import formataddr, getaddresses

import idna

HEADERS = ("From", "To")


def in_ascii(message: EmailMessage) -> EmailMessage:
    """The message with the domains of its addresses in ASCII; a domain that is none stays for the server to refuse."""
    for header in HEADERS:
        value = str(message.get(header, ""))
        if not value.isascii():
            pairs = [(name, _address(address)) for name, address in getaddresses([value])]
            del message[header]
            message[header] = ", ".join(formataddr(pair) for pair in pairs)
    return message


def _address(address: str) -> str:
    local, at, domain = address.rpartition("@")
    try:
        return local + at + idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return address
