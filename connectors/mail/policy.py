"""How messages become bytes: as RFC 5322 has them, with names of senders and recipients that stay one address each."""

from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.policy import EmailPolicy
from email.utils import formataddr
from typing import Any

HEADERS = ("From", "To")
LONGEST_QUOTED = 60  # characters of a name that stands on a line with its address


class MailPolicy(EmailPolicy):
    """Python's own, but for addresses: up to 3.11 it loses quotes as it folds (CPython issues 80222 and 121284)."""

    def fold(self, name: str, value: Any) -> str:
        """A header with the ends of its lines."""
        if name in HEADERS and isinstance(value, AddressHeader):
            written = f",{self.linesep} ".join(_written(one, self.linesep) for one in value.addresses)
            return f"{name}: {written}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes."""
        if name in HEADERS and isinstance(value, AddressHeader):
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


MAIL = MailPolicy(linesep="\r\n")


def _written(address: Address, linesep: str) -> str:
    """A quoted name, or one in encoded words (RFC 2047), in which nothing can be taken for the end of an address."""
    name = address.display_name
    if name.isascii() and len(name) <= LONGEST_QUOTED:
        return formataddr((name, address.addr_spec))
    encoded = Header(name, "utf-8").encode(linesep=linesep)
    return f"{encoded}{linesep} <{address.addr_spec}>"
