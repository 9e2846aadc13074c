"""The id of a spreadsheet in what staff copy from their browser."""

import re
from urllib.parse import urlsplit

from connectors.errors import ConnectorError

ID = re.compile(r"[A-Za-z0-9_-]+")
OF_A_FILE = re.compile(r"/d/([A-Za-z0-9_-]+)")
HOSTS = {"docs.google.com", "drive.google.com"}
OTHERS = {
    "/drive/": "a folder in Drive",
    "/document/": "a text document",
    "/presentation/": "a presentation",
    "/forms/": "a form; give the address of the spreadsheet that its answers go to",
    "/d/e/": "a copy published to the web",
}
"""What other addresses of Google lead to."""


def key_of(said: str) -> str:
    """The id in an address, or in what is one. Raises ConnectorError when it is neither."""
    said = said.strip()
    if ID.fullmatch(said):
        return said
    url = urlsplit(said if "//" in said else f"https://{said}")
    found = OF_A_FILE.search(url.path)
    other = next((words for part, words in OTHERS.items() if part in url.path), "")
    if url.hostname not in HOSTS or other or found is None:
        what = f": it is that of {other}" if other and url.hostname in HOSTS else ""
        raise ConnectorError(
            f"{said!r} is not the address of a Google spreadsheet{what}. Open the spreadsheet and copy the address "
            "from the browser: https://docs.google.com/spreadsheets/d/…",
            permanent=True,
        )
    return found[1]


def address_of(key: str) -> str:
    """Where staff open it."""
    return f"https://docs.google.com/spreadsheets/d/{key}"
