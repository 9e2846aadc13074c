"""Places where files are kept, outside the web root: each keeps the port FileStore."""

import re

AT_ONCE = 65_536
"""Bytes of a part, at least."""


def key_of(digest: str) -> str:
    """Where the file with this hash stands, the same in every place: one can be copied into another as it is.

    Raises ValueError for what is no SHA-256 hash in hexadecimal.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError(f"{digest!r} is not a SHA-256 hash")
    return f"{digest[:2]}/{digest}"
