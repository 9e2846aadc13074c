"""Mailboxes as they are counted: an address may be spelled in many ways."""

from hashlib import sha256

from connectors.mail.addresses import ascii_address


def known_as(about: str, address: str) -> str:
    """What letters are about and the mailbox; `name+anything` reaches the mailbox of `name`."""
    local, _, domain = ascii_address(address).casefold().rpartition("@")
    return sha256(f"{about}\n{local.partition('+')[0]}@{domain}".encode()).hexdigest()
